// SPDX-License-Identifier: Apache-2.0

package main

import (
	"github.com/mmcloughlin/avo/build"
	"github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// nibbles is a function on 32 bytes at a time, with AVX2.
type nibbles struct{ *build.Context }

// emitNibbles writes what the packed predictive pass needs.
func emitNibbles(ctx *build.Context) {
	n := nibbles{ctx}
	n.emitSplit(false)
	n.emitSplit(true)
	n.emitRound(false)
	n.emitRound(true)
	n.emitTop()
}

// words returns sixteen copies of c.
func (n nibbles) words(c uint16) reg.VecVirtual {
	value, v := n.GP32(), n.YMM()
	n.MOVL(operand.U32(c), value)
	n.VMOVD(value, v.AsX())
	n.VPBROADCASTW(v.AsX(), v)
	return v
}

// bytes returns 32 copies of c.
func (n nibbles) bytes(c uint8) reg.VecVirtual { return n.words(uint16(c)<<8 | uint16(c)) }

// each emits a loop over groups of 32 bytes of the arrays that the pointers are at, and the end of the function.
func (n nibbles) each(pointers []reg.Register, body func()) {
	groups := n.Load(n.Param("groups"), n.GP64())
	n.Label("loop")
	body()
	for _, p := range pointers {
		n.ADDQ(operand.U8(32), p)
	}
	n.DECQ(groups)
	n.JNZ(operand.LabelRef("loop"))
	n.VZEROUPPER()
	n.RET()
}

// emitSplit writes SplitNibbles: shifts that bring a nibble to the top of a word and back again.
func (n nibbles) emitSplit(signed bool) {
	name, right := "splitNibblesUnsignedAVX2", n.VPSRLW
	if signed {
		name, right = "splitNibblesSignedAVX2", n.VPSRAW
	}
	n.Function(name)
	n.Pragma("noescape")
	n.SignatureExpr("func(high *int16, low *int16, src *int16, groups int)")
	n.Doc(name + " parts the low bytes of 16*groups words into their nibbles; groups >= 1.")
	high := n.Load(n.Param("high"), n.GP64())
	low := n.Load(n.Param("low"), n.GP64())
	src := n.Load(n.Param("src"), n.GP64())
	n.each([]reg.Register{high, low, src}, func() {
		h, l := n.YMM(), n.YMM()
		n.VMOVDQU(operand.Mem{Base: src}, l)
		n.VPSLLW(operand.U8(8), l, h)
		right(operand.U8(12), h, h)
		n.VPSLLW(operand.U8(12), l, l)
		right(operand.U8(12), l, l)
		n.VMOVDQU(h, operand.Mem{Base: high})
		n.VMOVDQU(l, operand.Mem{Base: low})
	})
}

// emitRound writes RoundNibbles: the high nibble goes up by one if the low one is above 8, or 8 and the high one is odd,
// unless it is the greatest.
func (n nibbles) emitRound(signed bool) {
	name, most := "roundNibblesUnsignedAVX2", uint8(15)
	if signed {
		name, most = "roundNibblesSignedAVX2", 7
	}
	n.Function(name)
	n.Pragma("noescape")
	n.SignatureExpr("func(dst *byte, src *byte, groups int, shift uint64)")
	n.Doc(name+" ors into 32*groups bytes of dst the top 4 bits of those of src, rounded half to even and shifted;", "groups >= 1, shift is 0 or 4.")
	dst := n.Load(n.Param("dst"), n.GP64())
	src := n.Load(n.Param("src"), n.GP64())
	shift := n.XMM()
	n.VMOVQ(n.Load(n.Param("shift"), n.GP64()), shift)
	nibble, one, half, top := n.bytes(15), n.bytes(1), n.bytes(8), n.bytes(most)
	n.each([]reg.Register{dst, src}, func() {
		low, high, up, full := n.YMM(), n.YMM(), n.YMM(), n.YMM()
		n.VMOVDQU(operand.Mem{Base: src}, low)
		n.VPSRLW(operand.U8(4), low, high)
		n.VPAND(nibble, high, high)
		n.VPAND(nibble, low, low)
		n.VPAND(one, high, up)
		n.VPADDB(low, up, up)
		n.VPCMPGTB(half, up, up)
		n.VPCMPEQB(top, high, full)
		n.VPANDN(up, full, up)
		n.VPSUBB(up, high, high)
		n.VPAND(nibble, high, high) // -1 went up to 16, which is 0
		n.VPSLLW(shift, high, high)
		n.VPOR(operand.Mem{Base: dst}, high, high)
		n.VMOVDQU(high, operand.Mem{Base: dst})
	})
}

// emitTop writes RoundWords: the same of ten bits.
func (n nibbles) emitTop() {
	n.Function("roundWordsAVX2")
	n.Pragma("noescape")
	n.SignatureExpr("func(dst *int16, src *int16, groups int)")
	n.Doc("roundWordsAVX2 stores 16*groups words divided by 64, rounded half to even, at most 511; groups >= 1.")
	dst := n.Load(n.Param("dst"), n.GP64())
	src := n.Load(n.Param("src"), n.GP64())
	rest, one, half, top := n.words(63), n.words(1), n.words(32), n.words(511)
	n.each([]reg.Register{dst, src}, func() {
		low, high, up := n.YMM(), n.YMM(), n.YMM()
		n.VMOVDQU(operand.Mem{Base: src}, low)
		n.VPSRAW(operand.U8(6), low, high)
		n.VPAND(rest, low, low)
		n.VPAND(one, high, up)
		n.VPADDW(low, up, up)
		n.VPCMPGTW(half, up, up)
		n.VPSUBW(up, high, high)
		n.VPMINSW(top, high, high)
		n.VMOVDQU(high, operand.Mem{Base: dst})
	})
}
