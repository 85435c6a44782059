// SPDX-License-Identifier: Apache-2.0

package plane

import "math"

// BackNormalize stores (a*g + b*y) + c, lane by lane, both products rounded first, and returns the largest absolute
// value stored. The lengths are the same multiple of 16; dy may be g.
func BackNormalize(dy, g, y []float32, a, b, c *Coefficients) float32 {
	n := len(dy)
	return chosen.Load().backNormalize(dy, g[:n], y[:n], a, b, c)
}

func portableBackNormalize(dy, g, y []float32, a, b, c *Coefficients) float32 {
	n := len(dy)
	g, y = g[:n], y[:n]
	var m0, m1, m2, m3 uint32
	for l := 0; l < Lanes; l += 4 {
		a0, a1, a2, a3 := a[l], a[l+1], a[l+2], a[l+3]
		b0, b1, b2, b3 := b[l], b[l+1], b[l+2], b[l+3]
		c0, c1, c2, c3 := c[l], c[l+1], c[l+2], c[l+3]
		for i := l; i+4 <= n; i += Lanes {
			d, s, t := (*[4]float32)(dy[i:i+4]), (*[4]float32)(g[i:i+4]), (*[4]float32)(y[i:i+4])
			r0, r1 := float32(a0*s[0])+float32(b0*t[0])+c0, float32(a1*s[1])+float32(b1*t[1])+c1
			r2, r3 := float32(a2*s[2])+float32(b2*t[2])+c2, float32(a3*s[3])+float32(b3*t[3])+c3
			d[0], d[1], d[2], d[3] = r0, r1, r2, r3
			m0, m1 = max(m0, magnitude(r0)), max(m1, magnitude(r1))
			m2, m3 = max(m2, magnitude(r2)), max(m3, magnitude(r3))
		}
	}
	return math.Float32frombits(max(m0, m1, m2, m3))
}
