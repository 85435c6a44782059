// SPDX-License-Identifier: Apache-2.0

package recipe

import "math"

// cosHalfPi returns cos(π/2 f) for f in 0 ... 1 to about 1e-16, with the same bits on every platform: products are
// rounded before they are added, where compilers fuse both on some processors, as in package math.
func cosHalfPi(f float64) float64 {
	if f > 0.5 {
		return sinSmall(float64(math.Pi / 2 * (1 - f)))
	}
	return cosSmall(float64(math.Pi / 2 * f))
}

// Terms of the Taylor series of cos x and of sin x / x in x², for x up to π/4. The first one left out is below 2e-18.
var (
	cosTerms = [...]float64{1, -1. / 2, 1. / 24, -1. / 720, 1. / 40320, -1. / 3628800, 1. / 479001600, -1. / 87178291200, 1. / 20922789888000}
	sinTerms = [...]float64{1, -1. / 6, 1. / 120, -1. / 5040, 1. / 362880, -1. / 39916800, 1. / 6227020800, -1. / 1307674368000}
)

func cosSmall(x float64) float64 { return horner(cosTerms[:], float64(x*x)) }

func sinSmall(x float64) float64 { return float64(x * horner(sinTerms[:], float64(x*x))) }

// horner evaluates a polynomial whose coefficients are given from the constant on.
func horner(c []float64, x float64) float64 {
	s := 0.0
	for i := len(c) - 1; i >= 0; i-- {
		s = c[i] + float64(s*x)
	}
	return s
}
