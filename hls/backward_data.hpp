// SPDX-License-Identifier: Apache-2.0

// The backward-data pass: output gradients, 16 bit, times weights, 8 bit.

#ifndef E2TRAIN_HLS_BACKWARD_DATA_HPP_
#define E2TRAIN_HLS_BACKWARD_DATA_HPP_

#include "gemm.hpp"
#include "tensor.hpp"

namespace e2train {
namespace kernel {

// BackwardData runs GEMM instructions that read G.
struct BackwardData {
  static bool takes(const Tensor& t) { return !t.outer && (t.gemm.no_taps || t.gemm.source_g); }

  template <class B>
  static void run(const Tensor& t, Memories<B>& m) {
    gemm<B>(t.gemm, m.g, m);
  }
};

}  // namespace kernel
}  // namespace e2train

#endif  // E2TRAIN_HLS_BACKWARD_DATA_HPP_
