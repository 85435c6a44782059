// SPDX-License-Identifier: Apache-2.0

package main

import "github.com/e2train/e2train/sim/kernel/a64"

// products writes Products.
func products(f *a64.File) {
	l := begin(f, "productsPixels", "grad *float32, y *float32, pixels int, sum *float64, products *float64", "",
		"adds the values of grad and the products grad*y to the 16 sums of their lanes")
	grad, y := l.array("grad", floatBytes), l.array("y", floatBytes)
	sum, products := l.sums("sum"), l.sums("products")
	l.each(func() {
		l.halves(func(half int) {
			v, w := l.readHalf(grad, half), l.readHalf(y, half)
			l.addProducts(half, sum, products, v, w)
		})
	})
	l.putSums(sum)
	l.putSums(products)
}

// laneSums writes LaneSums.
func laneSums(f *a64.File) {
	l := begin(f, "laneSumsPixels", "x *float32, pixels int, sum *float64", "", "adds the values of x to the 16 sums of their lanes")
	x, sum := l.array("x", floatBytes), l.sums("sum")
	l.each(func() { l.Three(a64.FAddD, sum.v, sum.v, l.widen(l.read(x))) })
	l.putSums(sum)
}

// maskProducts writes MaskProducts.
func maskProducts(f *a64.File) {
	l := begin(f, "maskProductsPixels", "grad *float32, mask *byte, y *float32, pixels int, sum *float64, products *float64", "",
		"replaces by +0 the values of grad whose mask bit is clear and then\nadds the values of grad and the products grad*y to the 16 sums of their lanes")
	grad, y, mask := l.array("grad", floatBytes), l.array("y", floatBytes), l.array("mask", 2)
	sum, products := l.sums("sum"), l.sums("products")
	bits := l.laneBits()
	l.each(func() {
		pixel := l.Vectors(1)
		l.Emit(a64.LoadCopiesH(pixel[0], mask))
		l.halves(func(half int) {
			v, w := l.readHalf(grad, half), l.Vectors(2)
			l.Three(a64.TestS, w, pixel, bits[2*half:2*half+2])
			l.Three(a64.And, v, v, w)
			l.Store(v, grad, half*floatBytes/2)
			l.Load(w, y, half*floatBytes/2)
			l.addProducts(half, sum, products, v, w)
		})
	})
	l.putSums(sum)
	l.putSums(products)
}

// laneBits returns the mask bits of the 16 lanes of a pixel, each in 32 bits.
func (l *loop) laneBits() (bits a64.Vectors) {
	for lane := 0; lane < 16; lane += 4 {
		low := uint64(1)<<lane | uint64(2)<<lane<<32
		bits = append(bits, l.Constant(low, low<<2)...)
	}
	return bits
}

// halves emits body for both halves of a pixel: the registers do not suffice for more beside the sums.
func (l *loop) halves(body func(half int)) {
	for half := range 2 {
		l.Scope(func() { body(half) })
	}
}

func (l *loop) readHalf(from a64.R, half int) a64.Vectors {
	v := l.Vectors(quarters / 2)
	l.Load(v, from, half*floatBytes/2)
	return v
}

// addProducts adds half a pixel of v and of v*w, in float64, to the sums.
func (l *loop) addProducts(half int, sum, products sums, v, w a64.Vectors) {
	d, e := l.widen(v), l.widen(w)
	s, p := sum.v[quarters*half:][:quarters], products.v[quarters*half:][:quarters]
	l.Three(a64.FAddD, s, s, d)
	l.Three(a64.FMulD, e, e, d)
	l.Three(a64.FAddD, p, p, e)
}
