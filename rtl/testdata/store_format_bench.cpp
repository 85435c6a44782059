// SPDX-License-Identifier: Apache-2.0

// Random ACC rows through all store formats and shifts, compared with plain arithmetic: beats, saturation, running maximum.
// Usage: store_format_bench LANES BUS_BYTES SEED ROWS. Prints PASS or the first difference.

#include <algorithm>
#include <cinttypes>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <deque>
#include <vector>

#include "Vstore_format.h"
#include "random.hpp"
#include "verilated.h"

namespace {

enum Format : unsigned { Int32, Int16, Int64, Sign };

constexpr unsigned AccBits = 40;
constexpr unsigned MaxShift = 39;
constexpr unsigned ElementBytes[] = {4, 2, 8, 1};

// Beat is what the module must show when the beat leaves it.
struct Beat {
  std::vector<std::uint8_t> bytes;
  bool saturated;
};

class Bench {
 public:
  Bench(unsigned lanes, unsigned bus, std::uint64_t seed) : lanes_(lanes), bus_(bus), random_(seed) {
    model_.rst_ni = 0;
    clock();
    model_.rst_ni = 1;
  }

  ~Bench() { model_.final(); }

  bool run(unsigned rows) {
    while (ok_ && rows > 0) {
      const unsigned n = 1 + static_cast<unsigned>(random_.below(1u << random_.below(7)));  // a few or many
      batch(std::min(n, rows));
      maximum();
      rows -= std::min(n, rows);
    }
    return ok_;
  }

 private:
  Format format() { return static_cast<Format>(random_.below(4)); }

  // batch runs rows of the same shift, which is constant while rows are on their way. Often they are of one format, and
  // the maximum is theirs alone: that of signs would be lost behind others.
  void batch(unsigned rows) {
    model_.shift_i = static_cast<std::uint8_t>(random_.below(MaxShift + 1));
    if (random_.chance(5)) {
      model_.clear_max_i = 1;
      clock();
      model_.clear_max_i = 0;
      most_ = 0;
    }
    const bool mixed = random_.chance(5);
    const Format only = format();
    for (unsigned i = 0; i < rows; ++i) {
      if (random_.chance(1)) {
        idle(static_cast<unsigned>(random_.below(5)));
      }
      row(mixed ? format() : only, random_.chance(4));
    }
    idle(12);
  }

  // value returns an element: often one at the edge of a format or of rounding.
  std::int64_t value() {
    const unsigned bits = 1 + static_cast<unsigned>(random_.below(AccBits));
    std::int64_t v = sign(random_.next(), bits);
    if (random_.chance(4)) {
      v = (std::int64_t{1} << (bits - 1)) - 2 + static_cast<std::int64_t>(random_.below(4));
      v = random_.chance(4) ? -v : v;
    }
    if (random_.chance(1)) {
      v = 0;
    }
    return sign(static_cast<std::uint64_t>(v), AccBits);
  }

  static std::int64_t sign(std::uint64_t v, unsigned bits) { return static_cast<std::int64_t>(v << (64 - bits)) >> (64 - bits); }

  // stored returns what a format makes of an element.
  std::int64_t stored(Format format, std::int64_t v, bool* saturated) const {
    if (format == Sign) {
      return (v > 0) - (v < 0);
    }
    if (format == Int64) {
      return v;
    }
    const unsigned shift = model_.shift_i;
    if (shift > 0) {
      v = (v + (std::int64_t{1} << (shift - 1))) >> shift;
    }
    const std::int64_t most = format == Int32 ? INT32_MAX : INT16_MAX;
    const std::int64_t kept = std::min(std::max(v, -most - 1), most);
    *saturated = *saturated || kept != v;
    return kept;
  }

