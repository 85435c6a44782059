// SPDX-License-Identifier: Apache-2.0

package isa

var countCases = []ruleCase{
	{"tensor opcode", func(s *Segment) { s.Tensor[1].Op = OpDepthwise }, EngineTensor, 1, "bad opcode 0x12"},
	{"no vectors", func(s *Segment) { s.Tensor[1].NN = 0 }, EngineTensor, 1, "a count is zero"},
	{"no taps in x", func(s *Segment) { s.Tensor[1].KX = 0 }, EngineTensor, 1, "a count is zero"},
	{"no output blocks", func(s *Segment) { s.Tensor[tensorOuter].CO = 0 }, EngineTensor, tensorOuter, "a count is zero"},
	{"largest counts", func(s *Segment) {
		o := &s.Tensor[tensorOuter]
		o.NX, o.NY, o.NN, o.KX, o.KY, o.CI, o.CO, o.Acc = 4095, 4095, 4095, 15, 1, 3, 1, 64
		o.SX, o.SY, o.SN, o.SKX, o.GX, o.GY, o.GN = 0, 0, 0, 0, 0, 0, 0
	}, 0, 0, ""},
	{"too many vectors in x", func(s *Segment) { s.Tensor[tensorOuter].NX = 4096 }, EngineTensor, tensorOuter,
		"a count does not fit its field"},
	{"too many output blocks", func(s *Segment) { s.Tensor[tensorOuter].CO = 4096 }, EngineTensor, tensorOuter,
		"a count does not fit its field"},
	{"too many taps in y", func(s *Segment) { s.Tensor[1].KY = 16 }, EngineTensor, 1, "a count does not fit its field"},
	{"steps of 7 and -8", func(s *Segment) { s.Tensor[1].StepX, s.Tensor[1].TapY = 7, -8 }, 0, 0, ""},
	{"step of 8", func(s *Segment) { s.Tensor[1].TapX = 8 }, EngineTensor, 1, "a coordinate step does not fit 4 bits"},
	{"step of -9", func(s *Segment) { s.Tensor[1].StepY = -9 }, EngineTensor, 1, "a coordinate step does not fit 4 bits"},
}

