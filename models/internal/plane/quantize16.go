// SPDX-License-Identifier: Apache-2.0

package plane

// Quantize16 stores x as 16-bit codes round(x*inverse), at most 32767, and adds to sums the absolute codes of each
// lane. The lengths of dst and x are the same multiple of 16, below 2^20 so that 32-bit sums cannot overflow within the
// call; |x*inverse| must not exceed 32768.25.
func Quantize16(dst []int16, x []float32, inverse float32, sums *[Lanes]int64) {
	chosen.Load().quantize16(dst, x[:len(dst)], inverse, sums)
}

func portableQuantize16(dst []int16, x []float32, inverse float32, sums *[Lanes]int64) {
	n := len(dst)
	x = x[:n]
	for l := 0; l < Lanes; l += 4 {
		var s0, s1, s2, s3 uint32
		for i := l; i+4 <= n; i += Lanes {
			d, s := (*[4]int16)(dst[i:i+4]), (*[4]float32)(x[i:i+4])
			c0, c1 := gradientCode(float32(s[0]*inverse)), gradientCode(float32(s[1]*inverse))
			c2, c3 := gradientCode(float32(s[2]*inverse)), gradientCode(float32(s[3]*inverse))
			d[0], d[1], d[2], d[3] = int16(c0), int16(c1), int16(c2), int16(c3)
			s0, s1, s2, s3 = s0+absolute(c0), s1+absolute(c1), s2+absolute(c2), s3+absolute(c3)
		}
		sums[l] += int64(s0)
		sums[l+1] += int64(s1)
		sums[l+2] += int64(s2)
		sums[l+3] += int64(s3)
	}
}

func gradientCode(v float32) int32 { return min(rounded(v), 32767) }

func absolute(v int32) uint32 { return uint32(max(v, -v)) }
