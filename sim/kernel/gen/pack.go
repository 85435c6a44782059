// SPDX-License-Identifier: Apache-2.0

package main

import (
	"github.com/mmcloughlin/avo/build"
	"github.com/mmcloughlin/avo/operand"
)

// emitPackPairs writes the loop which interleaves two entries of 16 int16.
func emitPackPairs(ctx *build.Context, d dialect) {
	name := "packPairs16" + d.name()
	ctx.Function(name)
	ctx.Pragma("noescape")
	ctx.SignatureExpr("func(dst *int16, src *int16, off *int32, pairs int)")
	ctx.Doc(name + " makes dst[32*p+2*r+i] = src[off[2*p+i]+r] for p < pairs, i < 2; pairs >= 1.")
	dst := ctx.Load(ctx.Param("dst"), ctx.GP64())
	src := ctx.Load(ctx.Param("src"), ctx.GP64())
	off := ctx.Load(ctx.Param("off"), ctx.GP64())
	pairs := ctx.Load(ctx.Param("pairs"), ctx.GP64())
	ctx.Label("loop")
	even, odd := ctx.GP64(), ctx.GP64()
	ctx.MOVLQSX(operand.Mem{Base: off}, even)
	ctx.MOVLQSX(operand.Mem{Base: off, Disp: 4}, odd)
	d.packPair(
		operand.Mem{Base: src, Index: even, Scale: 2},
		operand.Mem{Base: src, Index: odd, Scale: 2},
		operand.Mem{Base: dst},
	)
	ctx.ADDQ(operand.U8(8), off)
	ctx.ADDQ(operand.U8(pairBytes), dst)
	ctx.DECQ(pairs)
	ctx.JNZ(operand.LabelRef("loop"))
	d.end()
	ctx.RET()
}
