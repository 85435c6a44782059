// SPDX-License-Identifier: Apache-2.0

// Random increments of all counters, compared with sums of 64 bits. Usage: counters_bench SEED CYCLES. Prints PASS or the first
// difference.

#include <array>
#include <cinttypes>
#include <cstdint>
#include <cstdio>
#include <cstdlib>

#include "Vcounters.h"
#include "isa/isa.hpp"
#include "random.hpp"
#include "verilated.h"

namespace {

constexpr unsigned Number = e2train::isa::NumCounters + 1;  // the last is the free clock
constexpr unsigned Large = e2train::isa::CounterMaskedMACs;

class Bench {
 public:
  explicit Bench(std::uint64_t seed) : random_(seed) {
    model_.rst_ni = 0;
    cycle(false);
    model_.rst_ni = 1;
    want_ = {};
  }

  ~Bench() { model_.final(); }

  // run lets random counters count and reads one now and then; it returns whether all were right.
  bool run(std::uint64_t cycles) {
    for (std::uint64_t i = 0; i < cycles; ++i) {
      if (i % 0x10000 == 0) {
        choose();
      }
      drive();
      cycle(random_.below(1u << 19) == 0);
      if (random_.below(64) == 0 && !read(static_cast<unsigned>(random_.below(Number)))) {
        return false;
      }
    }
    for (unsigned i = 0; i < Number; ++i) {
      if (!read(i)) {
        return false;
      }
    }
    return true;
  }

 private:
  // choose sets how much each counter counts for a while: in most cases as much as it can.
  void choose() {
    for (unsigned i = 0; i < Number; ++i) {
      most_[i] = random_.chance(5) ? (i == Large ? 511 : 3) : static_cast<unsigned>(random_.below(3));
    }
  }

  void drive() {
    std::uint64_t r = random_.next();
    for (unsigned i = 0; i < Number; ++i) {
      inc_[i] = (r >> i & 1u) != 0 ? most_[i] : 0;
      const unsigned bit = 2 * i;
      const std::uint32_t keep = ~(std::uint32_t{3} << bit % 32);
      model_.inc_i[bit / 32] = (model_.inc_i[bit / 32] & keep) | (inc_[i] & 3u) << bit % 32;
    }
    model_.large_inc_i = static_cast<std::uint16_t>(inc_[Large] & 511u);
  }

  // cycle is one clock; clear clears all but the free clock.
  void cycle(bool clear) {
    model_.clear_i = clear;
    for (unsigned i = 0; i < Number; ++i) {
      want_[i] = clear && i != Number - 1 ? 0 : want_[i] + inc_[i];
    }
    clock();
    model_.clear_i = 0;
  }

  // read looks at a counter as it is now; counting goes on.
  bool read(unsigned index) {
    model_.index_i = static_cast<std::uint8_t>(index);
    const std::uint64_t want = want_[index];
    for (unsigned i = 0; i < 2; ++i) {
      drive();
      cycle(false);
    }
    if (model_.data_o == want) {
      return true;
    }
    std::printf("counter %u is %" PRIu64 ", want %" PRIu64 "\n", index, static_cast<std::uint64_t>(model_.data_o), want);
    return false;
  }

  void clock() {
    model_.clk_i = 0;
    model_.eval();
    model_.clk_i = 1;
    model_.eval();
  }

  Vcounters model_;
  e2train::tb::Random random_;
  std::array<unsigned, Number> most_{}, inc_{};
  std::array<std::uint64_t, Number> want_{};
};

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) {
    std::fprintf(stderr, "usage: counters_bench SEED CYCLES\n");
    return 2;
  }
  Bench bench(std::strtoull(argv[1], nullptr, 0));
  if (!bench.run(std::strtoull(argv[2], nullptr, 0))) {
    return 1;
  }
  std::printf("PASS\n");
  return 0;
}
