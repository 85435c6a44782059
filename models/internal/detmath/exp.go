// SPDX-License-Identifier: Apache-2.0

package detmath

import "math"

// ln2 in two parts: k*ln2High is exact for |k| < 2^20 because the last 20 bits of ln2High are zero.
const (
	ln2High = 6.93147180369123816490e-01
	ln2Low  = 1.90821492927058770002e-10

	roundingBias = 3 << 51 // 1.5 * 2^52: adding it leaves a float64 without fraction bits

	expOverflow  = 709.78  // a little less than the logarithm of the largest float64
	expUnderflow = -708.39 // a little more than the logarithm of the smallest normal float64
)

// Exp returns e^x with a relative error below 2^-51. Above 709.78 the result is +Inf, below -708.39 it is 0; Exp(NaN)
// is NaN.
//
// With k the integer nearest to x/ln 2 and r = x - k*ln 2, |r| <= 0.347, it is 2^k * e^r, and e^r is its Taylor
// polynomial of degree 13, whose remainder is below 2^-57.
func Exp(x float64) float64 {
	switch {
	case math.IsNaN(x):
		return x
	case x > expOverflow:
		return math.Inf(1)
	case x < expUnderflow:
		return 0
	}
	k := (float64(x*math.Log2E) + roundingBias) - roundingBias
	r := (x - float64(k*ln2High)) - float64(k*ln2Low)
	return scale(1+(r+float64(float64(r*r)*expTail(r))), int(k))
}

// expTail returns (e^r - 1 - r) / r^2.
func expTail(r float64) float64 {
	p := 1.0 / 6227020800 // 1/13!
	for _, c := range [...]float64{
		1.0 / 479001600, 1.0 / 39916800, 1.0 / 3628800, 1.0 / 362880, 1.0 / 40320, 1.0 / 5040,
		1.0 / 720, 1.0 / 120, 1.0 / 24, 1.0 / 6, 1.0 / 2,
	} {
		p = float64(p*r) + c
	}
	return p
}

// scale returns v * 2^k for a normal result; k is split because 2^1024 is not a float64.
func scale(v float64, k int) float64 {
	half := k / 2
	return v * power(half) * power(k-half)
}

// power returns 2^k for -1022 <= k <= 1023.
func power(k int) float64 { return math.Float64frombits(uint64(k+1023) << 52) }
