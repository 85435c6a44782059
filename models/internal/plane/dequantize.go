// SPDX-License-Identifier: Apache-2.0

package plane

// Dequantize stores float32(codes)*scale. The lengths are equal, and may be any.
func Dequantize(dst []float32, codes []int32, scale float32) {
	chosen.Load().dequantize(dst, codes[:len(dst)], scale)
}

func portableDequantize(dst []float32, codes []int32, scale float32) {
	codes = codes[:len(dst)]
	for i := 0; i+4 <= len(dst); i += 4 {
		d, c := (*[4]float32)(dst[i:i+4]), (*[4]int32)(codes[i:i+4])
		d[0], d[1] = float32(c[0])*scale, float32(c[1])*scale
		d[2], d[3] = float32(c[2])*scale, float32(c[3])*scale
	}
	for i := len(dst) &^ 3; i < len(dst); i++ {
		dst[i] = float32(codes[i]) * scale
	}
}

// DequantizeAdd stores float32(codes)*scale + add, the product rounded first. The lengths are the same multiple of 16.
// dst and add may be the same slice.
func DequantizeAdd(dst []float32, codes []int32, scale float32, add []float32) {
	chosen.Load().dequantizeAdd(dst, codes[:len(dst)], scale, add[:len(dst)])
}

func portableDequantizeAdd(dst []float32, codes []int32, scale float32, add []float32) {
	codes, add = codes[:len(dst)], add[:len(dst)]
	for i := 0; i+4 <= len(dst); i += 4 {
		d, c, a := (*[4]float32)(dst[i:i+4]), (*[4]int32)(codes[i:i+4]), (*[4]float32)(add[i:i+4])
		d[0] = float32(float32(c[0])*scale) + a[0]
		d[1] = float32(float32(c[1])*scale) + a[1]
		d[2] = float32(float32(c[2])*scale) + a[2]
		d[3] = float32(float32(c[3])*scale) + a[3]
	}
}

// DequantizeMoments is Dequantize that also adds, lane by lane, the stored values to sum and their squares to squares.
func DequantizeMoments(dst []float32, codes []int32, scale float32, sum, squares *Sums) {
	chosen.Load().dequantizeMoments(dst, codes[:len(dst)], scale, sum, squares)
}

func portableDequantizeMoments(dst []float32, codes []int32, scale float32, sum, squares *Sums) {
	n := len(dst)
	codes = codes[:n]
	for l := 0; l < Lanes; l += 4 {
		s0, s1, s2, s3 := sum[l], sum[l+1], sum[l+2], sum[l+3]
		q0, q1, q2, q3 := squares[l], squares[l+1], squares[l+2], squares[l+3]
		for i := l; i+4 <= n; i += Lanes {
			d, c := (*[4]float32)(dst[i:i+4]), (*[4]int32)(codes[i:i+4])
			f0, f1, f2, f3 := float32(c[0])*scale, float32(c[1])*scale, float32(c[2])*scale, float32(c[3])*scale
			d[0], d[1], d[2], d[3] = f0, f1, f2, f3
			v0, v1, v2, v3 := float64(f0), float64(f1), float64(f2), float64(f3)
			s0, s1, s2, s3 = s0+v0, s1+v1, s2+v2, s3+v3
			q0, q1 = q0+float64(v0*v0), q1+float64(v1*v1)
			q2, q3 = q2+float64(v2*v2), q3+float64(v3*v3)
		}
		sum[l], sum[l+1], sum[l+2], sum[l+3] = s0, s1, s2, s3
		squares[l], squares[l+1], squares[l+2], squares[l+3] = q0, q1, q2, q3
	}
}
