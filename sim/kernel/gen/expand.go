// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"

	"github.com/mmcloughlin/avo/build"
	"github.com/mmcloughlin/avo/operand"
)

// emitExpandBytes writes the loop which widens a group of bytes at a time:
// unsigned ones or, if signed, signed ones.
func emitExpandBytes(ctx *build.Context, d dialect, signed bool) {
	name := "expandBytesZero" + d.name()
	if signed {
		name = "expandBytesSign" + d.name()
	}
	ctx.Function(name)
	ctx.Pragma("noescape")
	ctx.SignatureExpr("func(dst *int16, src *byte, groups int)")
	ctx.Doc(fmt.Sprintf("%s widens %d*groups bytes to int16; groups >= 1.", name, d.widenGroup()))
	dst := ctx.Load(ctx.Param("dst"), ctx.GP64())
	src := ctx.Load(ctx.Param("src"), ctx.GP64())
	groups := ctx.Load(ctx.Param("groups"), ctx.GP64())
	ctx.Label("loop")
	d.widen(operand.Mem{Base: src}, operand.Mem{Base: dst}, signed)
	ctx.ADDQ(operand.U8(d.widenGroup()), src)
	ctx.ADDQ(operand.U8(2*d.widenGroup()), dst)
	ctx.DECQ(groups)
	ctx.JNZ(operand.LabelRef("loop"))
	d.end()
	ctx.RET()
}

// emitExpandRows writes the loop which interleaves two rows of 16 int8 as
// bytes, which keeps the columns in order, and then widens them.
func emitExpandRows(ctx *build.Context, d dialect) {
	name := "expandRows16" + d.name()
	ctx.Function(name)
	ctx.Pragma("noescape")
	ctx.SignatureExpr("func(dst *int16, src *byte, pairs int)")
	ctx.Doc(name + " makes dst[32*p+2*c+i] = int8(src[16*(2*p+i)+c]) for p < pairs, i < 2; pairs >= 1.")
	dst := ctx.Load(ctx.Param("dst"), ctx.GP64())
	src := ctx.Load(ctx.Param("src"), ctx.GP64())
	pairs := ctx.Load(ctx.Param("pairs"), ctx.GP64())
	even, odd := ctx.XMM(), ctx.XMM()
	low, high := ctx.YMM(), ctx.YMM()
	ctx.Label("loop")
	ctx.VMOVDQU(operand.Mem{Base: src}, even)
	ctx.VMOVDQU(operand.Mem{Base: src, Disp: 16}, odd)
	ctx.VPUNPCKLBW(odd, even, low.AsX())
	ctx.VPUNPCKHBW(odd, even, high.AsX())
	d.widenRows(low, high, operand.Mem{Base: dst})
	ctx.ADDQ(operand.U8(32), src)
	ctx.ADDQ(operand.U8(pairBytes), dst)
	ctx.DECQ(pairs)
	ctx.JNZ(operand.LabelRef("loop"))
	d.end()
	ctx.RET()
}
