// SPDX-License-Identifier: Apache-2.0

package plane

// Normalize stores a*y + b, lane by lane, the product rounded first. The lengths are the same multiple of 16.
func Normalize(out, y []float32, a, b *Coefficients) {
	chosen.Load().normalize(out, y[:len(out)], a, b)
}

func portableNormalize(out, y []float32, a, b *Coefficients) {
	n := len(out)
	y = y[:n]
	for l := 0; l < Lanes; l += 4 {
		a, b := (*[4]float32)(a[l:l+4]), (*[4]float32)(b[l:l+4])
		for i := l; i+4 <= n; i += Lanes {
			d, s := (*[4]float32)(out[i:i+4]), (*[4]float32)(y[i:i+4])
			d[0], d[1] = float32(a[0]*s[0])+b[0], float32(a[1]*s[1])+b[1]
			d[2], d[3] = float32(a[2]*s[2])+b[2], float32(a[3]*s[3])+b[3]
		}
	}
}

// NormalizeAdd stores a*y + b, as Normalize does, plus add in out, which may be add. out, y and add have the same length.
func NormalizeAdd(out, y, add []float32, a, b *Coefficients) {
	y, add = y[:len(out)], add[:len(out)]
	for i := 0; i+Lanes <= len(out); i += Lanes {
		o, v, s := (*[Lanes]float32)(out[i:]), (*[Lanes]float32)(y[i:]), (*[Lanes]float32)(add[i:])
		for l := range o {
			o[l] = (float32(a[l]*v[l]) + b[l]) + s[l]
		}
	}
}

// NormalizeReLU stores max(a*y + b, 0), sets the mask bits of the values above zero and clears the others (bit i%8 of
// byte i/8 belongs to value i), and returns the largest stored value. The lengths of out and y are the same multiple of
// 16; mask has an eighth of it. The products must not be NaN.
func NormalizeReLU(out, y []float32, a, b *Coefficients, mask []byte) float32 {
	n := len(mask) * 8
	return chosen.Load().normalizeReLU(out[:n], y[:n], a, b, mask)
}

func portableNormalizeReLU(out, y []float32, a, b *Coefficients, mask []byte) float32 {
	n := len(mask) * 8
	out, y = out[:n], y[:n]
	var m0, m1, m2, m3 int32
	for l := 0; l < Lanes; l += 4 {
		a0, a1, a2, a3 := a[l], a[l+1], a[l+2], a[l+3]
		b0, b1, b2, b3 := b[l], b[l+1], b[l+2], b[l+3]
		for i := l; i+4 <= n; i += Lanes {
			d, s := (*[4]float32)(out[i:i+4]), (*[4]float32)(y[i:i+4])
			r0, r1 := rectified(float32(a0*s[0])+b0), rectified(float32(a1*s[1])+b1)
			r2, r3 := rectified(float32(a2*s[2])+b2), rectified(float32(a3*s[3])+b3)
			d[0], d[1], d[2], d[3] = fromBits(r0), fromBits(r1), fromBits(r2), fromBits(r3)
			m0, m1, m2, m3 = max(m0, r0), max(m1, r1), max(m2, r2), max(m3, r3)
			setNibble(mask, i, positive(r0)|positive(r1)<<1|positive(r2)<<2|positive(r3)<<3)
		}
	}
	return fromBits(max(m0, m1, m2, m3))
}

// NormalizeAddReLU is NormalizeReLU of (a*y + b) + add.
func NormalizeAddReLU(out, y, add []float32, a, b *Coefficients, mask []byte) float32 {
	n := len(mask) * 8
	return chosen.Load().normalizeAddReLU(out[:n], y[:n], add[:n], a, b, mask)
}

func portableNormalizeAddReLU(out, y, add []float32, a, b *Coefficients, mask []byte) float32 {
	n := len(mask) * 8
	out, y, add = out[:n], y[:n], add[:n]
	var m0, m1, m2, m3 int32
	for l := 0; l < Lanes; l += 4 {
		a0, a1, a2, a3 := a[l], a[l+1], a[l+2], a[l+3]
		b0, b1, b2, b3 := b[l], b[l+1], b[l+2], b[l+3]
		for i := l; i+4 <= n; i += Lanes {
			d, s, t := (*[4]float32)(out[i:i+4]), (*[4]float32)(y[i:i+4]), (*[4]float32)(add[i:i+4])
			r0, r1 := rectified(float32(a0*s[0])+b0+t[0]), rectified(float32(a1*s[1])+b1+t[1])
			r2, r3 := rectified(float32(a2*s[2])+b2+t[2]), rectified(float32(a3*s[3])+b3+t[3])
			d[0], d[1], d[2], d[3] = fromBits(r0), fromBits(r1), fromBits(r2), fromBits(r3)
			m0, m1, m2, m3 = max(m0, r0), max(m1, r1), max(m2, r2), max(m3, r3)
			setNibble(mask, i, positive(r0)|positive(r1)<<1|positive(r2)<<2|positive(r3)<<3)
		}
	}
	return fromBits(max(m0, m1, m2, m3))
}

// setNibble stores the mask bits of values i ... i+3, i a multiple of 4; those of a byte come low half first.
func setNibble(mask []byte, i int, bits uint32) {
	if i&4 == 0 {
		mask[i/8] = byte(bits)
	} else {
		mask[i/8] |= byte(bits << 4)
	}
}
