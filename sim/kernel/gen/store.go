// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"

	"github.com/mmcloughlin/avo/build"
	"github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// accBits is the width of an accumulator in the machine.
const accBits = 40

// storeGroup is how many accumulators a store works on at once: two registers of AVX2, one of AVX-512.
const storeGroup = 8

// store256 is a store in AVX2 under construction, with the constants that it keeps in registers.
//
// AVX2 has no arithmetic right shift of 64-bit lanes, so the low 40 bits v are kept non-negative, as x = v ^ 2^39, which
// is 2^39 more than the signed value.
type store256 struct {
	*build.Context
	dst, acc   reg.Register
	mask, flip reg.VecVirtual
}

// emitStores256 writes every store.
func emitStores256(ctx *build.Context) {
	emitRounding256(ctx, 32)
	emitRounding256(ctx, 16)
	emitStoreInt64(ctx)
	emitStoreSign(ctx)
}

// beginStore256 starts a store.
func beginStore256(ctx *build.Context, name, parameters, results, does string) *store256 {
	ctx.Function(name)
	ctx.Pragma("noescape")
	ctx.SignatureExpr("func(dst *byte, acc *int64, groups int" + parameters + ") (" + results + ")")
	ctx.Doc(fmt.Sprintf("%s stores, with v the low 40 bits of each of %d*groups accumulators, %s;", name, storeGroup, does), "groups >= 1.")
	s := &store256{Context: ctx, dst: ctx.Load(ctx.Param("dst"), ctx.GP64()), acc: ctx.Load(ctx.Param("acc"), ctx.GP64())}
	s.mask, s.flip = s.constant(1<<accBits-1), s.constant(1<<(accBits-1))
	return s
}

// each emits the loop over the groups; body stores a group, the values of which take size bytes each.
func (s *store256) each(size int, body func(x [2]reg.VecVirtual)) {
	groups := s.Load(s.Param("groups"), s.GP64())
	s.Label("loop")
	var x [2]reg.VecVirtual
	for i := range x {
		x[i] = s.YMM()
		s.VPAND(operand.Mem{Base: s.acc, Disp: 32 * i}, s.mask, x[i])
		s.VPXOR(s.flip, x[i], x[i])
	}
	body(x)
	s.ADDQ(operand.U8(8*storeGroup), s.acc)
	s.ADDQ(operand.U8(size*storeGroup), s.dst)
	s.DECQ(groups)
	s.JNZ(operand.LabelRef("loop"))
}

func (s *store256) end() {
	s.VZEROUPPER()
	s.RET()
}

// constant returns four copies of c.
func (s *store256) constant(c int64) reg.VecVirtual {
	value := s.GP64()
	s.MOVQ(operand.I64(c), value)
	return s.copies(value)
}

// words returns eight copies of the int32 c.
func (s *store256) words(c int32) reg.VecVirtual {
	value, v := s.GP32(), s.YMM()
	s.MOVL(operand.I32(c), value)
	s.VMOVD(value, v.AsX())
	s.VPBROADCASTD(v.AsX(), v)
	return v
}

// copies returns four copies of a general register.
func (s *store256) copies(from reg.Register) reg.VecVirtual {
	v := s.YMM()
	s.VMOVQ(from, v.AsX())
	s.VPBROADCASTQ(v.AsX(), v)
	return v
}

func (s *store256) zero() reg.VecVirtual {
	v := s.YMM()
	s.VPXOR(v, v, v)
	return v
}

// half returns the low words of eight 64-bit lanes, or the high ones, in the order 0, 1, 4, 5, 2, 3, 6, 7.
func (s *store256) half(v [2]reg.VecVirtual, high bool) reg.VecVirtual {
	w, which := s.YMM(), operand.U8(0x88)
	if high {
		which = 0xDD
	}
	s.VSHUFPS(which, v[1], v[0], w)
	return w
}

// ordered puts what half returned in order.
func (s *store256) ordered(w reg.VecVirtual) { s.VPERMQ(operand.U8(0xD8), w, w) }

