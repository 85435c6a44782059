// SPDX-License-Identifier: Apache-2.0

package a64

// Floats. Names end in the elements that the result has: S are of 32 bits, D of 64, H of 16, B of 8.
var (
	FAddS  = three("fadd", 0x4e20d400, "4s")
	FSubS  = three("fsub", 0x4ea0d400, "4s")
	FMulS  = three("fmul", 0x6e20dc00, "4s")
	FAddD  = three("fadd", 0x4e60d400, "2d")
	FMulD  = three("fmul", 0x6e60dc00, "2d")
	FAbsS  = two("fabs", 0x4ea0f800, "4s")
	Widen  = Two{"fcvtl", 0x0e617800, "2d", "2s", ""}  // float32 to float64, elements 0 and 1
	Widen2 = Two{"fcvtl2", 0x4e617800, "2d", "4s", ""} // elements 2 and 3

	FromInt    = two("scvtf", 0x4e21d800, "4s")  // int32 to float32, ties to even
	ToInt      = two("fcvtns", 0x4e21a800, "4s") // float32 to int32, ties to even, saturated
	ToUnsigned = two("fcvtnu", 0x6e21a800, "4s") // float32 to uint32, ties to even, saturated
)

// Integers. Names that end in 2 take the high half of a register.
var (
	SubB  = three("sub", 0x6e208400, "16b")
	SubH  = three("sub", 0x6e608400, "8h")
	SMaxS = three("smax", 0x4ea06400, "4s")
	UMaxS = three("umax", 0x6ea06400, "4s")
	AbsH  = two("abs", 0x4e60b800, "8h")
	AbsB  = two("abs", 0x4e20b800, "16b") // |-128| is 128 without a sign

	AddSaturatedB         = three("sqadd", 0x4e200c00, "16b")
	AddSaturatedH         = three("sqadd", 0x4e600c00, "8h")
	AddSaturatedUnsignedB = three("uqadd", 0x6e200c00, "16b")

	WidenAddS  = Three{"uaddw", 0x2e601000, "4s", "4s", "4h"} // n plus one half of m
	WidenAddS2 = Three{"uaddw2", 0x6e601000, "4s", "4s", "8h"}
	WidenAddH  = Three{"uaddw", 0x2e201000, "8h", "8h", "8b"}
	WidenAddH2 = Three{"uaddw2", 0x6e201000, "8h", "8h", "16b"}
	WidenAddD  = Three{"uaddw", 0x2ea01000, "2d", "2d", "2s"}
	WidenAddD2 = Three{"uaddw2", 0x6ea01000, "2d", "2d", "4s"}
	PairSumH   = Two{"uaddlp", 0x6e202800, "8h", "16b", ""} // sums of neighbours
	PairAddS   = Two{"uadalp", 0x6e606800, "4s", "8h", ""}  // d plus sums of neighbours
	PairB      = three("addp", 0x4e20bc00, "16b")           // sums of neighbours of n, then of m
)

// Bits.
var (
	And         = three("and", 0x4e201c00, "16b")
	Or          = three("orr", 0x4ea01c00, "16b")
	AboveZeroS  = Two{"cmgt", 0x4ea08800, "4s", "4s", ", #0"} // all ones where it holds
	TestS       = three("cmtst", 0x4ea08c00, "4s")            // all ones where n&m is not zero
	TestH       = three("cmtst", 0x4e608c00, "8h")
	TestB       = three("cmtst", 0x4e208c00, "16b")
	ShiftB      = three("ushl", 0x6e204400, "16b") // n to the left by m
	HighNibbleB = Two{"ushr", 0x6f0c0400, "16b", "16b", ", #4"}
	TopTenH     = Two{"sshr", 0x4f1a0400, "8h", "8h", ", #6"}
	EvenH       = three("uzp1", 0x4e401800, "8h") // the even elements of n, then those of m
	EvenB       = three("uzp1", 0x4e001800, "16b")
)

// Narrowing with saturation: the plain ones fill the low half of d and clear the high one, the others fill the high half.
var (
	NarrowH          = Two{"sqxtn", 0x0e614800, "4h", "4s", ""}
	NarrowH2         = Two{"sqxtn2", 0x4e614800, "8h", "4s", ""}
	NarrowB          = Two{"sqxtn", 0x0e214800, "8b", "8h", ""}
	NarrowB2         = Two{"sqxtn2", 0x4e214800, "16b", "8h", ""}
	NarrowUnsignedH  = Two{"uqxtn", 0x2e614800, "4h", "4s", ""}
	NarrowUnsignedH2 = Two{"uqxtn2", 0x6e614800, "8h", "4s", ""}
	NarrowUnsignedB  = Two{"uqxtn", 0x2e214800, "8b", "8h", ""}
	NarrowUnsignedB2 = Two{"uqxtn2", 0x6e214800, "16b", "8h", ""}
)

// Across a register.
var (
	LargestUnsigned = Across{"umaxv", 0x6eb0a800, "s", "4s"}
	Largest         = Across{"smaxv", 0x4eb0a800, "s", "4s"}
	Total           = Across{"addv", 0x4eb1b800, "s", "4s"}
)

// CopyS fills a register with element 0 of another.
var CopyS = Two{"dup", 0x4e040400, "4s", "s[0]", ""}

func two(name string, word uint32, elements string) Two {
	return Two{name, word, elements, elements, ""}
}

func three(name string, word uint32, elements string) Three {
	return Three{name, word, elements, elements, elements}
}
