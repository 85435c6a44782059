// SPDX-License-Identifier: Apache-2.0

package main

import (
	"github.com/mmcloughlin/avo/build"
	"github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// value returns codes times scale.
func (l *loop) value(codes operand.Mem, scale reg.VecVirtual) reg.VecVirtual {
	v := l.YMM()
	l.VCVTDQ2PS(codes, v)
	l.VMULPS(scale, v, v)
	return v
}

// emitDequantize writes Dequantize, for which a pixel is any 16 codes.
func emitDequantize(ctx *build.Context) {
	l := begin(ctx, "dequantizePixels", "func(dst *float32, codes *int32, pixels int, scale float32)", "stores codes*scale")
	dst, codes, scale := l.array("dst", 4), l.array("codes", 4), l.scalar("scale")
	l.each(func() {
		for half := range halves {
			l.VMOVUPS(l.value(codes.Offset(halfBytes*half), scale), dst.Offset(halfBytes*half))
		}
	})
	l.end()
}

// emitDequantizeAdd writes DequantizeAdd.
func emitDequantizeAdd(ctx *build.Context) {
	l := begin(ctx, "dequantizeAddPixels", "func(dst *float32, codes *int32, pixels int, scale float32, add *float32)", "stores codes*scale + add")
	dst, codes, add, scale := l.array("dst", 4), l.array("codes", 4), l.array("add", 4), l.scalar("scale")
	l.each(func() {
		for half := range halves {
			v := l.value(codes.Offset(halfBytes*half), scale)
			l.VADDPS(add.Offset(halfBytes*half), v, v)
			l.VMOVUPS(v, dst.Offset(halfBytes*half))
		}
	})
	l.end()
}

// emitAdd writes Add, for which a pixel is any 16 values.
func emitAdd(ctx *build.Context) {
	l := begin(ctx, "addPixels", "func(dst *float32, x *float32, pixels int)", "adds x to dst")
	dst, x := l.array("dst", 4), l.array("x", 4)
	l.each(func() {
		for half := range halves {
			v := l.YMM()
			l.VMOVUPS(dst.Offset(halfBytes*half), v)
			l.VADDPS(x.Offset(halfBytes*half), v, v)
			l.VMOVUPS(v, dst.Offset(halfBytes*half))
		}
	})
	l.end()
}

// emitAddEach writes AddEach.
func emitAddEach(ctx *build.Context) {
	l := begin(ctx, "addEachPixels", "func(dst *float32, pixels int, v *float32)", "adds v to every pixel")
	dst, v := l.array("dst", 4), l.coefficients("v")
	l.each(func() {
		for half := range halves {
			sum := l.YMM()
			l.VADDPS(dst.Offset(halfBytes*half), v[half], sum)
			l.VMOVUPS(sum, dst.Offset(halfBytes*half))
		}
	})
	l.end()
}

// emitDequantizeMoments writes DequantizeMoments.
func emitDequantizeMoments(ctx *build.Context) {
	l := begin(ctx, "dequantizeMomentsPixels",
		"func(dst *float32, codes *int32, pixels int, scale float32, sum *float64, squares *float64)",
		"stores codes*scale and adds these values and their squares to the 16 sums of their lanes")
	dst, codes, scale := l.array("dst", 4), l.array("codes", 4), l.scalar("scale")
	sum, squares := l.sums("sum"), l.sums("squares")
	l.each(func() {
		for half := range halves {
			v := l.value(codes.Offset(halfBytes*half), scale)
			l.VMOVUPS(v, dst.Offset(halfBytes*half))
			for i, d := range l.doubles(v) {
				q := 2*half + i
				l.VADDPD(d, sum[q], sum[q])
				l.VMULPD(d, d, d)
				l.VADDPD(d, squares[q], squares[q])
			}
		}
	})
	l.putSums("sum", sum)
	l.putSums("squares", squares)
	l.end()
}
