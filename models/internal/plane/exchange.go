// SPDX-License-Identifier: Apache-2.0

package plane

// Exchange puts y into base and leaves in y the difference from what was there: base' = y, y' = y - base. base is at least
// as long as y.
func Exchange(base, y []float32) {
	base = base[:len(y)]
	for i, v := range y {
		y[i] = v - base[i]
		base[i] = v
	}
}

// Subtract stores y - x in dst, which may be one of them. x and y are at least as long as dst.
func Subtract(dst, y, x []float32) {
	y, x = y[:len(dst)], x[:len(dst)]
	for i := range dst {
		dst[i] = y[i] - x[i]
	}
}

// AddEach adds v to every pixel of dst.
func AddEach(dst []float32, v *Coefficients) {
	for ; len(dst) >= Lanes; dst = dst[Lanes:] {
		d := (*[Lanes]float32)(dst)
		for l := range d {
			d[l] += v[l]
		}
	}
}
