// SPDX-License-Identifier: Apache-2.0

package main

import "github.com/mmcloughlin/avo/build"

// emitSGD writes SGD, for which a pixel is any 16 weights.
func emitSGD(ctx *build.Context) {
	l := begin(ctx, "sgdPixels", "func(w *float32, v *float32, grad *float32, pixels int, momentum float32, decay float32, rate float32)",
		"makes v = momentum*v + (grad + decay*w) and then w = w - rate*v")
	w, v, grad := l.array("w", 4), l.array("v", 4), l.array("grad", 4)
	momentum, decay, rate := l.scalar("momentum"), l.scalar("decay"), l.scalar("rate")
	l.each(func() {
		for half := range halves {
			at := halfBytes * half
			x, d, m := l.YMM(), l.YMM(), l.YMM()
			l.VMOVUPS(w.Offset(at), x)
			l.VMULPS(decay, x, d)
			l.VADDPS(grad.Offset(at), d, d)
			l.VMULPS(v.Offset(at), momentum, m)
			l.VADDPS(d, m, m)
			l.VMOVUPS(m, v.Offset(at))
			l.VMULPS(rate, m, m)
			l.VSUBPS(m, x, x)
			l.VMOVUPS(x, w.Offset(at))
		}
	})
	l.end()
}
