// SPDX-License-Identifier: Apache-2.0

package plane

// AddScaled adds factor*x to sums, in float64, where the products are exact. x is at least as long as sums.
func AddScaled(sums []float64, x []float32, factor float32) {
	x = x[:len(sums)]
	f := float64(factor)
	for i := range sums {
		sums[i] += float64(f * float64(x[i]))
	}
}

// Round stores sums as float32. dst is at least as long as sums.
func Round(dst []float32, sums []float64) {
	dst = dst[:len(sums)]
	for i, v := range sums {
		dst[i] = float32(v)
	}
}
