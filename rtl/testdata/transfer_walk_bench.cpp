// SPDX-License-Identifier: Apache-2.0

// Bursts of transfers. Input: lines of base, offset, three strides, three counts and the beats of a run, as decimal numbers.
// Output: a line for each burst, with the cycle since the instruction was accepted (0 with stalls), address, beats and whether
// it is the last. Usage: transfer_walk_bench SEED; seed 0 takes bursts as they come, others with random stalls.

#include <array>
#include <cinttypes>
#include <cstdint>
#include <cstdio>
#include <cstdlib>

#include "Vtransfer_walk.h"
#include "random.hpp"
#include "verilated.h"

namespace {

class Bench {
 public:
  explicit Bench(std::uint64_t seed) : stalls_(seed != 0), random_(seed) {
    model_.rst_ni = 0;
    clock();
    model_.rst_ni = 1;
  }

  ~Bench() { model_.final(); }

  // run gives the generator one instruction and prints its bursts.
  void run(std::uint64_t base, std::uint32_t offset, const std::array<std::uint32_t, 3>& stride,
           const std::array<std::uint64_t, 3>& count, std::uint32_t beats) {
    model_.base_i = base;
    model_.offset_i = offset;
    for (unsigned i = 0; i < 3; ++i) {
      model_.stride_i[i] = stride[i];
    }
    model_.count_i = count[2] << 24 | count[1] << 12 | count[0];
    model_.beats_i = beats;
    model_.accept_i = 1;
    clock();
    model_.accept_i = 0;
    model_.base_i = random_.next();  // no longer of interest
    for (unsigned cycle = 1;; ++cycle) {
      model_.burst_ready_i = !stalls_ || random_.chance(3);
      model_.eval();
      const bool taken = model_.burst_valid_o && model_.burst_ready_i;
      const bool last = taken && model_.burst_last_o;
      if (taken) {
        std::printf("%u %" PRIu64 " %u %d\n", stalls_ ? 0 : cycle, static_cast<std::uint64_t>(model_.burst_addr_o),
                    model_.burst_len_o + 1u, last);
      }
      clock();
      if (last) {
        return;
      }
    }
  }

 private:
  void clock() {
    model_.clk_i = 0;
    model_.eval();
    model_.clk_i = 1;
    model_.eval();
    model_.clk_i = 0;
    model_.eval();
  }

  Vtransfer_walk model_;
  bool stalls_;
  e2train::tb::Random random_;
};

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) {
    std::fprintf(stderr, "usage: transfer_walk_bench SEED\n");
    return 2;
  }
  Bench bench(std::strtoull(argv[1], nullptr, 0));
  std::uint64_t base;
  std::uint32_t offset, beats;
  std::array<std::int64_t, 3> stride;
  std::array<std::uint64_t, 3> count;
  while (std::scanf("%" SCNu64 " %" SCNu32 " %" SCNd64 " %" SCNd64 " %" SCNd64 " %" SCNu64 " %" SCNu64 " %" SCNu64 " %" SCNu32, &base,
                    &offset, &stride[0], &stride[1], &stride[2], &count[0], &count[1], &count[2], &beats) == 9) {
    bench.run(base, offset,
              {static_cast<std::uint32_t>(stride[0]), static_cast<std::uint32_t>(stride[1]), static_cast<std::uint32_t>(stride[2])},
              count, beats);
  }
  return 0;
}
