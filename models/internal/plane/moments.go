// SPDX-License-Identifier: Apache-2.0

package plane

// Moments adds, lane by lane, the values of x to sum and their squares to squares.
func Moments(x []float32, sum, squares *Sums) { Products(x, x, sum, squares) }

// Products adds, lane by lane, the values of g to sum and the products g*y to products. The lengths are the same
// multiple of 16.
func Products(g, y []float32, sum, products *Sums) {
	chosen.Load().products(g, y[:len(g)], sum, products)
}

func portableProducts(g, y []float32, sum, products *Sums) {
	n := len(g)
	y = y[:n]
	for l := 0; l < Lanes; l += 4 {
		s0, s1, s2, s3 := sum[l], sum[l+1], sum[l+2], sum[l+3]
		q0, q1, q2, q3 := products[l], products[l+1], products[l+2], products[l+3]
		for i := l; i+4 <= n; i += Lanes {
			a, b := (*[4]float32)(g[i:i+4]), (*[4]float32)(y[i:i+4])
			v0, v1, v2, v3 := float64(a[0]), float64(a[1]), float64(a[2]), float64(a[3])
			s0, s1, s2, s3 = s0+v0, s1+v1, s2+v2, s3+v3
			q0, q1 = q0+float64(v0*float64(b[0])), q1+float64(v1*float64(b[1]))
			q2, q3 = q2+float64(v2*float64(b[2])), q3+float64(v3*float64(b[3]))
		}
		sum[l], sum[l+1], sum[l+2], sum[l+3] = s0, s1, s2, s3
		products[l], products[l+1], products[l+2], products[l+3] = q0, q1, q2, q3
	}
}

// MaskProducts first replaces by +0 the values of g whose mask bit is clear (bit i%8 of byte i/8 belongs to value i),
// and then does what Products does.
func MaskProducts(g []float32, mask []byte, y []float32, sum, products *Sums) {
	n := len(mask) * 8
	chosen.Load().maskProducts(g[:n], mask, y[:n], sum, products)
}

func portableMaskProducts(g []float32, mask []byte, y []float32, sum, products *Sums) {
	n := len(mask) * 8
	g, y = g[:n], y[:n]
	for l := 0; l < Lanes; l += 4 {
		s0, s1, s2, s3 := sum[l], sum[l+1], sum[l+2], sum[l+3]
		q0, q1, q2, q3 := products[l], products[l+1], products[l+2], products[l+3]
		for i := l; i+4 <= n; i += Lanes {
			a, b, m := (*[4]float32)(g[i:i+4]), (*[4]float32)(y[i:i+4]), uint32(mask[i/8])>>(l&4)
			f0, f1, f2, f3 := keep(a[0], m&1), keep(a[1], m>>1&1), keep(a[2], m>>2&1), keep(a[3], m>>3&1)
			a[0], a[1], a[2], a[3] = f0, f1, f2, f3
			v0, v1, v2, v3 := float64(f0), float64(f1), float64(f2), float64(f3)
			s0, s1, s2, s3 = s0+v0, s1+v1, s2+v2, s3+v3
			q0, q1 = q0+float64(v0*float64(b[0])), q1+float64(v1*float64(b[1]))
			q2, q3 = q2+float64(v2*float64(b[2])), q3+float64(v3*float64(b[3]))
		}
		sum[l], sum[l+1], sum[l+2], sum[l+3] = s0, s1, s2, s3
		products[l], products[l+1], products[l+2], products[l+3] = q0, q1, q2, q3
	}
}
