// SPDX-License-Identifier: Apache-2.0

// Random GEMM and OUTER tiles through all kinds of the array; sums are compared with plain arithmetic.
// Usage: array_kinds_bench LANES CHAIN PACK_SHIFT SEED TILES. Prints one line; exits with 1 at a difference.

#include <array>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <vector>

#include "Varray_kinds.h"
#include "random.hpp"
#include "verilated.h"

namespace {

using e2train::tb::Random;

constexpr unsigned Kinds = 4;

std::int64_t low(std::int64_t v, unsigned bits) {
  const std::uint64_t kept = static_cast<std::uint64_t>(v) << (64 - bits);
  return static_cast<std::int64_t>(kept) >> (64 - bits);
}

// put writes bits of a port; get reads them. Ports are little-endian in memory.
template <typename Port>
void put(Port* port, unsigned lsb, unsigned width, std::int64_t value) {
  auto* bytes = reinterpret_cast<std::uint8_t*>(port);
  for (unsigned i = 0; i < width; ++i) {
    std::uint8_t& b = bytes[(lsb + i) / 8];
    const unsigned bit = (lsb + i) % 8;
    b = static_cast<std::uint8_t>((b & ~(1u << bit)) | (static_cast<unsigned>(value >> i) & 1u) << bit);
  }
}

template <typename Port>
std::int64_t get(const Port* port, unsigned lsb, unsigned width) {
  const auto* bytes = reinterpret_cast<const std::uint8_t*>(port);
  std::uint64_t v = 0;
  for (unsigned i = 0; i < width; ++i) {
    v |= static_cast<std::uint64_t>(bytes[(lsb + i) / 8] >> (lsb + i) % 8 & 1u) << i;
  }
  return low(static_cast<std::int64_t>(v), width);
}

// Column is one column operand: what the array is given, and the number that it stands for.
struct Column {
  std::int64_t code = 0;
  std::int64_t value = 0;
};

// Slot is what the array gets in the cycles of one slot.
struct Slot {
  bool gemm = false, add = false, load = false, start = false, masked = false;
  std::vector<std::int64_t> row, acc;
  std::vector<Column> column;
};

using Matrix = std::vector<std::vector<std::int64_t>>;

// Bench drives the model and keeps what the outputs must show in later cycles.
class Bench {
 public:
  Bench(unsigned lanes, unsigned chain, unsigned shift, std::uint64_t seed)
      : lanes_(lanes), chains_(lanes / chain), shift_(shift), random_(seed) {}

  // tile runs one tile; a GEMM that follows an OUTER waits until that has passed all rows.
  void tile() {
    const bool gemm = random_.chance(4);
    if (gemm && outer_) {
      idle(lanes_ + 12);
    }
    outer_ = !gemm;
    if (random_.chance(1)) {
      idle(1 + static_cast<unsigned>(random_.below(40)));
    }
    if (gemm) {
      multiply(slots());
    } else {
      accumulate(slots());
    }
  }

  // finish runs until all outputs are compared.
  void finish() { idle(3 * lanes_ + 30); }

  bool failed() const { return failed_; }
  std::uint64_t cycles() const { return cycle_; }
  std::uint64_t compared() const { return compared_; }

 private:
  // slots returns the slots of a tile: mostly the fewest, sometimes many.
  unsigned slots() {
    return lanes_ + 8 + static_cast<unsigned>(random_.chance(4) ? 0 : random_.below(60));
  }

  // value returns a signed number, often an extreme one.
  std::int64_t value(unsigned bits) {
    switch (random_.below(6)) {
      case 0: return -(std::int64_t{1} << (bits - 1));
      case 1: return (std::int64_t{1} << (bits - 1)) - 1;
      case 2: return static_cast<std::int64_t>(random_.below(3)) - 1;
      default: return low(static_cast<std::int64_t>(random_.next()), bits);
    }
  }

  std::vector<std::int64_t> values(unsigned bits) {
    std::vector<std::int64_t> v(lanes_);
    for (auto& e : v) {
      e = value(bits);
    }
    return v;
  }

  Matrix matrix(unsigned bits) {
    Matrix m(lanes_);
    for (auto& row : m) {
      row = values(bits);
    }
    return m;
  }

  // column returns a column operand: an element of X, or nibbles a and b with a the higher by shift.
  Column column(unsigned pack) {
    Column c;
    if (pack == 0) {
      c.value = random_.chance(4) ? value(8) : value(8) & 255;  // what LOAD.X makes of a byte
      c.code = (c.value < 0 ? 31 : 0) << 9 | (c.value & 511);
      return c;
    }
    const std::int64_t a = pack == 1 ? value(4) & 15 : value(4);
    const std::int64_t b = pack == 1 ? value(4) & 15 : value(4);
    c.value = a * (std::int64_t{1} << shift_) + b;
    c.code = ((a - (b < 0)) & 31) << 9 | (b & 511);
    return c;
  }

  void multiply(unsigned n) {
    weights_ = matrix(8);
    const bool add = random_.chance(5);
    for (unsigned i = 0; i < n; ++i) {
      Slot s;
      s.gemm = true;
      s.add = add;
      s.load = i == 0;
      s.row = values(16);
      s.acc = values(40);
      auto& want = result_[cycle_ + lanes_ + 4 + chains_];
      for (unsigned c = 0; c < lanes_; ++c) {
        std::int64_t sum = add ? s.acc[c] : 0;
        for (unsigned r = 0; r < lanes_; ++r) {
          sum += s.row[r] * weights_[r][c];
        }
        want.push_back(low(sum, 40));
      }
      step(s, i, {});
    }
  }

