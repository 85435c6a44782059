// SPDX-License-Identifier: Apache-2.0

package plane

import "math"

// QuantizeUnsigned stores x as 8-bit codes round(x*inverse) clamped to 0 ... 255. The lengths of dst and x are the same
// multiple of 16; x and inverse are finite, their products may overflow.
func QuantizeUnsigned(dst []byte, x []float32, inverse float32) {
	chosen.Load().quantizeUnsigned(dst, x[:len(dst)], inverse)
}

func portableQuantizeUnsigned(dst []byte, x []float32, inverse float32) {
	x = x[:len(dst)]
	for i := 0; i+8 <= len(dst); i += 8 {
		d, s := (*[8]byte)(dst[i:i+8]), (*[8]float32)(x[i:i+8])
		d[0], d[1] = unsignedCode(float32(s[0]*inverse)), unsignedCode(float32(s[1]*inverse))
		d[2], d[3] = unsignedCode(float32(s[2]*inverse)), unsignedCode(float32(s[3]*inverse))
		d[4], d[5] = unsignedCode(float32(s[4]*inverse)), unsignedCode(float32(s[5]*inverse))
		d[6], d[7] = unsignedCode(float32(s[6]*inverse)), unsignedCode(float32(s[7]*inverse))
	}
}

// QuantizeSigned is QuantizeUnsigned with two's complement codes clamped to -128 ... 127.
func QuantizeSigned(dst []byte, x []float32, inverse float32) {
	chosen.Load().quantizeSigned(dst, x[:len(dst)], inverse)
}

func portableQuantizeSigned(dst []byte, x []float32, inverse float32) {
	x = x[:len(dst)]
	for i := 0; i+4 <= len(dst); i += 4 {
		d, s := (*[4]byte)(dst[i:i+4]), (*[4]float32)(x[i:i+4])
		d[0], d[1] = signedCode(float32(s[0]*inverse)), signedCode(float32(s[1]*inverse))
		d[2], d[3] = signedCode(float32(s[2]*inverse)), signedCode(float32(s[3]*inverse))
	}
}

const (
	bits255 = 0x437f0000 // of float32(255)
	bits128 = 0x43000000 // of float32(128)
)

// unsignedCode clamps on the bits: those of non-negative floats are ordered like integers, those of negative ones are
// negative integers.
func unsignedCode(v float32) byte {
	b := max(min(int32(math.Float32bits(v)), bits255), 0)
	return byte(rounded(fromBits(b)))
}

// signedCode clamps the magnitude to 128 on the bits, puts the sign back, and takes 127 for +128.
func signedCode(v float32) byte {
	b := math.Float32bits(v)
	b = min(b&signless, bits128) | b&^signless
	return byte(min(rounded(math.Float32frombits(b)), 127))
}
