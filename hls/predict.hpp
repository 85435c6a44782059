// SPDX-License-Identifier: Apache-2.0

// The predictor of predictive sign gradients: outer products of the top bits, two products a multiplier. A byte of X holds the 4-bit
// operands a and b of two tiles; a multiplier takes a*2^k + b, and its sum is parted again when it drains.

#ifndef E2TRAIN_HLS_PREDICT_HPP_
#define E2TRAIN_HLS_PREDICT_HPP_

#include "backward_weights.hpp"

namespace e2train {
namespace kernel {

// Packed is the Kind of two tiles at once. The rows of a drain in the first Lanes slots, those of b in the next.
template <class B, bool Signed>
struct Packed : Plain<B> {
  static constexpr unsigned Drains = 2 * B::Lanes;
  static constexpr unsigned MinTile = B::MinTilePacked;

  // nibble returns four bits as an operand.
  static int nibble(int four) { return Signed && four >= 8 ? four - 16 : four; }

  typename B::Sum column(typename B::X x) const {
    const int byte = static_cast<int>(x) & 0xff;
    const typename B::Sum high = nibble(byte >> 4);
    const typename B::Sum shifted = high << B::PackShift;
    return shifted + nibble(byte & 0xf);
  }

  void drain(const isa::Outer& t, Memories<B>& m, std::uint32_t tile, std::uint32_t slot, const Square<typename B::Sum, B::Lanes>& sums) {
#pragma HLS inline
    const bool of_b = slot >= B::Lanes;
    const unsigned r = of_b ? slot - B::Lanes : slot;
    typename B::AccRow row;
    for (unsigned c = 0; c < B::Lanes; ++c) {
#pragma HLS unroll
      const typename B::Sum sum = sums.row[r].at[c];
      const ap_int<B::PackShift> low = sum;
      const typename B::Sum rest = sum - low;
      row.at[c] = of_b ? typename B::Acc(low) : typename B::Acc(rest >> B::PackShift);
    }
    add_row<B>(t.zero, t.acc + (of_b ? t.second : 0u) + tile * B::Lanes + r, row, m);
  }
};

// Predict runs packed OUTER instructions.
struct Predict {
  static bool takes(const Tensor& t) { return t.outer && !t.of_outer.masked && t.of_outer.pack != isa::PackNone; }

  template <class B>
  static void run(const Tensor& t, Memories<B>& m) {
    if (t.of_outer.pack == isa::PackSigned) {
      outer<B, Packed<B, true>>(t.of_outer, m);
    } else {
      outer<B, Packed<B, false>>(t.of_outer, m);
    }
  }
};

}  // namespace kernel
}  // namespace e2train

#endif  // E2TRAIN_HLS_PREDICT_HPP_
