// SPDX-License-Identifier: Apache-2.0

// Reproducible random numbers of the bench.

#ifndef E2TRAIN_RTL_TB_RANDOM_HPP_
#define E2TRAIN_RTL_TB_RANDOM_HPP_

#include <cstdint>

namespace e2train {
namespace tb {

// Random is SplitMix64 (Steele, Lea and Flood, OOPSLA 2014).
class Random {
 public:
  explicit Random(std::uint64_t seed) : state_(seed) {}

  std::uint64_t next() {
    std::uint64_t z = state_ += 0x9e3779b97f4a7c15u;
    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
    z = (z ^ z >> 27) * 0x94d049bb133111ebu;
    return z ^ z >> 31;
  }

  // below returns a number in [0, n), n > 0.
  std::uint64_t below(std::uint64_t n) { return next() % n; }

  // chance is true in n of 8 cases.
  bool chance(unsigned n) { return below(8) < n; }

 private:
  std::uint64_t state_;
};

}  // namespace tb
}  // namespace e2train

#endif  // E2TRAIN_RTL_TB_RANDOM_HPP_
