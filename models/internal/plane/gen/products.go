// SPDX-License-Identifier: Apache-2.0

package main

import (
	"strings"

	"github.com/mmcloughlin/avo/build"
	"github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// emitProducts writes Products or, with a mask, MaskProducts.
func emitProducts(ctx *build.Context, masked bool) {
	name, parameter, does := "productsPixels", "", ""
	if masked {
		name, parameter = "maskProductsPixels", ", mask *byte"
		does = "replaces by +0 the values of grad whose mask bit is clear and then\n"
	}
	l := begin(ctx, name, "func(grad *float32"+parameter+", y *float32, pixels int, sum *float64, products *float64)",
		strings.Split(does+"adds the values of grad and the products grad*y to the 16 sums of their lanes", "\n")...)
	grad, y := l.array("grad", 4), l.array("y", 4)
	sum, products := l.sums("sum"), l.sums("products")
	gradient := func(half int) [2]reg.VecVirtual { return l.doublesAt(grad.Offset(halfBytes * half)) }
	if masked {
		kept := l.masking(l.maskArray("mask"))
		gradient = func(half int) [2]reg.VecVirtual {
			v := kept(grad.Offset(halfBytes*half), half)
			l.VMOVUPS(v, grad.Offset(halfBytes*half))
			return l.doubles(v)
		}
	}
	l.each(func() {
		for half := range halves {
			d, e := gradient(half), l.doublesAt(y.Offset(halfBytes*half))
			for i := range d {
				q := 2*half + i
				l.VADDPD(d[i], sum[q], sum[q])
				l.VMULPD(d[i], e[i], e[i])
				l.VADDPD(e[i], products[q], products[q])
			}
		}
	})
	l.putSums("sum", sum)
	l.putSums("products", products)
	l.end()
}

// emitLaneSums writes LaneSums.
func emitLaneSums(ctx *build.Context) {
	l := begin(ctx, "laneSumsPixels", "func(x *float32, pixels int, sum *float64)", "adds the values of x to the 16 sums of their lanes")
	x, sum := l.array("x", 4), l.sums("sum")
	l.each(func() {
		for half := range halves {
			for i, d := range l.doublesAt(x.Offset(halfBytes * half)) {
				q := 2*half + i
				l.VADDPD(d, sum[q], sum[q])
			}
		}
	})
	l.putSums("sum", sum)
	l.end()
}

// masking returns what reads a half of a pixel and replaces the values whose bit in mask is clear by +0.
func (l *loop) masking(mask operand.Mem) func(v operand.Mem, half int) reg.VecVirtual {
	bits := l.laneBits()
	return func(v operand.Mem, half int) reg.VecVirtual {
		kept := l.YMM()
		l.VPBROADCASTB(mask.Offset(half), kept)
		l.VPAND(bits, kept, kept)
		l.VPCMPEQD(bits, kept, kept)
		l.VANDPS(v, kept, kept)
		return kept
	}
}

// laneBits returns 1, 2, 4 ... 128.
func (l *loop) laneBits() reg.VecVirtual {
	numbers, bits := l.GP64(), l.YMM()
	l.MOVQ(operand.U64(0x0706050403020100), numbers)
	l.VMOVQ(numbers, bits.AsX())
	l.VPMOVZXBD(bits.AsX(), bits)
	l.VPSLLVD(bits, l.integer(1), bits)
	return bits
}
