// SPDX-License-Identifier: Apache-2.0

package main

import (
	"github.com/mmcloughlin/avo/build"
	"github.com/mmcloughlin/avo/operand"
)

// emitExpandBytes writes the loop which widens 16 bytes at a time.
func emitExpandBytes(ctx *build.Context, kind string, widen func(...operand.Op)) {
	name := "expandBytes" + kind + "AVX2"
	ctx.Function(name)
	ctx.Pragma("noescape")
	ctx.SignatureExpr("func(dst *int16, src *byte, groups int)")
	ctx.Doc(name + " widens 16*groups bytes to int16; groups >= 1.")
	dst := ctx.Load(ctx.Param("dst"), ctx.GP64())
	src := ctx.Load(ctx.Param("src"), ctx.GP64())
	groups := ctx.Load(ctx.Param("groups"), ctx.GP64())
	v := ctx.YMM()
	ctx.Label("loop")
	widen(operand.Mem{Base: src}, v)
	ctx.VMOVDQU(v, operand.Mem{Base: dst})
	ctx.ADDQ(operand.U8(16), src)
	ctx.ADDQ(operand.U8(32), dst)
	ctx.DECQ(groups)
	ctx.JNZ(operand.LabelRef("loop"))
	ctx.VZEROUPPER()
	ctx.RET()
}

// emitExpandRows writes the loop which interleaves two rows of 16 int8 as
// bytes, which keeps the columns in order, and then widens them.
func emitExpandRows(ctx *build.Context) {
	ctx.Function("expandRows16AVX2")
	ctx.Pragma("noescape")
	ctx.SignatureExpr("func(dst *int16, src *byte, pairs int)")
	ctx.Doc("expandRows16AVX2 makes dst[32*p+2*c+i] = int8(src[16*(2*p+i)+c]) for p < pairs, i < 2; pairs >= 1.")
	dst := ctx.Load(ctx.Param("dst"), ctx.GP64())
	src := ctx.Load(ctx.Param("src"), ctx.GP64())
	pairs := ctx.Load(ctx.Param("pairs"), ctx.GP64())
	even, odd, low, high := ctx.XMM(), ctx.XMM(), ctx.YMM(), ctx.YMM()
	ctx.Label("loop")
	ctx.VMOVDQU(operand.Mem{Base: src}, even)
	ctx.VMOVDQU(operand.Mem{Base: src, Disp: 16}, odd)
	ctx.VPUNPCKLBW(odd, even, low.AsX())
	ctx.VPUNPCKHBW(odd, even, high.AsX())
	ctx.VPMOVSXBW(low.AsX(), low)
	ctx.VPMOVSXBW(high.AsX(), high)
	ctx.VMOVDQU(low, operand.Mem{Base: dst})
	ctx.VMOVDQU(high, operand.Mem{Base: dst, Disp: 32})
	ctx.ADDQ(operand.U8(32), src)
	ctx.ADDQ(operand.U8(pairBytes), dst)
	ctx.DECQ(pairs)
	ctx.JNZ(operand.LabelRef("loop"))
	ctx.VZEROUPPER()
	ctx.RET()
}
