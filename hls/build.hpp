// SPDX-License-Identifier: Apache-2.0

// What a kernel is built for: the numbers of a configuration of rtl/isa, and the types of its elements.

#ifndef E2TRAIN_HLS_BUILD_HPP_
#define E2TRAIN_HLS_BUILD_HPP_

#include <ap_int.h>

#include "isa/isa.hpp"

namespace e2train {
namespace kernel {

// Row is one entry of an on-chip memory, as wide as the array has lanes.
template <typename T, unsigned N>
struct Row {
  T at[N];
};

// Build has the widths of the RTL: operands of 9, 16 and 8 bits, exact sums of 48 bits in the array and 40 in the accumulators.
template <unsigned SomeLanes, const isa::Config& C>
struct Build {
  static constexpr unsigned Lanes = SomeLanes;
  static constexpr unsigned XDepth = C.XDepth;
  static constexpr unsigned GDepth = C.GDepth;
  static constexpr unsigned WDepth = C.WDepth;
  static constexpr unsigned MaskDepth = C.MaskDepth;
  static constexpr unsigned AccRows = C.AccBanks * C.AccDepth;
  static constexpr unsigned AccBanks = C.AccBanks;
  static constexpr unsigned InstrDepth = C.InstrDepth;
  static constexpr unsigned AXIBytes = C.AXIBytes;
  static constexpr unsigned MinTile = SomeLanes + isa::TileMargin;
  static constexpr unsigned MinTilePacked = 2 * SomeLanes + isa::TileMargin;
  static constexpr int PackShift = static_cast<int>(C.PackShift);
  static_assert(MinTile == C.MinTile && MinTilePacked == C.MinTilePacked, "the tiles of the contract");
  static_assert(Lanes * 1u >= AXIBytes, "no beat holds more than one entry");

  using Beat = ap_uint<8 * C.AXIBytes>;
  using X = ap_int<9>;
  using G = ap_int<16>;
  using W = ap_int<8>;
  using Column = ap_int<32>;  // sum of Lanes products of 16 x 8 bits
  using Sum = ap_int<48>;     // of a tile of an outer product
  using Acc = ap_int<isa::AccBits>;

  using XRow = Row<X, Lanes>;
  using GRow = Row<G, Lanes>;
  using WRow = Row<W, Lanes>;
  using AccRow = Row<Acc, Lanes>;
};

// Of names the build of one configuration.
template <const isa::Config& C>
using Of = Build<C.Lanes, C>;

}  // namespace kernel
}  // namespace e2train

#endif  // E2TRAIN_HLS_BUILD_HPP_
