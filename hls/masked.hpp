// SPDX-License-Identifier: Apache-2.0

// The masked pass of predictive sign gradients: outer products in which the multipliers of decided weights are switched off, and tiles
// are skipped that have next to nothing else.

#ifndef E2TRAIN_HLS_MASKED_HPP_
#define E2TRAIN_HLS_MASKED_HPP_

#include "backward_weights.hpp"

namespace e2train {
namespace kernel {

// Masked is the Kind of an outer product with a mask, which is read a tile ahead.
template <class B>
struct Masked : Plain<B> {
  using Mask = Square<Judgement, B::Lanes>;
  Mask next;
  Mask now;
  Mask last;             // of the tile that drains
  bool skips = false;    // the tile that begins
  bool skipped = false;  // the tile that drains

  void fetch(const isa::Outer& t, const Memories<B>& m, std::uint32_t tile, std::uint32_t slot) {
#pragma HLS inline
    next.row[slot] = m.mask[t.mask + tile * B::Lanes + slot];
  }

  void turn(const isa::Outer& t, const Memories<B>& m, std::uint32_t tile) {
#pragma HLS inline
    last = now;
    now = next;
    skipped = skips;
    const std::uint32_t tiles = static_cast<std::uint32_t>(t.kx) * t.ky * t.ci * t.co;
    skips = tile < tiles && m.skip[t.mask / B::Lanes + tile];
  }

  bool streams() const { return !skips; }

  bool on(unsigned r, unsigned c) const { return !now.row[r].at[c].decided; }

  // sign returns -1, 0 or 1 of a predicted gradient.
  static int sign(const Judgement& j) { return j.nonzero ? (j.negative ? -1 : 1) : 0; }

  void drain(const isa::Outer& t, Memories<B>& m, std::uint32_t tile, std::uint32_t slot, const Square<typename B::Sum, B::Lanes>& sums) {
#pragma HLS inline
    if (skipped && !t.zero) {
      return;
    }
    typename B::AccRow row;
    for (unsigned c = 0; c < B::Lanes; ++c) {
#pragma HLS unroll
      const Judgement j = last.row[slot].at[c];
      const bool predicted = t.zero && (j.decided || (skipped && t.fill_sign));
      const bool summed = !j.decided && !skipped;
      row.at[c] = predicted ? typename B::Acc(sign(j)) : summed ? typename B::Acc(sums.row[slot].at[c]) : typename B::Acc(0);
    }
    add_row<B>(t.zero, t.acc + tile * B::Lanes + slot, row, m);
  }
};

// MaskedWeights runs masked OUTER instructions.
struct MaskedWeights {
  static bool takes(const Tensor& t) { return t.outer && t.of_outer.masked && t.of_outer.pack == isa::PackNone; }

  template <class B>
  static void run(const Tensor& t, Memories<B>& m) {
    outer<B, Masked<B>>(t.of_outer, m);
  }
};

}  // namespace kernel
}  // namespace e2train

#endif  // E2TRAIN_HLS_MASKED_HPP_