  // row shows the module a row for as many cycles as it has beats.
  void row(Format format, bool track) {
    const unsigned size = ElementBytes[format];
    std::vector<std::uint8_t> bytes;
    std::vector<bool> saturated;  // by element
    std::vector<std::uint8_t> packed((AccBits * lanes_ + 7) / 8);
    for (unsigned lane = 0; lane < lanes_; ++lane) {
      const std::int64_t v = value();
      for (unsigned bit = 0; bit < AccBits; ++bit) {
        const unsigned at = AccBits * lane + bit;
        packed[at / 8] = static_cast<std::uint8_t>(packed[at / 8] | (static_cast<std::uint64_t>(v) >> bit & 1u) << at % 8);
      }
      bool over = false;
      const std::int64_t s = stored(format, v, &over);
      saturated.push_back(over);
      for (unsigned i = 0; i < size; ++i) {
        bytes.push_back(static_cast<std::uint8_t>(static_cast<std::uint64_t>(s) >> 8 * i));
      }
      if (track) {
        most_ = std::max(most_, s < 0 ? -s : s);
      }
    }
    std::copy(packed.begin(), packed.end(), reinterpret_cast<std::uint8_t*>(&model_.row_i));
    for (unsigned beat = 0; beat < size * lanes_ / bus_; ++beat) {
      Beat want{{bytes.begin() + beat * bus_, bytes.begin() + (beat + 1) * bus_}, false};
      for (unsigned i = beat * bus_ / size; i < (beat + 1) * bus_ / size; ++i) {
        want.saturated = want.saturated || saturated[i];
      }
      model_.beat_valid_i = 1;
      model_.beat_number_i = static_cast<std::uint8_t>(beat);
      model_.beat_format_i = format;
      model_.beat_track_max_i = track;
      want_.push_back(want);
      clock();
    }
    model_.beat_valid_i = 0;
  }

  void idle(unsigned cycles) {
    for (unsigned i = 0; i < cycles; ++i) {
      clock();
    }
  }

  void maximum() {
    if (ok_ && static_cast<std::int64_t>(model_.max_o) != most_) {
      std::printf("maximum is %" PRIu64 ", want %" PRId64 "\n", static_cast<std::uint64_t>(model_.max_o), most_);
      ok_ = false;
    }
  }

  // clock ends a cycle and looks at what left the module in it.
  void clock() {
    model_.clk_i = 0;
    model_.eval();
    if (ok_ && model_.valid_o) {
      if (want_.empty()) {
        std::printf("a beat that no row has\n");
        ok_ = false;
      } else {
        look(want_.front());
        want_.pop_front();
      }
    }
    model_.clk_i = 1;
    model_.eval();
  }

  void look(const Beat& want) {
    const auto* data = reinterpret_cast<const std::uint8_t*>(&model_.data_o);
    for (unsigned i = 0; i < bus_ && ok_; ++i) {
      if (data[i] != want.bytes[i]) {
        std::printf("byte %u of a beat is %02x, want %02x, shift %u\n", i, data[i], want.bytes[i], model_.shift_i);
        ok_ = false;
      }
    }
    if (ok_ && (model_.saturated_o != 0) != want.saturated) {
      std::printf("saturated is %d, want %d, shift %u\n", model_.saturated_o, want.saturated, model_.shift_i);
      ok_ = false;
    }
  }

  Vstore_format model_;
  unsigned lanes_, bus_;
  e2train::tb::Random random_;
  std::deque<Beat> want_;
  std::int64_t most_ = 0;
  bool ok_ = true;
};

}  // namespace

int main(int argc, char** argv) {
  if (argc != 5) {
    std::fprintf(stderr, "usage: store_format_bench LANES BUS_BYTES SEED ROWS\n");
    return 2;
  }
  Bench bench(static_cast<unsigned>(std::atoi(argv[1])), static_cast<unsigned>(std::atoi(argv[2])), std::strtoull(argv[3], nullptr, 0));
  if (!bench.run(static_cast<unsigned>(std::atoi(argv[4])))) {
    return 1;
  }
  std::printf("PASS\n");
  return 0;
}
