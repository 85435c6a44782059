// SPDX-License-Identifier: Apache-2.0

// OUTER: outer products of gradients and activations, summed over the vectors of a tile. Backward-weights, the predictor and the
// masked pass differ in what they multiply and in what they do with the sums; each is a Kind, see backward_weights.hpp.

#ifndef E2TRAIN_HLS_OUTER_HPP_
#define E2TRAIN_HLS_OUTER_HPP_

#include <cstdint>

#include "memories.hpp"
#include "walk.hpp"

namespace e2train {
namespace kernel {

// Square holds a number for every multiplier.
template <class T, unsigned N>
struct Square {
  Row<T, N> row[N];
};

// row_operand returns the entry of G that a vector reads.
inline unsigned row_operand(const isa::Outer& t, const Vector& v, const Tile& k) {
  return static_cast<std::uint16_t>(t.g + v.x * t.gx + v.y * t.gy + v.n * t.gn + k.co * t.gco);
}

// accumulate adds the products of one vector to the sums of a tile, or overwrites them.
template <class B, class Kind>
void accumulate(const isa::Outer& t, const Vector& v, const Tile& k, const Kind& kind, bool first, const Memories<B>& m,
                Square<typename B::Sum, B::Lanes>& sums) {
#pragma HLS inline
  const bool zero = padded(t, v, k);
  const typename B::XRow x = m.x[zero ? 0u : source(t, v, k)];
  const typename B::GRow g = m.g[row_operand(t, v, k)];
  for (unsigned c = 0; c < B::Lanes; ++c) {
#pragma HLS unroll
    const typename B::Sum column = zero ? typename B::Sum(0) : kind.column(x.at[c]);
    for (unsigned r = 0; r < B::Lanes; ++r) {
#pragma HLS unroll
      const typename B::Sum product = kind.on(r, c) ? typename B::Sum(g.at[r] * column) : typename B::Sum(0);
      sums.row[r].at[c] = first ? product : typename B::Sum(sums.row[r].at[c] + product);
    }
  }
}

// add_row adds a row of sums to a row of ACC, or overwrites it.
template <class B>
void add_row(bool overwrite, unsigned at, const typename B::AccRow& row, Memories<B>& m) {
#pragma HLS inline
  const typename B::AccRow old = m.acc[at];
  typename B::AccRow sum;
  for (unsigned c = 0; c < B::Lanes; ++c) {
#pragma HLS unroll
    sum.at[c] = overwrite ? row.at[c] : typename B::Acc(old.at[c] + row.at[c]);
  }
  m.acc[at] = sum;
}

// outer runs one instruction. In phase p tile p streams, the sums of tile p-1 drain and what Kind keeps of tile p+1 is read.
template <class B, class Kind>
void outer(const isa::Outer& t, Memories<B>& m) {
  Square<typename B::Sum, B::Lanes> sums;
  Square<typename B::Sum, B::Lanes> full;
  Kind kind;
#pragma HLS array_partition variable = sums.row complete
#pragma HLS array_partition variable = full.row complete
  const std::uint32_t count = vectors(t);
  const std::int64_t tiles = static_cast<std::int64_t>(t.kx) * t.ky * t.ci * t.co;
  std::uint32_t slot = 0;
  std::int64_t phase = -1;
  bool streams = false;
  Vector v;
  Tile k;
  // Initiation interval 1: an iteration reads one entry of X, one of G, one mask row and one row of ACC, and writes one row of ACC,
  // each through a port of its own. It carries the sums, an addition of 48 bits apart, and counters. Rows of ACC carry nothing: every
  // tile drains into rows of its own, once an instruction. A phase has slots enough to drain the tile before it.
  while (phase <= tiles) {
#pragma HLS pipeline II = 1
#pragma HLS dependence variable = m.acc type = inter false
    if (slot < B::Lanes && phase + 1 < tiles) {
      kind.fetch(t, m, static_cast<std::uint32_t>(phase + 1), slot);
    }
    if (slot < Kind::Drains && phase > 0) {
      kind.drain(t, m, static_cast<std::uint32_t>(phase - 1), slot, full);
    }
    if (streams && slot < count) {
      accumulate<B>(t, v, k, kind, slot == 0, m, sums);
      v.next(t);
    }
    if (++slot >= (streams ? count : 0u) && slot >= Kind::MinTile) {
      full = sums;
      if (phase >= 0) {
        k.next(t);
      }
      ++phase;
      slot = 0;
      kind.turn(t, m, static_cast<std::uint32_t>(phase));
      streams = phase < tiles && kind.streams();
    }
  }
}

}  // namespace kernel
}  // namespace e2train

#endif  // E2TRAIN_HLS_OUTER_HPP_
