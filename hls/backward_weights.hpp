// SPDX-License-Identifier: Apache-2.0

// The backward-weights pass: outer products of output gradients, 16 bit, and activations, 9 bit.

#ifndef E2TRAIN_HLS_BACKWARD_WEIGHTS_HPP_
#define E2TRAIN_HLS_BACKWARD_WEIGHTS_HPP_

#include "outer.hpp"
#include "tensor.hpp"

namespace e2train {
namespace kernel {

// Plain is the Kind of an outer product without masks.
template <class B>
struct Plain {
  static constexpr unsigned Drains = B::Lanes;
  static constexpr unsigned MinTile = B::MinTile;

  // fetch reads a row of what a tile needs besides its operands, turn makes it that of the tile that begins.
  void fetch(const isa::Outer&, const Memories<B>&, std::uint32_t, std::uint32_t) {}
  void turn(const isa::Outer&, const Memories<B>&, std::uint32_t) {}

  // streams reports whether the tile is computed at all.
  bool streams() const { return true; }

  // column returns what the multipliers of a column take for an element of X, on whether a multiplier works.
  typename B::Sum column(typename B::X x) const { return x; }
  bool on(unsigned, unsigned) const { return true; }

  // drain moves a row of a tile's sums to ACC.
  void drain(const isa::Outer& t, Memories<B>& m, std::uint32_t tile, std::uint32_t slot, const Square<typename B::Sum, B::Lanes>& sums) {
#pragma HLS inline
    typename B::AccRow row;
    for (unsigned c = 0; c < B::Lanes; ++c) {
#pragma HLS unroll
      row.at[c] = sums.row[slot].at[c];
    }
    add_row<B>(t.zero, t.acc + tile * B::Lanes + slot, row, m);
  }
};

// BackwardWeights runs plain OUTER instructions.
struct BackwardWeights {
  static bool takes(const Tensor& t) { return t.outer && !t.of_outer.masked && t.of_outer.pack == isa::PackNone; }

  template <class B>
  static void run(const Tensor& t, Memories<B>& m) {
    outer<B, Plain<B>>(t.of_outer, m);
  }
};

}  // namespace kernel
}  // namespace e2train

#endif  // E2TRAIN_HLS_BACKWARD_WEIGHTS_HPP_
