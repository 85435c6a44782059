// SPDX-License-Identifier: Apache-2.0

package main

import (
	"github.com/mmcloughlin/avo/build"
	"github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// linear returns a*y + b.
func (l *loop) linear(a reg.VecVirtual, y operand.Mem, b reg.VecVirtual) reg.VecVirtual {
	v := l.YMM()
	l.VMULPS(y, a, v)
	l.VADDPS(b, v, v)
	return v
}

// emitNormalize writes Normalize.
func emitNormalize(ctx *build.Context) {
	l := begin(ctx, "normalizePixels", "func(out *float32, y *float32, pixels int, a *float32, b *float32)", "stores a*y + b, lane by lane")
	out, y := l.array("out", 4), l.array("y", 4)
	a, b := l.coefficients("a"), l.coefficients("b")
	l.each(func() {
		for half := range halves {
			at := halfBytes * half
			l.VMOVUPS(l.linear(a[half], y.Offset(at), b[half]), out.Offset(at))
		}
	})
	l.end()
}

// emitNormalizeReLU writes NormalizeReLU or, with add, NormalizeAddReLU. As integers, the bits of negative values are
// negative and those of others ordered like the values, so that max(v, +0) and everything behind it are on integers.
func emitNormalizeReLU(ctx *build.Context, add bool) {
	name, parameter, does := "normalizeReLUPixels", "", "stores max(a*y + b, 0)"
	if add {
		name, parameter, does = "normalizeAddReLUPixels", ", add *float32", "stores max((a*y + b) + add, 0)"
	}
	l := begin(ctx, name, "func(out *float32, y *float32"+parameter+", pixels int, a *float32, b *float32, mask *byte) (top uint32)",
		does+", sets the mask bits of the values above zero,", "clears the others, and returns the bits of the largest value")
	out, y, mask := l.array("out", 4), l.array("y", 4), l.maskArray("mask")
	var more operand.Mem
	if add {
		more = l.array("add", 4)
	}
	a, b := l.coefficients("a"), l.coefficients("b")
	zero, top := l.zero(), l.zero()
	l.each(func() {
		for half := range halves {
			at := halfBytes * half
			v := l.linear(a[half], y.Offset(at), b[half])
			if add {
				l.VADDPS(more.Offset(at), v, v)
			}
			l.VPMAXSD(zero, v, v)
			l.VMOVDQU(v, out.Offset(at))
			l.VPMAXSD(v, top, top)
			above, bits := l.YMM(), l.GP32()
			l.VPCMPGTD(zero, v, above)
			l.VMOVMSKPS(above, bits)
			l.MOVB(bits.As8(), mask.Offset(half))
		}
	})
	l.across(l.VPMAXSD, top, "top")
	l.end()
}

// emitBackNormalize writes BackNormalize.
func emitBackNormalize(ctx *build.Context) {
	l := begin(ctx, "backNormalizePixels",
		"func(dy *float32, grad *float32, y *float32, pixels int, a *float32, b *float32, c *float32) (top uint32)",
		"stores (a*grad + b*y) + c, lane by lane, and returns the bits of the largest absolute value")
	dy, grad, y := l.array("dy", 4), l.array("grad", 4), l.array("y", 4)
	a, b, c := l.coefficients("a"), l.coefficients("b"), l.coefficients("c")
	sign, top := l.integer(signless), l.zero()
	l.each(func() {
		for half := range halves {
			at := halfBytes * half
			v, w := l.YMM(), l.YMM()
			l.VMULPS(grad.Offset(at), a[half], v)
			l.VMULPS(y.Offset(at), b[half], w)
			l.VADDPS(w, v, v)
			l.VADDPS(c[half], v, v)
			l.VMOVUPS(v, dy.Offset(at))
			l.VPAND(sign, v, v)
			l.VPMAXUD(v, top, top)
		}
	})
	l.across(l.VPMAXUD, top, "top")
	l.end()
}
