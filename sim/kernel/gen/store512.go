// SPDX-License-Identifier: Apache-2.0

package main

import (
	"github.com/mmcloughlin/avo/build"
	"github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// store512 is one of the stores. With arithmetic shifts and narrowing moves
// of 64-bit lanes each of them is what its definition says. Instead of the
// greatest magnitude and whether anything saturated they return the least and
// the greatest value before it is narrowed, from which both follow.
type store512 struct {
	name   string
	doc    string
	size   int  // bytes of a stored value
	rounds bool // or stores what the accumulator holds
	// begin sets up what put needs. put stores the values of v; it may change
	// them first to what the extremes shall be of.
	begin func(ctx *build.Context) (put func(v reg.VecVirtual, dst operand.Mem))
}

// emitStores512 writes every store.
func emitStores512(ctx *build.Context) {
	for _, s := range []store512{
		{"storeInt32AVX512", "(v + round) >> shift saturated to int32", 4, true, narrowTo32},
		{"storeInt16AVX512", "(v + round) >> shift saturated to int16", 2, true, narrowTo16},
		{"storeInt64AVX512", "v as int64", 8, false, keep64},
		{"storeSignAVX512", "the sign of v as int8", 1, false, signTo8},
	} {
		s.emit(ctx)
	}
}

func narrowTo32(ctx *build.Context) func(reg.VecVirtual, operand.Mem) {
	return func(v reg.VecVirtual, dst operand.Mem) {
		narrow := ctx.YMM()
		ctx.VPMOVSQD(v, narrow)
		ctx.VMOVDQU64(narrow, dst)
	}
}

func narrowTo16(ctx *build.Context) func(reg.VecVirtual, operand.Mem) {
	return func(v reg.VecVirtual, dst operand.Mem) {
		narrow := ctx.XMM()
		ctx.VPMOVSQW(v, narrow)
		ctx.VMOVDQU64(narrow, dst)
	}
}

func keep64(ctx *build.Context) func(reg.VecVirtual, operand.Mem) {
	return func(v reg.VecVirtual, dst operand.Mem) { ctx.VMOVDQU64(v, dst) }
}

// signTo8 makes the sign by keeping values between -1 and 1.
func signTo8(ctx *build.Context) func(reg.VecVirtual, operand.Mem) {
	value := ctx.GP64()
	minusOne, one := broadcast512(ctx, value, -1), broadcast512(ctx, value, 1)
	return func(v reg.VecVirtual, dst operand.Mem) {
		ctx.VPMAXSQ(minusOne, v, v)
		ctx.VPMINSQ(one, v, v)
		ctx.VPMOVQB(v, dst)
	}
}

// emit writes the loop over groups of accumulators.
func (s store512) emit(ctx *build.Context) {
	ctx.Function(s.name)
	ctx.Pragma("noescape")
	parameters := "dst *byte, acc *int64, groups int"
	if s.rounds {
		parameters += ", shift uint64, round int64"
	}
	ctx.SignatureExpr("func(" + parameters + ") (lowest, highest int64)")
	ctx.Doc(
		s.name+" stores, with v the low 40 bits of each of 8*groups accumulators, "+s.doc+";",
		"groups >= 1. It returns the extremes of these numbers before they saturate, and of 0.",
	)
	dst := ctx.Load(ctx.Param("dst"), ctx.GP64())
	acc := ctx.Load(ctx.Param("acc"), ctx.GP64())
	groups := ctx.Load(ctx.Param("groups"), ctx.GP64())
	round := s.rounding(ctx)
	put := s.begin(ctx)
	lowest, highest := ctx.ZMM(), ctx.ZMM()
	zero(ctx, lowest)
	zero(ctx, highest)

	ctx.Label("loop")
	v := ctx.ZMM()
	ctx.VPSLLQ(operand.U8(64-accBits), operand.Mem{Base: acc}, v)
	ctx.VPSRAQ(operand.U8(64-accBits), v, v)
	round(v)
	put(v, operand.Mem{Base: dst})
	ctx.VPMINSQ(v, lowest, lowest)
	ctx.VPMAXSQ(v, highest, highest)
	ctx.ADDQ(operand.U8(8*storeGroup), acc)
	ctx.ADDQ(operand.U8(s.size*storeGroup), dst)
	ctx.DECQ(groups)
	ctx.JNZ(operand.LabelRef("loop"))

	ctx.Store(across(ctx, ctx.VPMINSQ, lowest), ctx.Return("lowest"))
	ctx.Store(across(ctx, ctx.VPMAXSQ, highest), ctx.Return("highest"))
	ctx.VZEROUPPER()
	ctx.RET()
}

// rounding reads the parameters and returns what rounds a register.
func (s store512) rounding(ctx *build.Context) func(v reg.VecVirtual) {
	if !s.rounds {
		return func(reg.VecVirtual) {}
	}
	amount, round := ctx.XMM(), ctx.ZMM()
	value := ctx.Load(ctx.Param("shift"), ctx.GP64())
	ctx.VMOVQ(value, amount)
	value = ctx.Load(ctx.Param("round"), ctx.GP64())
	ctx.VPBROADCASTQ(value, round)
	return func(v reg.VecVirtual) {
		ctx.VPADDQ(round, v, v)
		ctx.VPSRAQ(amount, v, v)
	}
}

// across returns what op, a minimum or a maximum, makes of the lanes of v,
// which it overwrites.
func across(ctx *build.Context, op func(...operand.Op), v reg.VecVirtual) reg.Register {
	other, result := ctx.ZMM(), ctx.GP64()
	ctx.VEXTRACTI64X4(operand.U8(1), v, other.AsY())
	op(other.AsY(), v.AsY(), v.AsY())
	ctx.VEXTRACTI32X4(operand.U8(1), v.AsY(), other.AsX())
	op(other.AsX(), v.AsX(), v.AsX())
	ctx.VPSHUFD(operand.U8(0x4E), v.AsX(), other.AsX())
	op(other.AsX(), v.AsX(), v.AsX())
	ctx.VMOVQ(v.AsX(), result)
	return result
}

// broadcast512 fills a register with eight copies of c, by way of scratch.
func broadcast512(ctx *build.Context, scratch reg.Register, c int64) reg.VecVirtual {
	v := ctx.ZMM()
	ctx.MOVQ(operand.I64(c), scratch)
	ctx.VPBROADCASTQ(scratch, v)
	return v
}