var flagCases = []ruleCase{
	{"masked GEMM", func(s *Segment) { s.Tensor[1].Masked = true }, EngineTensor, 1, "GEMM has no masked or packed mode"},
	{"GEMM that fills signs", func(s *Segment) { s.Tensor[1].FillSign = true }, EngineTensor, 1,
		"GEMM has no masked or packed mode"},
	{"packed GEMM", func(s *Segment) { s.Tensor[1].Pack = PackUnsigned }, EngineTensor, 1, "GEMM has no masked or packed mode"},
	{"GEMM with output blocks", func(s *Segment) { s.Tensor[1].CO = 1 }, EngineTensor, 1, "GEMM has no OUTER fields"},
	{"GEMM with G", func(s *Segment) { s.Tensor[1].G = 1 }, EngineTensor, 1, "GEMM has no OUTER fields"},
	{"GEMM with GX", func(s *Segment) { s.Tensor[1].GX = 1 }, EngineTensor, 1, "GEMM has no OUTER fields"},
	{"GEMM with GY", func(s *Segment) { s.Tensor[1].GY = 1 }, EngineTensor, 1, "GEMM has no OUTER fields"},
	{"GEMM with GN", func(s *Segment) { s.Tensor[1].GN = 1 }, EngineTensor, 1, "GEMM has no OUTER fields"},
	{"GEMM with GCO", func(s *Segment) { s.Tensor[1].GCO = 1 }, EngineTensor, 1, "GEMM has no OUTER fields"},
	{"GEMM with mask", func(s *Segment) { s.Tensor[1].Mask = 4 }, EngineTensor, 1, "GEMM has no OUTER fields"},
	{"GEMM with second", func(s *Segment) { s.Tensor[1].Second = 4 }, EngineTensor, 1, "GEMM has no OUTER fields"},
	{"OUTER of G", func(s *Segment) { s.Tensor[tensorOuter].SourceG = true }, EngineTensor, tensorOuter,
		"OUTER reads X and always has taps"},
	{"OUTER without taps", func(s *Segment) { s.Tensor[tensorOuter].NoTaps = true }, EngineTensor, tensorOuter,
		"OUTER reads X and always has taps"},
	{"OUTER with AX", func(s *Segment) { s.Tensor[tensorOuter].AX = 1 }, EngineTensor, tensorOuter, "OUTER has no GEMM fields"},
	{"OUTER with AY", func(s *Segment) { s.Tensor[tensorOuter].AY = 1 }, EngineTensor, tensorOuter, "OUTER has no GEMM fields"},
	{"OUTER with AN", func(s *Segment) { s.Tensor[tensorOuter].AN = 1 }, EngineTensor, tensorOuter, "OUTER has no GEMM fields"},
	{"OUTER with weights", func(s *Segment) { s.Tensor[tensorOuter].W = 1 }, EngineTensor, tensorOuter,
		"OUTER has no GEMM fields"},
	{"clear that adds", func(s *Segment) { s.Tensor[0].Zero = false }, EngineTensor, 0, "GEMM without taps must overwrite"},
	{"fill without mask", func(s *Segment) { s.Tensor[tensorOuter].FillSign = true }, EngineTensor, tensorOuter,
		"fill_sign needs masked"},
	{"mask without fill", func(s *Segment) { s.Tensor[tensorMasked].FillSign = false }, 0, 0, ""},
	{"mask rows without mask", func(s *Segment) { s.Tensor[tensorOuter].Mask = 4 }, EngineTensor, tensorOuter,
		"mask must be the first row of a tile, 0 when not masked"},
	{"mask from half a tile", func(s *Segment) { s.Tensor[tensorMasked].Mask = 6 }, EngineTensor, tensorMasked,
		"mask must be the first row of a tile, 0 when not masked"},
}

const secondReason = "second must be the rows of all tiles or more when packed, 0 otherwise"

var packCases = []ruleCase{
	{"masked and packed", func(s *Segment) { s.Tensor[tensorMasked].Pack = PackSigned }, EngineTensor, tensorMasked,
		"masked and packed exclude each other"},
	{"pack mode 3", func(s *Segment) { s.Tensor[tensorPacked].Pack = 3 }, EngineTensor, tensorPacked, "unknown pack mode"},
	{"unsigned limit", func(s *Segment) { packVectors(s, PackUnsigned, 68) }, 0, 0, ""},
	{"above unsigned limit", func(s *Segment) { packVectors(s, PackUnsigned, 69) }, EngineTensor, tensorPacked,
		"69 vectors in a packed tile, its sums hold 68"},
	{"signed limit", func(s *Segment) { packVectors(s, PackSigned, 127) }, 0, 0, ""},
	{"above signed limit", func(s *Segment) { packVectors(s, PackSigned, 128) }, EngineTensor, tensorPacked,
		"128 vectors in a packed tile, its sums hold 127"},
	{"second unpacked", func(s *Segment) { s.Tensor[tensorOuter].Second = 48 }, EngineTensor, tensorOuter, secondReason},
	{"second inside the first", func(s *Segment) { s.Tensor[tensorPacked].Second = 47 }, EngineTensor, tensorPacked,
		secondReason},
	{"second further away", func(s *Segment) { s.Tensor[tensorPacked].Second = 256 - 64 - 48 }, 0, 0, ""},
	{"second behind ACC", func(s *Segment) { s.Tensor[tensorPacked].Second = 256 - 64 - 47 }, EngineTensor, tensorPacked,
		"uses ACC rows [64, 257) of 256"},
}

