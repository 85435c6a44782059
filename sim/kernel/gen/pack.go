// SPDX-License-Identifier: Apache-2.0

package main

import (
	"github.com/mmcloughlin/avo/build"
	"github.com/mmcloughlin/avo/operand"
)

// emitPackPairs writes the loop which interleaves two entries of 16 int16.
func emitPackPairs(ctx *build.Context) {
	ctx.Function("packPairs16AVX2")
	ctx.Pragma("noescape")
	ctx.SignatureExpr("func(dst *int16, src *int16, off *int32, pairs int)")
	ctx.Doc("packPairs16AVX2 makes dst[32*p+2*r+i] = src[off[2*p+i]+r] for p < pairs, i < 2; pairs >= 1.")
	dst := ctx.Load(ctx.Param("dst"), ctx.GP64())
	src := ctx.Load(ctx.Param("src"), ctx.GP64())
	off := ctx.Load(ctx.Param("off"), ctx.GP64())
	pairs := ctx.Load(ctx.Param("pairs"), ctx.GP64())
	ctx.Label("loop")
	even, odd := ctx.GP64(), ctx.GP64()
	ctx.MOVLQSX(operand.Mem{Base: off}, even)
	ctx.MOVLQSX(operand.Mem{Base: off, Disp: 4}, odd)
	a, b, low, high := ctx.YMM(), ctx.YMM(), ctx.YMM(), ctx.YMM()
	ctx.VMOVDQU(operand.Mem{Base: src, Index: even, Scale: 2}, a)
	ctx.VMOVDQU(operand.Mem{Base: src, Index: odd, Scale: 2}, b)
	ctx.VPUNPCKLWD(b, a, low)
	ctx.VPUNPCKHWD(b, a, high)
	ctx.VPERM2I128(operand.U8(0x20), high, low, a)
	ctx.VPERM2I128(operand.U8(0x31), high, low, b)
	ctx.VMOVDQU(a, operand.Mem{Base: dst})
	ctx.VMOVDQU(b, operand.Mem{Base: dst, Disp: 32})
	ctx.ADDQ(operand.U8(8), off)
	ctx.ADDQ(operand.U8(pairBytes), dst)
	ctx.DECQ(pairs)
	ctx.JNZ(operand.LabelRef("loop"))
	ctx.VZEROUPPER()
	ctx.RET()
}
