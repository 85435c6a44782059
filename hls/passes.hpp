// SPDX-License-Identifier: Apache-2.0

// All passes together: a machine that runs any program.

#ifndef E2TRAIN_HLS_PASSES_HPP_
#define E2TRAIN_HLS_PASSES_HPP_

#include "backward_data.hpp"
#include "backward_weights.hpp"
#include "forward.hpp"
#include "machine.hpp"
#include "masked.hpp"
#include "predict.hpp"

namespace e2train {
namespace kernel {

using AllPasses = Kernels<Forward, BackwardData, BackwardWeights, Predict, MaskedWeights>;

}  // namespace kernel
}  // namespace e2train

#endif  // E2TRAIN_HLS_PASSES_HPP_