  void accumulate(unsigned n) {
    const unsigned pack = static_cast<unsigned>(random_.below(3));
    const bool masked = random_.chance(3);
    const Matrix decided = matrix(1);
    Matrix sums(lanes_, std::vector<std::int64_t>(lanes_, 0));
    for (unsigned i = 0; i < n; ++i) {
      Slot s;
      s.start = i == 0;
      s.masked = masked;
      s.row = values(16);
      s.column.resize(lanes_);
      const bool padding = random_.chance(1);
      for (unsigned c = 0; c < lanes_; ++c) {
        if (!padding) {
          s.column[c] = column(pack);
        }
        for (unsigned r = 0; r < lanes_; ++r) {
          if (!masked || decided[r][c] == 0) {
            sums[r][c] = low(sums[r][c] + s.row[r] * s.column[c].value, 48);
          }
        }
      }
      step(s, i, decided);
    }
    for (unsigned r = 0; r < lanes_; ++r) {  // the last slot was in the cycle before
      drain_[cycle_ + 4 + r] = r;
      sum_[cycle_ + 6 + r] = sums[r];
    }
  }

  void idle(unsigned n) {
    for (unsigned i = 0; i < n; ++i) {
      step(Slot{}, lanes_, {});
    }
  }

  // step runs the cycle in which the data of slot i of a tile are at the memory outputs.
  void step(const Slot& s, unsigned i, const Matrix& decided) {
    next2_ = next1_;
    next1_ = now_;
    now_ = s;
    model_.gemm_i = s.gemm;
    model_.add_i = s.add;
    model_.load_i = s.load;
    model_.start_i = s.start;
    model_.masked_i = s.masked;
    const auto drain = drain_.find(cycle_);
    model_.drain_i = drain != drain_.end();
    model_.drain_row_i = static_cast<std::uint8_t>(drain != drain_.end() ? drain->second : random_.below(lanes_));
    for (unsigned c = 0; c < lanes_; ++c) {
      const bool used = i < lanes_;
      put(&model_.weight_i, 8 * c, 8, used && s.gemm ? weights_[i][c] : value(8));
      put(&model_.decided_i, c, 1, used && !decided.empty() ? decided[i][c] : value(1));
      put(&model_.row_i, 16 * c, 16, next1_.row.empty() ? 0 : next1_.row[c]);
      put(&model_.column_i, 14 * c, 14, next1_.column.empty() ? 0 : next1_.column[c].code);
      put(&model_.acc_i, 40 * c, 40, next2_.acc.empty() ? value(40) : next2_.acc[c]);
    }
    model_.clk_i = 0;
    model_.eval();
    compare("result", &model_.result_o, 40, result_);
    compare("sum", &model_.sum_o, 48, sum_);
    model_.clk_i = 1;
    model_.eval();
    drain_.erase(cycle_);
    ++cycle_;
  }

  template <typename Port>
  void compare(const char* name, const Port* port, unsigned width,
               std::map<std::uint64_t, std::vector<std::int64_t>>& wanted) {
    const auto want = wanted.find(cycle_);
    if (want == wanted.end()) {
      return;
    }
    for (unsigned k = 0; k < Kinds; ++k) {
      if (k == 1 && shift_ > 20) {
        continue;
      }
      for (unsigned c = 0; c < lanes_; ++c) {
        const std::int64_t got = get(port, width * (k * lanes_ + c), width);
        if (got != want->second[c] && !failed_) {
          std::printf("cycle %llu, kind %u, column %u: %s is %lld, want %lld\n",
                      static_cast<unsigned long long>(cycle_), k, c, name, static_cast<long long>(got),
                      static_cast<long long>(want->second[c]));
          failed_ = true;
        }
        ++compared_;
      }
    }
    wanted.erase(want);
  }

  const unsigned lanes_, chains_, shift_;
  Random random_;
  Varray_kinds model_;
  std::uint64_t cycle_ = 0, compared_ = 0;
  bool outer_ = false, failed_ = false;
  Matrix weights_;
  Slot now_, next1_, next2_;  // slots of this cycle and of the two before
  std::map<std::uint64_t, unsigned> drain_;
  std::map<std::uint64_t, std::vector<std::int64_t>> result_, sum_;
};

unsigned number(const char* text) { return static_cast<unsigned>(std::strtoul(text, nullptr, 0)); }

}  // namespace

int main(int argc, char** argv) {
  if (argc != 6) {
    std::fprintf(stderr, "usage: array_kinds_bench LANES CHAIN PACK_SHIFT SEED TILES\n");
    return 2;
  }
  Bench bench(number(argv[1]), number(argv[2]), number(argv[3]), std::strtoull(argv[4], nullptr, 0));
  for (unsigned i = 0; i < number(argv[5]) && !bench.failed(); ++i) {
    bench.tile();
  }
  bench.finish();
  if (bench.failed()) {
    return 1;
  }
  std::printf("PASS: %llu sums in %llu cycles\n", static_cast<unsigned long long>(bench.compared()),
              static_cast<unsigned long long>(bench.cycles()));
  return 0;
}
