// SPDX-License-Identifier: Apache-2.0

package main

import "github.com/e2train/e2train/sim/kernel/a64"

// linear returns a*y + b, the product rounded first.
func (l *loop) linear(a a64.Vectors, y a64.R, b a64.Vectors) a64.Vectors {
	v := l.read(y)
	l.Three(a64.FMulS, v, v, a)
	l.Three(a64.FAddS, v, v, b)
	return v
}

// normalize writes Normalize.
func normalize(f *a64.File) {
	l := begin(f, "normalizePixels", "out *float32, y *float32, pixels int, a *float32, b *float32", "", "stores a*y + b, lane by lane")
	out, y := l.array("out", floatBytes), l.array("y", floatBytes)
	a, b := l.coefficients("a"), l.coefficients("b")
	l.each(func() { l.Store(l.linear(a, y, b), out, 0) })
}

// normalizeReLU writes NormalizeReLU or, with add, NormalizeAddReLU. As integers, the bits of negative values are negative
// and those of others ordered like the values, so that max(v, +0) and everything behind it are on integers.
func normalizeReLU(f *a64.File, add bool) {
	name, parameter, does := "normalizeReLUPixels", "", "stores max(a*y + b, 0)"
	if add {
		name, parameter, does = "normalizeAddReLUPixels", ", add *float32", "stores max((a*y + b) + add, 0)"
	}
	l := begin(f, name, "out *float32, y *float32"+parameter+", pixels int, a *float32, b *float32, mask *byte", "top uint32",
		does+", sets the mask bits of the values above zero,\nclears the others, and returns the bits of the largest value")
	out, y, mask := l.array("out", floatBytes), l.array("y", floatBytes), l.array("mask", 2)
	var more a64.R
	if add {
		more = l.array("add", floatBytes)
	}
	a, b := l.coefficients("a"), l.coefficients("b")
	zero, top, bits := l.Zeros(1), l.Zeros(quarters), l.Constant(0x8040201008040201, 0x8040201008040201)
	l.each(func() {
		v := l.linear(a, y, b)
		if add {
			l.Three(a64.FAddS, v, v, l.read(more))
		}
		l.Three(a64.SMaxS, v, v, zero)
		l.Store(v, out, 0)
		l.Three(a64.SMaxS, top, top, v)
		l.maskBits(v, bits)
		l.Emit(a64.StoreH(v[0], mask, 0))
	})
	l.putHighest(a64.SMaxS, a64.Largest, top)
}

// maskBits sets the low 16 bits of register 0 of v to whether the values of a pixel are above zero. bits are 1, 2, 4 ... 128,
// twice. It overwrites v.
func (l *loop) maskBits(v, bits a64.Vectors) {
	l.Two(a64.AboveZeroS, v, v)
	even := a64.Vectors{v[0], v[2]}
	l.Three(a64.EvenH, even, even, a64.Vectors{v[1], v[3]})
	one := v[:1]
	l.Three(a64.EvenB, one, one, v[2:3])
	l.Three(a64.And, one, one, bits)
	for range 3 {
		l.Three(a64.PairB, one, one, one)
	}
}

// backNormalize writes BackNormalize.
func backNormalize(f *a64.File) {
	l := begin(f, "backNormalizePixels", "dy *float32, grad *float32, y *float32, pixels int, a *float32, b *float32, c *float32", "top uint32",
		"stores (a*grad + b*y) + c, lane by lane, and returns the bits of the largest absolute value")
	dy, grad, y := l.array("dy", floatBytes), l.array("grad", floatBytes), l.array("y", floatBytes)
	a, b, c := l.coefficients("a"), l.coefficients("b"), l.coefficients("c")
	top := l.Zeros(quarters)
	l.each(func() {
		v, w := l.read(grad), l.read(y)
		l.Three(a64.FMulS, v, v, a)
		l.Three(a64.FMulS, w, w, b)
		l.Three(a64.FAddS, v, v, w)
		l.Three(a64.FAddS, v, v, c)
		l.Store(v, dy, 0)
		l.highest(top, v)
	})
	l.putHighest(a64.UMaxS, a64.LargestUnsigned, top)
}
