// SPDX-License-Identifier: Apache-2.0

// The forward pass: activations, 9 bit, times weights, 8 bit.

#ifndef E2TRAIN_HLS_FORWARD_HPP_
#define E2TRAIN_HLS_FORWARD_HPP_

#include "gemm.hpp"
#include "tensor.hpp"

namespace e2train {
namespace kernel {

// Forward runs GEMM instructions that read X.
struct Forward {
  static bool takes(const Tensor& t) { return !t.outer && (t.gemm.no_taps || !t.gemm.source_g); }

  template <class B>
  static void run(const Tensor& t, Memories<B>& m) {
    gemm<B>(t.gemm, m.x, m);
  }
};

}  // namespace kernel
}  // namespace e2train

#endif  // E2TRAIN_HLS_FORWARD_HPP_
