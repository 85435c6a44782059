// SPDX-License-Identifier: Apache-2.0

package nn

import "math"

// quantizer maps values to integer codes and back: code = round_half_even(x * inverse) clamped to its bits, value =
// code * step. The step is M/2^(b-1) for signed codes and M/2^b for unsigned ones, M being the range: the uniform
// quantiser of E2-Train (Wang et al., NeurIPS 2019), whose signed form, written there with an offset of -M, is plain
// two's complement. The gradient passes straight through, clipped values included.
type quantizer struct{ step, inverse float32 }

// Numbers of steps in the range.
const (
	signed8   = 1 << 7
	unsigned8 = 1 << 8
	signed16  = 1 << 15
)

// minRange is the smallest range that is not taken for zero: below it the inverse of a step could overflow.
const minRange = 0x1p-100

// newQuantizer returns the quantiser of range m, m finite, with the given number of steps in it, a power of two. The
// step is exact and the inverse correctly rounded. A range of zero gives codes of zero and a step of one.
func newQuantizer(m float32, steps float32) quantizer {
	if m < minRange {
		return quantizer{step: 1, inverse: 0}
	}
	return quantizer{step: m / steps, inverse: steps / m}
}

// productScale returns what turns a sum of products of codes, shifted right by shift, into a value: the product of the
// steps times 2^shift, rounded once.
func productScale(a, b quantizer, shift uint) (float32, error) {
	scale := float32(float64(a.step) * float64(b.step) * math.Ldexp(1, int(shift)))
	if !finite(scale) {
		return 0, ErrNotFinite
	}
	return scale, nil
}
