// SPDX-License-Identifier: Apache-2.0

package main

import (
	"github.com/mmcloughlin/avo/build"
	"github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// accBits is the width of an accumulator in the machine.
const accBits = 40

// emitStoreInt32 writes the store of four accumulators at a time. AVX2 has no
// arithmetic right shift of 64-bit lanes, so values are kept non-negative
// while they are shifted: with v the low 40 bits, the signed value is
// (v ^ 2^39) - 2^39. Adding 2^40, a multiple of 2^shift, before the shift and
// taking 2^(40-shift) off behind it gives the floor that an arithmetic shift
// gives. So x = (v ^ 2^39) + (2^40 - 2^39 + round) is shifted and no more.
func emitStoreInt32(ctx *build.Context) {
	ctx.Function("storeInt32AVX2")
	ctx.Pragma("noescape")
	ctx.SignatureExpr("func(dst *byte, acc *int64, groups int, shift uint64, round int64) (maxAbs uint32, saturated bool)")
	ctx.Doc("storeInt32AVX2 stores 4*groups accumulators as int32; groups >= 1, shift <= 39.")
	dst := ctx.Load(ctx.Param("dst"), ctx.GP64())
	acc := ctx.Load(ctx.Param("acc"), ctx.GP64())
	groups := ctx.Load(ctx.Param("groups"), ctx.GP64())

	amount := ctx.XMM()
	shift := ctx.Load(ctx.Param("shift"), ctx.GP64())
	ctx.VMOVQ(shift, amount)

	value := ctx.GP64()
	mask := broadcastConst(ctx, value, 1<<accBits-1)
	flip := broadcastConst(ctx, value, 1<<(accBits-1))
	top := broadcastConst(ctx, value, 1<<31-1)
	bottom := broadcastConst(ctx, value, -1<<31)

	ctx.MOVQ(operand.U64(1<<accBits-1<<(accBits-1)), value)
	round := ctx.Load(ctx.Param("round"), ctx.GP64())
	ctx.ADDQ(round, value)
	before := broadcast(ctx, value)
	ctx.MOVQ(operand.U64(1<<accBits), value)
	after := broadcast(ctx, value)
	ctx.VPSRLQ(amount, after, after)

	peak, over := ctx.YMM(), ctx.YMM()
	ctx.VPXOR(peak, peak, peak)
	ctx.VPXOR(over, over, over)

	ctx.Label("loop")
	v, high, low := ctx.YMM(), ctx.YMM(), ctx.YMM()
	ctx.VPAND(operand.Mem{Base: acc}, mask, v)
	ctx.VPXOR(flip, v, v)
	ctx.VPADDQ(before, v, v)
	ctx.VPSRLQ(amount, v, v)
	ctx.VPSUBQ(after, v, v)
	ctx.VPCMPGTQ(top, v, high)
	ctx.VPCMPGTQ(v, bottom, low)
	ctx.VPOR(high, over, over)
	ctx.VPOR(low, over, over)
	ctx.VPBLENDVB(high, top, v, v)
	ctx.VPBLENDVB(low, bottom, v, v)
	// The low words of the four lanes, in order, in the lower half.
	ctx.VPSHUFD(operand.U8(0x88), v, v)
	ctx.VPERMQ(operand.U8(0x08), v, v)
	ctx.VMOVDQU(v.AsX(), operand.Mem{Base: dst})
	// |-2^31| is 2^31 as an unsigned number, which is how the maximum compares.
	ctx.VPABSD(v.AsX(), v.AsX())
	ctx.VPMAXUD(v.AsX(), peak.AsX(), peak.AsX())
	ctx.ADDQ(operand.U8(32), acc)
	ctx.ADDQ(operand.U8(16), dst)
	ctx.DECQ(groups)
	ctx.JNZ(operand.LabelRef("loop"))

	storeMaximum(ctx, peak.AsX())
	saturated := ctx.GP32()
	ctx.VPMOVMSKB(over, saturated)
	ctx.TESTL(saturated, saturated)
	flag := ctx.GP8()
	ctx.SETNE(flag)
	ctx.Store(flag, ctx.Return("saturated"))
	ctx.VZEROUPPER()
	ctx.RET()
}

// storeMaximum returns the greatest of four unsigned lanes as maxAbs.
func storeMaximum(ctx *build.Context, v reg.Register) {
	other, result := ctx.XMM(), ctx.GP32()
	ctx.VPSHUFD(operand.U8(0x4E), v, other)
	ctx.VPMAXUD(other, v, v)
	ctx.VPSHUFD(operand.U8(0xB1), v, other)
	ctx.VPMAXUD(other, v, v)
	ctx.VMOVD(v, result)
	ctx.Store(result, ctx.Return("maxAbs"))
}

// broadcastConst fills a register with four copies of c, by way of scratch.
func broadcastConst(ctx *build.Context, scratch reg.Register, c int64) reg.VecVirtual {
	ctx.MOVQ(operand.I64(c), scratch)
	return broadcast(ctx, scratch)
}

// broadcast fills a register with four copies of a general register.
func broadcast(ctx *build.Context, from reg.Register) reg.VecVirtual {
	v := ctx.YMM()
	ctx.VMOVQ(from, v.AsX())
	ctx.VPBROADCASTQ(v.AsX(), v)
	return v
}
