// SPDX-License-Identifier: Apache-2.0

// The on-chip memories, and what a launch leaves in registers.

#ifndef E2TRAIN_HLS_MEMORIES_HPP_
#define E2TRAIN_HLS_MEMORIES_HPP_

#include <cstdint>

#include "build.hpp"

namespace e2train {
namespace kernel {

// Judgement is what LOAD.MASK keeps of one predicted gradient.
struct Judgement {
  bool decided;
  bool nonzero;
  bool negative;
};

// Memories are those of package rtl/isa. Load writes all but acc, the tensor kernels read them and own acc, store reads acc.
template <class B>
struct Memories {
  typename B::XRow x[B::XDepth];
  typename B::GRow g[B::GDepth];
  typename B::WRow w[B::WDepth];
  Row<Judgement, B::Lanes> mask[B::MaskDepth];
  bool skip[B::MaskDepth / B::Lanes];  // of each tile of the mask
  typename B::AccRow acc[B::AccRows];
};

// Params are those of a descriptor.
struct Params {
  std::uint8_t shift;
  std::uint32_t tau;
  std::uint16_t skip_limit;
};

// Totals are what stores leave behind.
struct Totals {
  ap_uint<64> max_abs = 0;
  bool saturated = false;
};

}  // namespace kernel
}  // namespace e2train

#endif  // E2TRAIN_HLS_MEMORIES_HPP_