// packVectors makes the packed OUTER one of n vectors that all read the same entries.
func packVectors(s *Segment, mode PackMode, n uint16) {
	p := &s.Tensor[tensorPacked]
	p.Pack, p.NX, p.NY, p.NN, p.SX, p.GX = mode, n, 1, 1, 0, 0
}

var operandCases = []ruleCase{
	{"first source entry in the padding", func(s *Segment) { s.Tensor[1].Src = -5 }, 0, 0, ""},
	{"source before X", func(s *Segment) { s.Tensor[1].Src = -6 }, EngineTensor, 1, "reads source entries [-1, 63) of 256"},
	{"source to the end of X", func(s *Segment) { s.Tensor[1].Src = 256 - 64 - 5 }, 0, 0, ""},
	{"source behind X", func(s *Segment) { s.Tensor[1].Src = 256 - 64 - 4 }, EngineTensor, 1,
		"reads source entries [193, 257) of 256"},
	{"source behind G", func(s *Segment) { s.Tensor[tensorBack].Src = 200 }, EngineTensor, tensorBack,
		"reads source entries [205, 269) of 256"},
	{"padding alone", func(s *Segment) { s.Tensor[1].XLim, s.Tensor[1].Src = 0, 32767 }, 0, 0, ""},
	{"last weight tile", func(s *Segment) { s.Tensor[1].W = 128 - 72 }, 0, 0, ""},
	{"weights behind W", func(s *Segment) { s.Tensor[1].W = 128 - 71 }, EngineTensor, 1, "reads weight row 128 of 128"},
	{"weights of a clear are not read", func(s *Segment) { s.Tensor[0].W = 65535 }, 0, 0, ""},
	{"last row operand", func(s *Segment) { s.Tensor[tensorOuter].G = 256 - 64 }, 0, 0, ""},
	{"row operand behind G", func(s *Segment) { s.Tensor[tensorOuter].G = 256 - 63 }, EngineTensor, tensorOuter,
		"reads G entries [193, 257) of 256"},
	{"last mask tile", func(s *Segment) { s.Tensor[tensorMasked].Mask = 128 - 48 }, 0, 0, ""},
	{"mask behind the memory", func(s *Segment) { s.Tensor[tensorMasked].Mask = 128 - 44 }, EngineTensor, tensorMasked,
		"reads mask row 131 of 128"},
}

var accCases = []ruleCase{
	{"last ACC rows of OUTER", func(s *Segment) { s.Tensor[tensorOuter].Acc = 256 - 48 }, 0, 0, ""},
	{"OUTER behind ACC", func(s *Segment) { s.Tensor[tensorOuter].Acc = 256 - 47 }, EngineTensor, tensorOuter,
		"uses ACC rows [209, 257) of 256"},
	{"GEMM behind ACC", func(s *Segment) { s.Tensor[1].Acc = 256 - 31 }, EngineTensor, 1, "uses ACC rows [225, 257) of 256"},
	{"GEMM before ACC", func(s *Segment) { s.Tensor[1].AX = -1 }, EngineTensor, 1, "uses ACC rows [-3, 29) of 256"},
	{"rows downwards", func(s *Segment) { s.Tensor[1].AX, s.Tensor[1].Acc, s.Tensor[tensorBack].Fence = -1, 3, true }, 0, 0,
		""},
	{"row twice in a tile", func(s *Segment) { s.Tensor[1].AY = 3 }, EngineTensor, 1, "ACC row 3 occurs twice in one tile"},
	{"more vectors than rows", func(s *Segment) { s.Tensor[0].NX, s.Tensor[0].AX = 257, 0 }, EngineTensor, 0,
		"257 vectors in a tile share 256 ACC rows"},
	{"far more vectors than rows", func(s *Segment) {
		c := &s.Tensor[0]
		c.NX, c.NY, c.NN, c.AX = 4095, 4095, 4095, 0
	}, EngineTensor, 0, "68669157375 vectors in a tile share 256 ACC rows"},
}
