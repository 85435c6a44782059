// SPDX-License-Identifier: Apache-2.0

package main

import "github.com/e2train/e2train/sim/kernel/a64"

// sgd writes SGD, for which a pixel is any 16 weights.
func sgd(f *a64.File) {
	l := begin(f, "sgdPixels", "w *float32, v *float32, grad *float32, pixels int, momentum float32, decay float32, rate float32", "",
		"makes v = momentum*v + (grad + decay*w) and then w = w - rate*v")
	w, v, grad := l.array("w", floatBytes), l.array("v", floatBytes), l.array("grad", floatBytes)
	momentum, decay, rate := l.Scalar("momentum"), l.Scalar("decay"), l.Scalar("rate")
	l.each(func() {
		x, d := l.read(w), l.Vectors(quarters)
		l.Three(a64.FMulS, d, x, decay)
		g, m := l.read(grad), l.read(v)
		l.Three(a64.FMulS, m, m, momentum)
		l.Three(a64.FAddS, d, g, d)
		l.Three(a64.FAddS, m, m, d)
		l.Store(m, v, 0)
		l.Three(a64.FMulS, m, m, rate)
		l.Three(a64.FSubS, x, x, m)
		l.Store(x, w, 0)
	})
}
