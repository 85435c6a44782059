// SPDX-License-Identifier: Apache-2.0

// The loops of a tensor instruction as counters, and the addresses that follow from them.

#ifndef E2TRAIN_HLS_WALK_HPP_
#define E2TRAIN_HLS_WALK_HPP_

#include <cstdint>

#include "build.hpp"

namespace e2train {
namespace kernel {

// Vector counts the vectors of a tile, x innermost.
struct Vector {
  std::uint16_t x = 0;
  std::uint16_t y = 0;
  std::uint16_t n = 0;

  // next moves on, from the last vector to the first.
  template <class T>
  void next(const T& t) {
    if (++x < t.nx) {
      return;
    }
    x = 0;
    if (++y < t.ny) {
      return;
    }
    y = 0;
    n = static_cast<std::uint16_t>(n + 1 == t.nn ? 0 : n + 1);
  }
};

// Tile counts the tiles of an instruction, kx innermost.
struct Tile {
  std::uint16_t kx = 0;
  std::uint16_t ky = 0;
  std::uint16_t ci = 0;
  std::uint16_t co = 0;

  template <class T>
  void next(const T& t) {
    if (++kx < t.kx) {
      return;
    }
    kx = 0;
    if (++ky < t.ky) {
      return;
    }
    ky = 0;
    if (++ci < t.ci) {
      return;
    }
    ci = 0;
    ++co;
  }
};

// source returns the entry that a vector reads in a tile.
template <class T>
unsigned source(const T& t, const Vector& v, const Tile& k) {
  return static_cast<std::uint16_t>(t.src + v.x * t.sx + v.y * t.sy + v.n * t.sn + k.kx * t.skx + k.ky * t.sky + k.ci * t.sci);
}

// padded reports whether a vector's operand lies outside the image, so that it is zero.
template <class T>
bool padded(const T& t, const Vector& v, const Tile& k) {
  const int x = t.x0 + v.x * t.step_x + k.kx * t.tap_x;
  const int y = t.y0 + v.y * t.step_y + k.ky * t.tap_y;
  return x < 0 || x >= t.xlim || y < 0 || y >= t.ylim;
}

// vectors returns those of a tile.
template <class T>
std::uint32_t vectors(const T& t) {
  return static_cast<std::uint32_t>(t.nx) * t.ny * t.nn;
}

}  // namespace kernel
}  // namespace e2train

#endif  // E2TRAIN_HLS_WALK_HPP_
