// SPDX-License-Identifier: Apache-2.0

package main

import "github.com/e2train/e2train/sim/kernel/a64"

// values returns codes times scale.
func (l *loop) values(codes a64.R, scale a64.Vectors) a64.Vectors {
	v := l.read(codes)
	l.Two(a64.FromInt, v, v)
	l.Three(a64.FMulS, v, v, scale)
	return v
}

// dequantize writes Dequantize, for which a pixel is any 16 codes.
func dequantize(f *a64.File) {
	l := begin(f, "dequantizePixels", "dst *float32, codes *int32, pixels int, scale float32", "", "stores codes*scale")
	dst, codes, scale := l.array("dst", floatBytes), l.array("codes", floatBytes), l.Scalar("scale")
	l.each(func() { l.Store(l.values(codes, scale), dst, 0) })
}

// dequantizeAdd writes DequantizeAdd.
func dequantizeAdd(f *a64.File) {
	l := begin(f, "dequantizeAddPixels", "dst *float32, codes *int32, pixels int, scale float32, add *float32", "", "stores codes*scale + add")
	dst, codes, add, scale := l.array("dst", floatBytes), l.array("codes", floatBytes), l.array("add", floatBytes), l.Scalar("scale")
	l.each(func() {
		v := l.values(codes, scale)
		l.Three(a64.FAddS, v, v, l.read(add))
		l.Store(v, dst, 0)
	})
}

// add writes Add, for which a pixel is any 16 values.
func add(f *a64.File) {
	l := begin(f, "addPixels", "dst *float32, x *float32, pixels int", "", "adds x to dst")
	dst, x := l.array("dst", floatBytes), l.array("x", floatBytes)
	l.each(func() {
		v := l.read(dst)
		l.Three(a64.FAddS, v, v, l.read(x))
		l.Store(v, dst, 0)
	})
}

// addEach writes AddEach.
func addEach(f *a64.File) {
	l := begin(f, "addEachPixels", "dst *float32, pixels int, v *float32", "", "adds v to every pixel")
	dst, each := l.array("dst", floatBytes), l.coefficients("v")
	l.each(func() {
		v := l.read(dst)
		l.Three(a64.FAddS, v, v, each)
		l.Store(v, dst, 0)
	})
}

// dequantizeMoments writes DequantizeMoments.
func dequantizeMoments(f *a64.File) {
	l := begin(f, "dequantizeMomentsPixels", "dst *float32, codes *int32, pixels int, scale float32, sum *float64, squares *float64", "",
		"stores codes*scale and adds these values and their squares to the 16 sums of their lanes")
	dst, codes, scale := l.array("dst", floatBytes), l.array("codes", floatBytes), l.Scalar("scale")
	sum, squares := l.sums("sum"), l.sums("squares")
	l.each(func() {
		v := l.values(codes, scale)
		l.Store(v, dst, 0)
		d := l.widen(v)
		l.Three(a64.FAddD, sum.v, sum.v, d)
		l.Three(a64.FMulD, d, d, d)
		l.Three(a64.FAddD, squares.v, squares.v, d)
	})
	l.putSums(sum)
	l.putSums(squares)
}
