// SPDX-License-Identifier: Apache-2.0

package main

import (
	"github.com/mmcloughlin/avo/build"
	"github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// The same bit patterns as in package plane.
const (
	signless     = 0x7fffffff
	roundingBias = 0x4b400000 // of 1.5*2^23
	bits255      = 0x437f0000 // of 255
	bits128      = 0x43000000 // of 128
)

// emitMaxAbs writes MaxAbs: without their signs, float32 are ordered like integers.
func emitMaxAbs(ctx *build.Context) {
	l := begin(ctx, "maxAbsPixels", "func(x *float32, pixels int) (top uint32)", "returns the bits of the largest |x|")
	x := l.array("x", 4)
	sign, top := l.integer(signless), [halves]reg.VecVirtual{l.zero(), l.zero()}
	l.each(func() {
		for half := range halves {
			v := l.YMM()
			l.VPAND(x.Offset(halfBytes*half), sign, v)
			l.VPMAXUD(v, top[half], top[half])
		}
	})
	l.VPMAXUD(top[1], top[0], top[0])
	l.across(l.VPMAXUD, top[0], "top")
	l.end()
}

// rounded turns float32 into int32 by adding and subtracting the bias.
func (l *loop) rounded(bias, v reg.VecVirtual) {
	l.VADDPS(bias, v, v)
	l.VPSUBD(bias, v, v)
}

// narrow16 returns the 16 words, in order, that the int32 of two halves are when saturated. It overwrites both.
func (l *loop) narrow16(v [halves]reg.VecVirtual) reg.VecVirtual {
	l.VPACKSSDW(v[1], v[0], v[0])
	l.VPERMQ(operand.U8(0xD8), v[0], v[0])
	return v[0]
}

// narrow8 returns 16 bytes made of 16 words by pack, one of the saturating instructions.
func (l *loop) narrow8(pack func(...operand.Op), words reg.VecVirtual) reg.VecVirtual {
	high := l.XMM()
	l.VEXTRACTI128(operand.U8(1), words, high)
	pack(high, words.AsX(), words.AsX())
	return words
}

// emitQuantize8 writes QuantizeUnsigned or QuantizeSigned. Unsigned values are clamped on their bits, which are ordered
// like integers; of signed ones the magnitude is, and +128 made 127 behind the rounding.
func emitQuantize8(ctx *build.Context, signed bool) {
	name, does := "quantizeUnsignedPixels", "stores round(x*inverse) clamped to 0 ... 255"
	if signed {
		name, does = "quantizeSignedPixels", "stores round(x*inverse) clamped to -128 ... 127"
	}
	l := begin(ctx, name, "func(dst *byte, x *float32, pixels int, inverse float32)", does)
	dst, x := l.array("dst", 1), l.array("x", 4)
	inverse, bias := l.scalar("inverse"), l.integer(roundingBias)
	clamp, pack := l.unsignedClamp(), l.VPACKUSWB
	if signed {
		clamp, pack = l.signedClamp(), l.VPACKSSWB
	}
	l.each(func() {
		var codes [halves]reg.VecVirtual
		for half := range codes {
			v := l.YMM()
			l.VMULPS(x.Offset(halfBytes*half), inverse, v)
			clamp(v)
			l.rounded(bias, v)
			codes[half] = v
		}
		// From 16 to 8 bits, the saturation makes 127 of +128.
		bytes := l.narrow8(pack, l.narrow16(codes))
		l.VMOVDQU(bytes.AsX(), dst)
	})
	l.end()
}

func (l *loop) unsignedClamp() func(v reg.VecVirtual) {
	top, bottom := l.integer(bits255), l.zero()
	return func(v reg.VecVirtual) {
		l.VPMINSD(top, v, v)
		l.VPMAXSD(bottom, v, v)
	}
}

func (l *loop) signedClamp() func(v reg.VecVirtual) {
	top, mask := l.integer(bits128), l.integer(signless)
	return func(v reg.VecVirtual) {
		sign := l.YMM()
		l.VPANDN(v, mask, sign)
		l.VPAND(mask, v, v)
		l.VPMINUD(top, v, v)
		l.VPOR(sign, v, v)
	}
}

// emitQuantize16 writes Quantize16. The saturation of the narrowing makes 32767 of 32768; sums are of what is stored.
func emitQuantize16(ctx *build.Context) {
	l := begin(ctx, "quantize16Pixels", "func(dst *int16, x *float32, pixels int, inverse float32, sums *int64)",
		"stores round(x*inverse), at most 32767, and adds the absolute codes to the 16 sums of their lanes,",
		"in 32 bits until the end")
	dst, x := l.array("dst", 2), l.array("x", 4)
	inverse, bias, top := l.scalar("inverse"), l.integer(roundingBias), l.integer(32767)
	sums := [halves]reg.VecVirtual{l.zero(), l.zero()}
	l.each(func() {
		var codes [halves]reg.VecVirtual
		for half := range codes {
			v, magnitude := l.YMM(), l.YMM()
			l.VMULPS(x.Offset(halfBytes*half), inverse, v)
			l.rounded(bias, v)
			l.VPMINSD(top, v, v)
			l.VPABSD(v, magnitude)
			l.VPADDD(magnitude, sums[half], sums[half])
			codes[half] = v
		}
		l.VMOVDQU(l.narrow16(codes), dst)
	})
	to := operand.Mem{Base: l.Load(l.Param("sums"), l.GP64())}
	for half, v := range sums {
		l.addUnsigned(l.VPMOVZXDQ, v, to.Offset(2*halfBytes*half))
	}
	l.end()
}

// addUnsigned adds the two halves of v, widened to int64, to the sums at dst. It overwrites v.
func (l *loop) addUnsigned(widen func(...operand.Op), v reg.VecVirtual, dst operand.Mem) {
	low, high := l.YMM(), l.XMM()
	l.VEXTRACTI128(operand.U8(1), v, high)
	widen(v.AsX(), low)
	widen(high, v)
	for i, r := range []reg.VecVirtual{low, v} {
		l.VPADDQ(dst.Offset(halfBytes*i), r, r)
		l.VMOVDQU(r, dst.Offset(halfBytes*i))
	}
}

// emitQuantizeWeights writes QuantizeWeights, for which a pixel is any 16 weights.
func emitQuantizeWeights(ctx *build.Context) {
	l := begin(ctx, "quantizeWeightsPixels", "func(dst *int8, w *float32, pixels int, inverse float32) (sum uint32)",
		"stores round(w*inverse), at most 127, and returns the sum of the absolute codes")
	dst, w := l.array("dst", 1), l.array("w", 4)
	inverse, bias, top := l.scalar("inverse"), l.integer(roundingBias), l.integer(127)
	sum := l.zero()
	l.each(func() {
		var codes [halves]reg.VecVirtual
		for half := range codes {
			v, magnitude := l.YMM(), l.YMM()
			l.VMULPS(w.Offset(halfBytes*half), inverse, v)
			l.rounded(bias, v)
			l.VPMINSD(top, v, v)
			l.VPABSD(v, magnitude)
			l.VPADDD(magnitude, sum, sum)
			codes[half] = v
		}
		bytes := l.narrow8(l.VPACKSSWB, l.narrow16(codes))
		l.VMOVDQU(bytes.AsX(), dst)
	})
	l.across(l.VPADDD, sum, "sum")
	l.end()
}

// emitCodeSums writes what CodeSums does to as many pixels as sums of 16 bits hold.
func emitCodeSums(ctx *build.Context, signed bool) {
	name := "codeSumsUnsignedPixels"
	if signed {
		name = "codeSumsSignedPixels"
	}
	l := begin(ctx, name, "func(codes *byte, pixels int, sums *int64)",
		"adds the absolute codes to the 16 sums of their lanes, in 16 bits until the end;", "pixels <= 257")
	codes, sum := l.array("codes", 1), l.zero()
	l.each(func() {
		v := l.YMM()
		if signed {
			l.VPABSB(codes, v.AsX()) // |-128| is 128 without a sign
			l.VPMOVZXBW(v.AsX(), v)
		} else {
			l.VPMOVZXBW(codes, v)
		}
		l.VPADDW(v, sum, sum)
	})
	to := operand.Mem{Base: l.Load(l.Param("sums"), l.GP64())}
	high := l.YMM()
	l.VEXTRACTI128(operand.U8(1), sum, high.AsX())
	l.VPMOVZXWD(sum.AsX(), sum)
	l.VPMOVZXWD(high.AsX(), high)
	for half, v := range []reg.VecVirtual{sum, high} {
		l.addUnsigned(l.VPMOVZXDQ, v, to.Offset(2*halfBytes*half))
	}
	l.end()
}
