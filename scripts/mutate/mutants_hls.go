// SPDX-License-Identifier: Apache-2.0

package main

// Tests of the kernels for Vitis HLS: golden vectors through the interface of each.
func kernelTest(kernel string) *test {
	return &test{folder: "driver/hls", name: "TestKernels", part: "^" + kernel + "$"}
}

var (
	forwardKernel = kernelTest("forward")
	dataKernel    = kernelTest("backward_data")
	weightsKernel = kernelTest("backward_weights")
	predictKernel = kernelTest("predict")
	maskedKernel  = kernelTest("masked")
	hlsRegisters  = &test{folder: "driver/hls", name: "TestRegisterMap"}
)

// hlsMutants are mistakes in the kernels for Vitis HLS.
var hlsMutants = []mutant{
	{
		id: "hls/register-offset", file: "hls/masked_top.cpp", test: hlsRegisters,
		old: "port = status offset = 0x2c", new: "port = status offset = 0x30",
		breaks: "the host reads the status of one kernel from another register",
	},
	{
		id: "hls/register-of-the-contract", file: "rtl/isa/hls.go", test: hlsRegisters,
		old: "HLSMaxAbs     HLSRegister = 0x4c", new: "HLSMaxAbs     HLSRegister = 0x54",
		breaks: "the contract has moved a register, and the kernels have not followed",
	},
	{
		id: "hls/weights-early", file: "hls/gemm.hpp", test: forwardKernel,
		old: "now[r] = next[r];", new: "now[r] = next[streams ? r : 0];",
		breaks: "all rows of the first tile are its first row",
	},
	{
		id: "hls/first-tile", file: "hls/gemm.hpp", test: forwardKernel,
		old: "t.zero && fetched == 1", new: "t.zero && fetched == 0",
		breaks: "no tile overwrites what the accumulators held",
	},
	{
		id: "hls/padding", file: "hls/walk.hpp", test: forwardKernel,
		old: "x < 0 || x >= t.xlim", new: "x <= 0 || x >= t.xlim",
		breaks: "the first column of an image is taken for padding",
	},
	{
		id: "hls/tap-column", file: "hls/walk.hpp", test: dataKernel,
		old: "k.kx * t.skx", new: "k.kx",
		breaks: "taps of a row read entries that follow each other, whatever the stride",
	},
	{
		id: "hls/wrong-source", file: "hls/backward_data.hpp", test: dataKernel,
		old: "gemm<B>(t.gemm, m.g, m);", new: "gemm<B>(t.gemm, m.x, m);",
		breaks: "backward-data multiplies activations",
	},
	{
		id: "hls/rounding", file: "hls/store.hpp", test: forwardKernel,
		old: "one << (shift - 1)", new: "one << shift",
		breaks: "stores add one to what they round",
	},
	{
		id: "hls/sums-kept", file: "hls/outer.hpp", test: weightsKernel,
		old: "kind, slot == 0, m, sums", new: "kind, phase == 0 && slot == 0, m, sums",
		breaks: "the sums of a tile begin with those of the tile before",
	},
	{
		id: "hls/gradient-rows", file: "hls/outer.hpp", test: weightsKernel,
		old: "k.co * t.gco", new: "k.ci * t.gco",
		breaks: "the block of gradients follows the block of activations",
	},
	{
		id: "hls/packed-borrow", file: "hls/predict.hpp", test: predictKernel,
		old: "const typename B::Sum rest = sum - low;", new: "const typename B::Sum rest = sum;",
		breaks: "the upper of two packed sums is one too small where the lower is negative",
	},
	{
		id: "hls/packed-rows", file: "hls/predict.hpp", test: predictKernel,
		old: "(of_b ? t.second : 0u)", new: "(of_b ? 0u : t.second)",
		breaks: "the two tiles of a packed pair change places",
	},
	{
		id: "hls/threshold", file: "hls/load.hpp", test: maskedKernel,
		old: "Judgement{magnitude >= tau,", new: "Judgement{magnitude > 2 * tau,",
		breaks: "predictions between the threshold and twice that do not decide",
	},
	{
		id: "hls/undecided-sign", file: "hls/masked.hpp", test: maskedKernel,
		old: "(skipped && t.fill_sign)", new: "skipped",
		breaks: "undecided weights of skipped tiles take the predicted sign without being told to",
	},
}
