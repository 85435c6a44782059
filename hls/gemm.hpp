// SPDX-License-Identifier: Apache-2.0

// GEMM: vectors of a source times stationary weight tiles. The forward pass has X as its source, backward-data G.

#ifndef E2TRAIN_HLS_GEMM_HPP_
#define E2TRAIN_HLS_GEMM_HPP_

#include <cstdint>

#include "memories.hpp"
#include "walk.hpp"

namespace e2train {
namespace kernel {

// multiply returns a row of sums: row old, or zeros, plus operand times a tile.
template <class B, class Operand>
typename B::AccRow multiply(const Operand& operand, const typename B::WRow (&tile)[B::Lanes], const typename B::AccRow& old) {
#pragma HLS inline
  typename B::Column sums[B::Lanes];
#pragma HLS array_partition variable = sums complete
  for (unsigned c = 0; c < B::Lanes; ++c) {
#pragma HLS unroll
    sums[c] = 0;
  }
  for (unsigned r = 0; r < B::Lanes; ++r) {
#pragma HLS unroll
    for (unsigned c = 0; c < B::Lanes; ++c) {
#pragma HLS unroll
      sums[c] = sums[c] + operand.at[r] * tile[r].at[c];
    }
  }
  typename B::AccRow row;
  for (unsigned c = 0; c < B::Lanes; ++c) {
#pragma HLS unroll
    row.at[c] = old.at[c] + sums[c];
  }
  return row;
}

// zeros returns a row of them.
template <class B>
typename B::AccRow zeros() {
#pragma HLS inline
  typename B::AccRow row;
  for (unsigned c = 0; c < B::Lanes; ++c) {
#pragma HLS unroll
    row.at[c] = 0;
  }
  return row;
}

// operand returns what a vector multiplies: an entry of the source, or zeros in the padding.
template <class Entry, unsigned N>
Entry operand(const isa::Gemm& t, const Vector& v, const Tile& k, const Entry (&from)[N]) {
#pragma HLS inline
  if (!padded(t, v, k)) {
    return from[source(t, v, k)];
  }
  Entry none;
  for (auto& e : none.at) {
#pragma HLS unroll
    e = 0;
  }
  return none;
}

// gemm runs one instruction whose source is the memory from.
template <class B, class Entry, unsigned N>
void gemm(const isa::Gemm& t, const Entry (&from)[N], Memories<B>& m) {
  typename B::WRow now[B::Lanes];
  typename B::WRow next[B::Lanes];
#pragma HLS array_partition variable = now complete
#pragma HLS array_partition variable = next complete
  const std::uint32_t count = vectors(t);
  const std::uint32_t tiles = t.no_taps ? 1u : static_cast<std::uint32_t>(t.kx) * t.ky * t.ci;
  const std::uint32_t length = count > B::MinTile ? count : B::MinTile;
  const std::uint64_t total = B::Lanes + static_cast<std::uint64_t>(tiles) * length;
  std::uint32_t slot = 0;
  std::uint32_t fetched = 0;  // the tile whose weights come into next
  bool streams = false;       // not yet: Lanes slots bring the weights of the first tile
  Vector v;
  Tile k;
  // Initiation interval 1: an iteration reads one source entry, one weight row and one row of ACC and writes one row of ACC, each
  // through a port of its own. Weights are read a tile ahead, a row in each of its first Lanes slots. It carries counters, whose
  // sums feed address arithmetic and not the other way, and rows of ACC: the same row comes again MinTile slots later at the
  // earliest, since the vectors of a tile have rows of their own, which is longer than a sum takes from read to write.
  for (std::uint64_t i = 0; i < total; ++i) {
#pragma HLS pipeline II = 1
#pragma HLS dependence variable = m.acc type = inter distance = B::MinTile true
    if (slot < B::Lanes && fetched < tiles && !t.no_taps) {
      next[slot] = m.w[t.w + fetched * B::Lanes + slot];
    }
    if (streams && slot < count) {
      const unsigned at = static_cast<std::uint16_t>(t.acc + v.x * t.ax + v.y * t.ay + v.n * t.an);
      const bool first = t.zero && fetched == 1;
      const typename B::AccRow old = first || t.no_taps ? zeros<B>() : m.acc[at];
      m.acc[at] = t.no_taps ? old : multiply<B>(operand(t, v, k, from), now, old);
      v.next(t);
    }
    if (++slot == (streams ? length : B::Lanes)) {
      for (unsigned r = 0; r < B::Lanes; ++r) {
#pragma HLS unroll
        now[r] = next[r];
      }
      if (streams) {
        k.next(t);
      }
      streams = true;
      ++fetched;
      slot = 0;
    }
  }
}

}  // namespace kernel
}  // namespace e2train

#endif  // E2TRAIN_HLS_GEMM_HPP_
