// SPDX-License-Identifier: Apache-2.0

// When the memory answers: by the rules that define time, or at random.

#ifndef E2TRAIN_RTL_TB_PACE_HPP_
#define E2TRAIN_RTL_TB_PACE_HPP_

#include <cstdint>

#include "random.hpp"

namespace e2train {
namespace tb {

// Timing holds the parameters of one side of the bench memory, isa.BenchMemory.
struct Timing {
  std::uint32_t latency = 1;  // address to first beat (read), last beat to response (write)
  std::uint32_t idle = 0;     // cycles without a beat between two bursts
};

// Pace decides for one direction. Under rules it is always ready and never pauses.
class Pace {
 public:
  explicit Pace(Timing timing) : timing_(timing) {}

  // random returns a pace whose habits are drawn once: how often it is ready, how often it pauses
  // within a burst, how long it takes, and whether it accepts an address only next to data.
  static Pace random(std::uint64_t seed) {
    Pace p{Timing{}};
    p.random_ = true;
    p.dice_ = Random(seed);
    static const unsigned often[] = {8, 8, 7, 4, 1};
    p.ready_ = often[p.dice_.below(5)];
    p.flow_ = often[p.dice_.below(5)];
    static const unsigned slow[] = {1, 4, 30, 200};
    p.slow_ = slow[p.dice_.below(4)];
    p.idle_ = slow[p.dice_.below(3)];
    p.shy_ = p.dice_.chance(2);
    return p;
  }

  // ready says whether an address is accepted now. beside tells whether data were offered lately;
  // AXI allows a slave to wait for them.
  bool ready(bool beside) {
    return !random_ || ((beside || !shy_) && dice_.chance(ready_));
  }

  // flows says whether the next beat of a burst comes now.
  bool flows() { return !random_ || dice_.chance(flow_); }

  std::uint64_t latency() {
    return random_ ? 1 + dice_.below(slow_) : timing_.latency;
  }
  std::uint64_t idle() { return random_ ? dice_.below(idle_) : timing_.idle; }

  bool random() const { return random_; }

  // shy reports whether addresses are accepted only next to data.
  bool shy() const { return shy_; }

 private:
  Timing timing_;
  bool random_ = false;
  bool shy_ = false;
  unsigned ready_ = 8;
  unsigned flow_ = 8;
  unsigned slow_ = 1;
  unsigned idle_ = 1;
  Random dice_{0};
};

}  // namespace tb
}  // namespace e2train

#endif  // E2TRAIN_RTL_TB_PACE_HPP_
