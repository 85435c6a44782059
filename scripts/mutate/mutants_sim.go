// SPDX-License-Identifier: Apache-2.0

package main

// Tests of kernels compare them with plain arithmetic.
var (
	stores  = &test{folder: "sim/kernel", name: "TestStoreBoundaries"}
	nibbles = &test{folder: "sim/kernel", name: "TestSplitNibbles"}
)

// executorMutants are mistakes in what the simulator computes: masks, saturation, packing, padding.
var executorMutants = []mutant{
	{
		id: "exec/skip-limit", file: "sim/exec/mask.go", test: machine,
		old: "weights-decided <= limit", new: "weights-decided < limit",
		breaks: "a tile with just SkipLimit undecided weights is not skipped",
	},
	{
		id: "exec/tau", file: "sim/exec/mask.go", test: machine,
		old: "(uint64(magnitude) - uint64(tau)) >> 63", new: "(uint64(magnitude) - uint64(tau) - 1) >> 63",
		breaks: "a gradient of just Tau does not decide",
	},
	{
		id: "exec/masked-adds", file: "sim/exec/outer.go", test: machine,
		old: "acc[i] += sums[i] &^ int64(decided[i])", new: "acc[i] += sums[i]&^int64(decided[i]) | int64(sign[i]&decided[i])",
		breaks: "decided weights add their sign when they should add nothing",
	},
	{
		id: "exec/fill-sign", file: "sim/exec/outer.go", test: machine,
		old: "if p.code.FillSign {", new: "if p.code.FillSign && d != 0 {",
		breaks: "undecided weights of skipped tiles drain 0 with FillSign too",
	},
	{
		id: "exec/skip-accumulates", file: "sim/exec/outer.go", test: machine,
		old: "if !p.code.Zero {\n\t\treturn\n\t}", new: "",
		breaks: "a skipped tile overwrites sums that it should leave alone",
	},
	{
		id: "exec/packed-borrow", file: "sim/exec/packed.go", test: machine,
		old: "signExtend(sum-low, arrayBits)", new: "signExtend(sum, arrayBits)",
		breaks: "the upper of two packed sums is one too small where the lower is negative",
	},
	{
		id: "kernel/nibble-sign", file: "sim/kernel/portable_nibble.go", test: nibbles,
		old: "v<<8>>12, v<<12>>12", new: "v<<8>>12, v&15",
		breaks: "lower nibbles of signed operands are unsigned",
	},
	{
		id: "exec/padding", file: "sim/exec/table.go", test: machine,
		old: "if px < 0 ||", new: "if px <= 0 ||",
		breaks: "the first column is taken for padding",
	},
	{
		id: "exec/odd-weights", file: "sim/exec/gemm.go", test: machine,
		old: "if row%2 == 0 {", new: "if row%2 <= 1 {",
		breaks: "weight tiles that begin in an odd row are read a row early",
	},
	{
		id: "exec/saturation-forgotten", file: "sim/exec/store.go", test: machine,
		old: "c.saturated = c.saturated || saturated", new: "c.saturated = saturated",
		breaks: "only saturation of the last run is reported",
	},
	{
		id: "exec/maximum-untracked", file: "sim/exec/store.go", test: machine,
		old: "if s.TrackMax {", new: "if !s.TrackMax {",
		breaks: "MAX_ABS is raised by the wrong stores",
	},
	{
		id: "exec/shares-merged", file: "sim/exec/linkage.go", test: machine,
		old: "n], i == 0)", new: "n], i >= 0)",
		breaks: "of the sums that several workers share the last one's part is stored",
	},
	{
		id: "kernel/round-half", file: "sim/kernel/portable_store.go", test: stores,
		old: "return 1 << (shift - 1)", new: "return 1<<(shift-1) - 1",
		breaks: "halves are rounded down",
	},
	{
		id: "kernel/saturates-int16", file: "sim/kernel/portable_store.go", test: stores,
		old: "min(max(v, math.MinInt16), math.MaxInt16)", new: "min(max(v, -math.MaxInt16), math.MaxInt16)",
		breaks: "-32768 is stored as -32767",
	},
}
