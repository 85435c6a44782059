// SPDX-License-Identifier: Apache-2.0

package main

// Tests of the driver compare convolutions on simulated devices with loops over plain numbers, and validate all plans.
var (
	programs    = &test{folder: "driver/conv", name: "TestEveryPlanIsAValidProgram"}
	convolution = &test{folder: "driver/conv", name: "TestConvolverEqualsReference"}
	smallMemory = &test{folder: "driver/conv", name: "TestSmallDeviceMemory"}
	phases      = &test{folder: "driver/conv", name: "TestPhasesEnumerateTheTaps"}
	reach       = &test{folder: "driver/conv", name: "TestReachIsTight"}
	signs       = &test{folder: "driver/conv", name: "TestSignsEqualReference"}
	folded      = &test{folder: "driver/conv", name: "TestSignsOfAFoldedLayer"}
	refSigns    = &test{folder: "driver/conv", name: "TestReferenceSigns"}
	refTop      = &test{folder: "driver/conv", name: "TestReferenceThreshold"}
	dwSmall     = &test{folder: "driver/conv", name: "TestDepthwiseInSmallMemory"}
	dwMask      = &test{folder: "driver/conv", name: "TestDepthwiseMask"}
)

// plannerMutants are mistakes in how convolutions become programs, and in the decisions of PSG.
var plannerMutants = []mutant{
	{
		id: "planner/operands-awaited", file: "driver/conv/planmatmul.go", test: programs,
		old: "p.Tensor[first].Wait |= wait", new: "p.Tensor[first].Wait = wait",
		breaks: "the first sums of a bank do not wait for their operands",
	},
	{
		id: "planner/slot-taken", file: "driver/conv/emit.go", test: programs,
		old: "if r.used >= r.slots {", new: "if r.used > r.slots {",
		breaks: "a slot is filled once before its reader has released it",
	},
	{
		id: "planner/mask-taken", file: "driver/conv/outermask.go", test: programs,
		old: "l.Wait, s.maskWait = s.maskWait, 0", new: "s.maskWait = 0",
		breaks: "a mask overwrites one that is in use",
	},
	{
		id: "planner/later-groups-clear", file: "driver/conv/planmatmul.go", test: convolution,
		old: "part.NoTaps, part.Zero = false, first", new: "part.NoTaps, part.Zero = false, ky == 0",
		breaks: "each group of source channels overwrites the sums of those before it",
	},
	{
		id: "planner/untapped-left", file: "driver/conv/planmatmul.go", test: convolution,
		old: "if group == 0 {\n", new: "if group > 0 {\n",
		breaks: "outputs without a tap keep what was there",
	},
	{
		id: "planner/transposed-weights", file: "driver/conv/packweights.go", test: convolution,
		old: "tiles.rowStride, tiles.columnStride = tiles.columnStride, tiles.rowStride\n", new: "",
		breaks: "backward-data takes weights of other channels",
	},
	{
		id: "planner/phase-tap", file: "driver/conv/spec.go", test: phases,
		old: "tap0 := (first + w.pad) % w.stride", new: "tap0 := first % w.stride",
		breaks: "the phases of a transposed convolution start at the wrong tap where padding is odd",
	},
	{
		id: "planner/reach", file: "driver/conv/spec.go", test: reach,
		old: "(high-low-1)*w.stride+w.kernel, w.source)", new: "(high-low)*w.stride+w.kernel, w.source)",
		breaks: "a piece of work takes more rows of the source than it needs",
	},
	{
		id: "planner/parts-of-sums", file: "driver/conv/packweights.go", test: smallMemory,
		old: "dst[i/8*g.step] += int64(", new: "dst[i/8*g.step] = int64(",
		breaks: "of gradients that several launches add up only the last part counts",
	},
	{
		id: "planner/tile-rows", file: "driver/conv/packweights.go", test: convolution,
		old: "n := min(lanes, s.InC-in); n > 0", new: "n := min(lanes-1, s.InC-in); n > 0",
		breaks: "the gradients of the last channel of each block are not taken",
	},
	{
		id: "psg/tie", file: "driver/conv/psgjudge.go", test: signs,
		old: ">= j.tau }", new: "> j.tau }",
		breaks: "what the host takes for decided leaves out predictions of just tau",
	},
	{
		id: "psg/skip-limit", file: "driver/conv/psgjudge.go", test: signs,
		old: "n <= limit;", new: "n < limit;",
		breaks: "the host counts tiles of just SkipLimit undecided weights as computed",
	},
	{
		id: "psg/half-to-even", file: "driver/conv/psg.go", test: refTop,
		old: "rest == half && floor&1 == 1", new: "rest == half",
		breaks: "halves are rounded up",
	},
	{
		id: "psg/clamp", file: "driver/conv/psg.go", test: refTop,
		old: "-512), 511)", new: "-512), 512)",
		breaks: "the largest gradients do not fit 10 bits",
	},
	{
		id: "psg/filling", file: "driver/conv/psgjudge.go", test: refSigns,
		old: "j.skipped[j.tile(weight)] && j.fill:", new: "j.skipped[j.tile(weight)]:",
		breaks: "undecided weights of skipped tiles take the predicted sign without FillSign",
	},
	{
		id: "psg/folded-order", file: "driver/conv/fold.go", test: folded,
		old: "co*f.to.InC+tap*s.InC+ci)", new: "co*f.to.InC+ci*taps+tap)",
		breaks: "signs of a folded layer belong to other weights",
	},
	{
		id: "depthwise/held-source", file: "driver/conv/planmatmul.go", test: convolution,
		old: "p.hold(block{u.chunk, first},", new: "p.hold(block{u.chunk, ci0},",
		breaks: "a block of channels is computed from the source of the block before it",
	},
	{
		id: "depthwise/kept-weights", file: "driver/conv/planmatmul.go", test: dwSmall,
		old: "if p.weightsOf != co {", new: "if p.weightsOf < 0 {",
		breaks: "all blocks of channels of a segment take the weights of its first",
	},
	{
		id: "depthwise/nobodys-weights", file: "driver/conv/psgconvolver.go", test: dwMask,
		old: "PutUint32(dst[at:], nobodys)", new: "PutUint32(dst[at:], 0)",
		breaks: "multipliers beside the diagonal are on in the masked pass, and no tile is skipped",
	},
	{
		id: "depthwise/threshold", file: "driver/conv/psgconvolver.go", test: dwMask,
		old: "Tau: min(report.Tau, nobodys)", new: "Tau: report.Tau",
		breaks: "thresholds above 2^31 leave nobody's weights undecided",
	},
}
