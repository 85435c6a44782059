// SPDX-License-Identifier: Apache-2.0

// What the interfaces of all kernels have in common. E2TRAIN_CONFIG is the configuration of rtl/isa that a kernel is built for.

#ifndef E2TRAIN_HLS_TOP_HPP_
#define E2TRAIN_HLS_TOP_HPP_

#include <cstdint>

#include "machine.hpp"

#ifndef E2TRAIN_CONFIG
#define E2TRAIN_CONFIG Ultra96
#endif

namespace e2train {
namespace top {

using Machine = kernel::Of<isa::E2TRAIN_CONFIG>;
using Beat = Machine::Beat;

// run launches a machine with the given kernels and fills in the registers that the host reads. in and out are the same DRAM.
template <class List>
void run(const Beat* in, Beat* out, std::uint64_t descriptor, std::uint32_t* config_hash, std::uint32_t* status, std::uint32_t* error_place,
         std::uint64_t* max_abs) {
#pragma HLS inline
  const kernel::Outcome o = kernel::launch<Machine, List>(in, out, descriptor);
  *config_hash = isa::E2TRAIN_CONFIG.ConfigHash;
  *status = o.status;
  *error_place = o.place;
  *max_abs = o.max_abs;
}

}  // namespace top
}  // namespace e2train

#endif  // E2TRAIN_HLS_TOP_HPP_
