// SPDX-License-Identifier: Apache-2.0

package detmath

import "math"

// Sigmoid returns 1/(1 + e^-x) with a relative error below 2^-50. Below -709.78 the result is 0; Sigmoid(NaN) is NaN.
func Sigmoid(x float64) float64 { return 1 / (1 + Exp(-x)) }

// Tanh returns the hyperbolic tangent of x with a relative error below 2^-49; Tanh(NaN) is NaN.
//
// With y = 2|x| it is (e^y - 1)/(e^y + 1): for y <= ln(2)/2 with e^y - 1 from the series that [Exp] takes, where nothing
// cancels, and else as 1 - 2/(e^y + 1).
func Tanh(x float64) float64 {
	y := 2 * math.Abs(x)
	if y <= math.Ln2/2 {
		e := y + float64(float64(y*y)*expTail(y))
		return math.Copysign(e/(e+2), x)
	}
	return math.Copysign(1-2/(Exp(y)+1), x)
}
