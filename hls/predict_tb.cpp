// SPDX-License-Identifier: Apache-2.0

//go:build ignore

// The bench of predict_top: golden vectors, see bench.hpp.

#include "bench.hpp"

extern "C" void predict_top(const e2train::top::Beat* in, e2train::top::Beat* out, std::uint64_t descriptor, std::uint32_t* config_hash,
    std::uint32_t* status, std::uint32_t* error_place, std::uint64_t* max_abs);

int main(int argc, char** argv) { return e2train::bench::run(argc, argv, predict_top); }
