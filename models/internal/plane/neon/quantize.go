// SPDX-License-Identifier: Apache-2.0

package main

import "github.com/e2train/e2train/sim/kernel/a64"

// maxAbs writes MaxAbs: without their signs, float32 are ordered like integers.
func maxAbs(f *a64.File) {
	l := begin(f, "maxAbsPixels", "x *float32, pixels int", "top uint32", "returns the bits of the largest |x|")
	x, top := l.array("x", floatBytes), l.Zeros(quarters)
	l.each(func() { l.highest(top, l.read(x)) })
	l.putHighest(a64.UMaxS, a64.LargestUnsigned, top)
}

// putHighest returns the largest of four registers, by instructions that compare them and their elements.
func (l *loop) putHighest(larger a64.Three, largest a64.Across, top a64.Vectors) {
	l.Three(larger, top[:2], top[:2], top[2:])
	l.Three(larger, top[:1], top[:1], top[1:2])
	l.Emit(largest.Of(top[0], top[0]))
	l.Return("top", top[0])
}

// highest raises top to the bits of |v|. It overwrites v.
func (l *loop) highest(top, v a64.Vectors) {
	l.Two(a64.FAbsS, v, v)
	l.Three(a64.UMaxS, top, top, v)
}

// narrowing is how 32 bits become 16 and 16 become 8.
type narrowing struct{ low, high, bytesLow, bytesHigh a64.Two }

var (
	signed   = narrowing{a64.NarrowH, a64.NarrowH2, a64.NarrowB, a64.NarrowB2}
	unsigned = narrowing{a64.NarrowUnsignedH, a64.NarrowUnsignedH2, a64.NarrowUnsignedB, a64.NarrowUnsignedB2}
)

// words narrows a pixel to its 16 bits, in registers 0 and 2 of it, which it returns.
func (l *loop) words(n narrowing, v a64.Vectors) a64.Vectors {
	words := a64.Vectors{v[0], v[2]}
	l.Two(n.low, words, words)
	l.Two(n.high, words, a64.Vectors{v[1], v[3]})
	return words
}

// bytes narrows what words returns to one register.
func (l *loop) bytes(n narrowing, words a64.Vectors) a64.Vectors {
	l.Two(n.bytesLow, words[:1], words[:1])
	l.Two(n.bytesHigh, words[:1], words[1:])
	return words[:1]
}

// rounded returns x*inverse rounded by convert.
func (l *loop) rounded(x a64.R, inverse a64.Vectors, convert a64.Two) a64.Vectors {
	v := l.read(x)
	l.Three(a64.FMulS, v, v, inverse)
	l.Two(convert, v, v)
	return v
}

// quantize8 writes QuantizeUnsigned or QuantizeSigned: every step saturates, so that the whole clamps.
func quantize8(f *a64.File, sign bool) {
	name, does, convert, narrow := "quantizeUnsignedPixels", "stores round(x*inverse) clamped to 0 ... 255", a64.ToUnsigned, unsigned
	if sign {
		name, does, convert, narrow = "quantizeSignedPixels", "stores round(x*inverse) clamped to -128 ... 127", a64.ToInt, signed
	}
	l := begin(f, name, "dst *byte, x *float32, pixels int, inverse float32", "", does)
	dst, x, inverse := l.array("dst", 16), l.array("x", floatBytes), l.Scalar("inverse")
	l.each(func() {
		codes := l.rounded(x, inverse, convert)
		l.Store(l.bytes(narrow, l.words(narrow, codes)), dst, 0)
	})
}

// quantize16 writes Quantize16. The saturation of the narrowing makes 32767 of 32768; sums are of what is stored, and
// |-32768| is 32768 without a sign.
func quantize16(f *a64.File) {
	l := begin(f, "quantize16Pixels", "dst *int16, x *float32, pixels int, inverse float32, sums *int64", "",
		"stores round(x*inverse), at most 32767, and adds the absolute codes to the 16 sums of their lanes,\nin 32 bits until the end")
	dst, x, inverse, sums := l.array("dst", 32), l.array("x", floatBytes), l.Scalar("inverse"), l.Zeros(quarters)
	l.each(func() {
		words := l.words(signed, l.rounded(x, inverse, a64.ToInt))
		l.Store(words, dst, 0)
		l.Two(a64.AbsH, words, words)
		l.addWords(sums, words)
	})
	l.addUnsigned(l.Pointer("sums"), sums)
}

// addWords adds two registers of 16 bits to four of 32.
func (l *loop) addWords(sums, words a64.Vectors) {
	l.Three(a64.WidenAddS, a64.Vectors{sums[0], sums[2]}, a64.Vectors{sums[0], sums[2]}, words)
	l.Three(a64.WidenAddS2, a64.Vectors{sums[1], sums[3]}, a64.Vectors{sums[1], sums[3]}, words)
}

// addUnsigned adds 16 unsigned values of 32 bits to the 16 of 64 bits at to.
func (l *loop) addUnsigned(to a64.R, v a64.Vectors) {
	d := l.Vectors(2 * quarters)
	l.Load(d, to, 0)
	for i, one := range v {
		l.Emit(a64.WidenAddD.Of(d[2*i], d[2*i], one), a64.WidenAddD2.Of(d[2*i+1], d[2*i+1], one))
	}
	l.Store(d, to, 0)
}

// quantizeWeights writes QuantizeWeights, for which a pixel is any 16 weights.
func quantizeWeights(f *a64.File) {
	l := begin(f, "quantizeWeightsPixels", "dst *int8, w *float32, pixels int, inverse float32", "sum uint32",
		"stores round(w*inverse), at most 127, and returns the sum of the absolute codes")
	dst, w, inverse, sum := l.array("dst", 16), l.array("w", floatBytes), l.Scalar("inverse"), l.Zeros(1)
	l.each(func() {
		codes := l.bytes(signed, l.words(signed, l.rounded(w, inverse, a64.ToInt)))
		l.Store(codes, dst, 0)
		l.Two(a64.AbsB, codes, codes)
		l.Two(a64.PairSumH, codes, codes)
		l.Two(a64.PairAddS, sum, codes)
	})
	l.Emit(a64.Total.Of(sum[0], sum[0]))
	l.Return("sum", sum[0])
}

// codeSums writes what CodeSums does to as many pixels as sums of 16 bits hold.
func codeSums(f *a64.File, sign bool) {
	name := "codeSumsUnsignedPixels"
	if sign {
		name = "codeSumsSignedPixels"
	}
	l := begin(f, name, "codes *byte, pixels int, sums *int64", "",
		"adds the absolute codes to the 16 sums of their lanes, in 16 bits until the end;\npixels <= 257")
	codes, words := l.array("codes", 16), l.Zeros(2)
	l.each(func() {
		v := l.Vectors(1)
		l.Load(v, codes, 0)
		if sign {
			l.Two(a64.AbsB, v, v) // |-128| is 128 without a sign
		}
		l.Three(a64.WidenAddH, words[:1], words[:1], v)
		l.Three(a64.WidenAddH2, words[1:], words[1:], v)
	})
	sums := l.Zeros(quarters)
	l.addWords(sums, words)
	l.addUnsigned(l.Pointer("sums"), sums)
}
