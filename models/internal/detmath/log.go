// SPDX-License-Identifier: Apache-2.0

package detmath

import "math"

const (
	mantissaBits = 52
	sqrtHalfBits = 0x3fe6a09e667f3bcd // of the square root of 1/2
)

// Log returns the natural logarithm of x with a relative error below 2^-50. Log(0) is -Inf, Log(+Inf) is +Inf, and
// the logarithm of a negative number or NaN is NaN.
//
// With x = m * 2^k, sqrt(1/2) <= m < sqrt(2), and s = (m-1)/(m+1), |s| <= 0.172, it is k*ln 2 + 2*artanh(s), and artanh
// is its Taylor polynomial of degree 19, whose remainder is below 2^-55 of the value.
func Log(x float64) float64 {
	switch {
	case x == 0:
		return math.Inf(-1)
	case math.IsNaN(x) || x < 0:
		return math.NaN()
	case math.IsInf(x, 1):
		return x
	}
	m, k := split(x)
	s := (m - 1) / (m + 1)
	tail := float64(2*s) * artanhTail(float64(s*s))
	return float64(k*ln2High) + (float64(2*s) + (float64(tail) + float64(k*ln2Low)))
}

// artanhTail returns artanh(s)/s - 1 for q = s*s.
func artanhTail(q float64) float64 {
	p := 1.0 / 19
	for _, c := range [...]float64{
		1.0 / 17, 1.0 / 15, 1.0 / 13, 1.0 / 11, 1.0 / 9, 1.0 / 7, 1.0 / 5, 1.0 / 3,
	} {
		p = float64(p*q) + c
	}
	return float64(p * q)
}

// split returns m in [sqrt(1/2), sqrt(2)) and the integer k with x = m * 2^k, for positive finite x.
func split(x float64) (m, k float64) {
	offset := 0
	if x < 0x1p-1022 {
		x *= 0x1p54
		offset = 54
	}
	bits := int64(math.Float64bits(x))
	e := (bits - sqrtHalfBits) >> mantissaBits
	return math.Float64frombits(uint64(bits - e<<mantissaBits)), float64(int(e) - offset)
}
