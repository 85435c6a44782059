// SPDX-License-Identifier: Apache-2.0

// An instruction of the tensor engine, and the kernels among which one is chosen for it.

#ifndef E2TRAIN_HLS_TENSOR_HPP_
#define E2TRAIN_HLS_TENSOR_HPP_

#include "memories.hpp"

namespace e2train {
namespace kernel {

// Tensor is a GEMM or an OUTER.
struct Tensor {
  bool outer = false;
  isa::Gemm gemm;
  isa::Outer of_outer;
};

// Kernels is a list of kernels. A machine has those of the passes that it is made for, and refuses instructions of others.
template <class... Some>
struct Kernels;

template <>
struct Kernels<> {
  static bool take(const Tensor&) { return false; }

  template <class B>
  static void run(const Tensor&, Memories<B>&) {}
};

template <class First, class... Rest>
struct Kernels<First, Rest...> {
  static bool take(const Tensor& t) { return First::takes(t) || Kernels<Rest...>::take(t); }

  template <class B>
  static void run(const Tensor& t, Memories<B>& m) {
    if (First::takes(t)) {
      First::template run<B>(t, m);
    } else {
      Kernels<Rest...>::template run<B>(t, m);
    }
  }
};

}  // namespace kernel
}  // namespace e2train

#endif  // E2TRAIN_HLS_TENSOR_HPP_
