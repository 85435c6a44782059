// SPDX-License-Identifier: Apache-2.0

//go:build ignore

// The predictor of predictive sign gradients behind AXI ports. Memory is read and written through a port each; the registers are those of rtl/isa/hls.go. The
// line above keeps the Go tool, which has a package in this folder, from this file.

#include "predict.hpp"
#include "top.hpp"

extern "C" void predict_top(const e2train::top::Beat* in, e2train::top::Beat* out, std::uint64_t descriptor, std::uint32_t* config_hash,
    std::uint32_t* status, std::uint32_t* error_place, std::uint64_t* max_abs) {
#pragma HLS interface m_axi port = in offset = off bundle = read
#pragma HLS interface m_axi port = out offset = off bundle = write
#pragma HLS interface s_axilite port = descriptor offset = 0x10
#pragma HLS interface s_axilite port = config_hash offset = 0x1c
#pragma HLS interface s_axilite port = status offset = 0x2c
#pragma HLS interface s_axilite port = error_place offset = 0x3c
#pragma HLS interface s_axilite port = max_abs offset = 0x4c
#pragma HLS interface s_axilite port = return
  using namespace e2train;
  top::run<kernel::Kernels<kernel::Predict>>(in, out, descriptor, config_hash, status, error_place, max_abs);
}
