// SPDX-License-Identifier: Apache-2.0

package plane

// SGD updates w and its momentum v from the gradient g, elementwise: v = momentum*v + (g + decay*w), then
// w = w - rate*v, every product rounded first. The lengths are equal.
func SGD(w, v, g []float32, momentum, decay, rate float32) {
	chosen.Load().sgd(w, v[:len(w)], g[:len(w)], momentum, decay, rate)
}

func portableSGD(w, v, g []float32, momentum, decay, rate float32) {
	v, g = v[:len(w)], g[:len(w)]
	for i, x := range w {
		d := g[i] + float32(decay*x)
		m := float32(momentum*v[i]) + d
		v[i] = m
		w[i] = x - float32(rate*m)
	}
}