// pack returns the low words of eight 64-bit lanes, which fit int16, as eight int16.
func (s *store256) pack(w reg.VecVirtual) reg.VecVirtual {
	high := s.XMM()
	s.ordered(w)
	s.VEXTRACTI128(operand.U8(1), w, high)
	s.VPACKSSDW(high, w.AsX(), w.AsX())
	return w
}

// emitRounding256 writes the store of (v + round) >> shift saturated to bits.
func emitRounding256(ctx *build.Context, bits int) {
	s := beginStore256(ctx, fmt.Sprintf("storeInt%dAVX2", bits), ", shift uint64, round int64", "maxAbs uint32, saturated bool",
		fmt.Sprintf("(v + round) >> shift saturated to int%d", bits))
	shift, saturate, exact := s.shifting(), s.saturating(bits), s.words(-1)
	peak := s.zero()
	s.each(bits/8, func(x [2]reg.VecVirtual) {
		shift(x)
		w, magnitude := saturate(x, exact), s.YMM()
		s.VPABSD(w, magnitude)
		s.VPMAXUD(magnitude, peak, peak) // |-2^31| is 2^31 as an unsigned number
		if bits == 16 {
			s.VMOVDQU(s.pack(w).AsX(), operand.Mem{Base: s.dst})
		} else {
			s.ordered(w)
			s.VMOVDQU(w, operand.Mem{Base: s.dst})
		}
	})
	s.putMaximum(peak)
	s.putSaturated(exact)
	s.end()
}

// shifting reads the parameters of the rounding and returns what applies it to a group. Adding 2^40, a multiple of
// 2^shift, before the shift and taking 2^(40-shift) off behind it gives the floor that an arithmetic shift gives, so
// (x - 2^39 + 2^40) + round is shifted and no more.
func (s *store256) shifting() func(x [2]reg.VecVirtual) {
	amount, value := s.XMM(), s.GP64()
	s.VMOVQ(s.Load(s.Param("shift"), s.GP64()), amount)
	s.MOVQ(operand.U64(1<<accBits-1<<(accBits-1)), value)
	s.ADDQ(s.Load(s.Param("round"), s.GP64()), value)
	before, after := s.copies(value), s.constant(1<<accBits)
	s.VPSRLQ(amount, after, after)
	return func(x [2]reg.VecVirtual) {
		for _, v := range x {
			s.VPADDQ(before, v, v)
			s.VPSRLQ(amount, v, v)
			s.VPSUBQ(after, v, v)
		}
	}
}

// saturating returns what saturates a group to words of bits, in the order of half, and clears exact where that changed
// a value. A lane fits its low word if its high word repeats the sign of the low one; else the sign of the high word
// tells to which end it goes.
func (s *store256) saturating(bits int) func(x [2]reg.VecVirtual, exact reg.VecVirtual) reg.VecVirtual {
	largest := s.words(1<<31 - 1)
	clamp := func(w, exact reg.VecVirtual) reg.VecVirtual { return w }
	if bits < 32 {
		clamp = s.clamping(bits)
	}
	return func(x [2]reg.VecVirtual, exact reg.VecVirtual) reg.VecVirtual {
		w, high, fits := s.half(x, false), s.half(x, true), s.YMM()
		s.VPSRAD(operand.U8(31), w, fits)
		s.VPCMPEQD(high, fits, fits)
		s.VPAND(fits, exact, exact)
		s.VPSRAD(operand.U8(31), high, high)
		s.VPXOR(largest, high, high)
		s.VPBLENDVB(fits, w, high, w)
		return clamp(w, exact)
	}
}

