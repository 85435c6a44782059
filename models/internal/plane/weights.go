// SPDX-License-Identifier: Apache-2.0

package plane

// QuantizeWeights stores w as 8-bit codes round(w*inverse), at most 127, and returns the sum of their absolute values.
// The lengths are equal and below 2^24; |w*inverse| must not exceed 128.25.
func QuantizeWeights(dst []int8, w []float32, inverse float32) (sum int64) {
	return chosen.Load().quantizeWeights(dst, w[:len(dst)], inverse)
}

func portableQuantizeWeights(dst []int8, w []float32, inverse float32) (sum int64) {
	w = w[:len(dst)]
	var total uint32
	for i, v := range w {
		c := min(rounded(float32(v*inverse)), 127)
		dst[i] = int8(c)
		total += absolute(c)
	}
	return int64(total)
}