// clamping is saturating for words that are saturated to 32 bits.
func (s *store256) clamping(bits int) func(w, exact reg.VecVirtual) reg.VecVirtual {
	top, bottom := s.words(1<<(bits-1)-1), s.words(-1<<(bits-1))
	return func(w, exact reg.VecVirtual) reg.VecVirtual {
		clamped := s.YMM()
		s.VPMINSD(top, w, clamped)
		s.VPMAXSD(bottom, clamped, clamped)
		s.VPCMPEQD(clamped, w, w)
		s.VPAND(w, exact, exact)
		return clamped
	}
}

// putMaximum returns the greatest of eight unsigned words as maxAbs.
func (s *store256) putMaximum(v reg.VecVirtual) {
	other, result := s.XMM(), s.GP32()
	s.VEXTRACTI128(operand.U8(1), v, other)
	s.VPMAXUD(other, v.AsX(), v.AsX())
	s.VPSHUFD(operand.U8(0x4E), v.AsX(), other)
	s.VPMAXUD(other, v.AsX(), v.AsX())
	s.VPSHUFD(operand.U8(0xB1), v.AsX(), other)
	s.VPMAXUD(other, v.AsX(), v.AsX())
	s.VMOVD(v.AsX(), result)
	s.Store(result, s.Return("maxAbs"))
}

// putSaturated returns whether exact is not all ones as saturated.
func (s *store256) putSaturated(exact reg.VecVirtual) {
	ones, flag := s.GP32(), s.GP8()
	s.VPMOVMSKB(exact, ones)
	s.CMPL(ones, operand.I8(-1))
	s.SETNE(flag)
	s.Store(flag, s.Return("saturated"))
}

// emitStoreInt64 writes the store of v as it is.
func emitStoreInt64(ctx *build.Context) {
	s := beginStore256(ctx, "storeInt64AVX2", "", "maxAbs int64", "v as int64")
	zero, peak := s.zero(), s.zero()
	s.each(8, func(x [2]reg.VecVirtual) {
		for i, v := range x {
			sign, more := s.YMM(), s.YMM()
			s.VPSUBQ(s.flip, v, v)
			s.VMOVDQU(v, operand.Mem{Base: s.dst, Disp: 32 * i})
			s.VPCMPGTQ(v, zero, sign)
			s.VPXOR(sign, v, v)
			s.VPSUBQ(sign, v, v)
			s.VPCMPGTQ(peak, v, more)
			s.VPBLENDVB(more, v, peak, peak)
		}
	})
	s.putMaximum64(peak)
	s.end()
}

// putMaximum64 returns the greatest of four 64-bit lanes as maxAbs.
func (s *store256) putMaximum64(v reg.VecVirtual) {
	other, more, result := s.XMM(), s.XMM(), s.GP64()
	take := func() {
		s.VPCMPGTQ(v.AsX(), other, more)
		s.VPBLENDVB(more, other, v.AsX(), v.AsX())
	}
	s.VEXTRACTI128(operand.U8(1), v, other)
	take()
	s.VPSHUFD(operand.U8(0x4E), v.AsX(), other)
	take()
	s.VMOVQ(v.AsX(), result)
	s.Store(result, s.Return("maxAbs"))
}

// emitStoreSign writes the store of signs: x is 2^39 for v = 0, and comparisons give -1 for true.
func emitStoreSign(ctx *build.Context) {
	s := beginStore256(ctx, "storeSignAVX2", "", "maxAbs int64", "the sign of v as int8")
	some := s.zero()
	s.each(1, func(x [2]reg.VecVirtual) {
		for _, v := range x {
			below := s.YMM()
			s.VPCMPGTQ(v, s.flip, below)
			s.VPCMPGTQ(s.flip, v, v)
			s.VPSUBQ(v, below, v)
			s.VPOR(v, some, some)
		}
		w := s.pack(s.half(x, false))
		s.VPACKSSWB(w.AsX(), w.AsX(), w.AsX())
		s.VMOVQ(w.AsX(), operand.Mem{Base: s.dst})
	})
	result := s.GP64()
	s.XORQ(result, result)
	s.VPTEST(some, some)
	s.SETNE(result.As8())
	s.Store(result, s.Return("maxAbs"))
	s.end()
}
