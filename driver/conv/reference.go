// SPDX-License-Identifier: Apache-2.0

package conv

import (
	"context"
	"errors"
	"fmt"
	"math"
)

// ErrOperand is the cause of errors about operands that do not belong to the shape.
var ErrOperand = errors.New("operand does not fit the convolution")

// MaxShift is the largest right shift of a stored sum: sums have 40 bits.
const MaxShift = 39

// Reference computes convolutions with plain integer loops: nothing planned, nothing timed. It is what devices are
// verified against, so it is written to be read, not to be fast.
type Reference struct {
	// Lanes of the device whose tiles PSG skips; 0 is HostBlock. The passes of Runner do not depend on it.
	Lanes int
}

var _ Runner = Reference{}

// Forward implements Runner.
func (Reference) Forward(_ context.Context, s Shape, x Activations, w []int8, shift uint, y []int32) (Report, error) {
	if err := checkOperands(s, shift, len(x.Codes) == s.InputLen(), len(w) == s.WeightLen(), len(y) == s.OutputLen()); err != nil {
		return Report{}, fmt.Errorf("forward: %w", err)
	}
	sums := make([]int64, len(y))
	s.eachTap(func(weight, in, out int) { sums[out] += int64(w[weight]) * x.at(in) })
	return s.report(roundInto(y, sums, shift)), nil
}

// BackwardData implements Runner.
func (Reference) BackwardData(_ context.Context, s Shape, g []int16, w []int8, shift uint, dx []int32) (Report, error) {
	if err := checkOperands(s, shift, len(g) == s.OutputLen(), len(w) == s.WeightLen(), len(dx) == s.InputLen()); err != nil {
		return Report{}, fmt.Errorf("backward_data: %w", err)
	}
	sums := make([]int64, len(dx))
	s.eachTap(func(weight, in, out int) { sums[in] += int64(w[weight]) * int64(g[out]) })
	return s.report(roundInto(dx, sums, shift)), nil
}

// BackwardWeights implements Runner.
func (Reference) BackwardWeights(_ context.Context, s Shape, x Activations, g []int16, shift uint, dw []int32) (Report, error) {
	if err := checkOperands(s, shift, len(x.Codes) == s.InputLen(), len(g) == s.OutputLen(), len(dw) == s.WeightLen()); err != nil {
		return Report{}, fmt.Errorf("backward_weights: %w", err)
	}
	sums := make([]int64, len(dw))
	s.eachTap(func(weight, in, out int) { sums[weight] += x.at(in) * int64(g[out]) })
	return s.report(roundInto(dw, sums, shift)), nil
}

// at returns the value of code i.
func (x Activations) at(i int) int64 {
	if x.Signed {
		return int64(int8(x.Codes[i]))
	}
	return int64(x.Codes[i])
}

// eachTap calls f for every product of the convolution that does not touch padding, with the index of its weight, its
// input element and its output element in the layouts of Runner.
func (s Shape) eachTap(f func(weight, in, out int)) {
	inBlocks, outBlocks := Blocks(s.InC), Blocks(s.OutC)
	for n := range s.Batch {
		for co := range s.OutC {
			for i := range s.seen() {
				ci := i
				if s.Depthwise {
					ci = co
				}
				for ky := range s.KH {
					for kx := range s.KW {
						weight := ((co*s.seen()+i)*s.KH+ky)*s.KW + kx
						for oy := range s.OutH() {
							iy := oy*s.StrideY + ky - s.PadTop
							if iy < 0 || iy >= s.InH {
								continue
							}
							for ox := range s.OutW() {
								ix := ox*s.StrideX + kx - s.PadLeft
								if ix < 0 || ix >= s.InW {
									continue
								}
								in := (((n*inBlocks+ci/HostBlock)*s.InH+iy)*s.InW+ix)*HostBlock + ci%HostBlock
								out := (((n*outBlocks+co/HostBlock)*s.OutH()+oy)*s.OutW()+ox)*HostBlock + co%HostBlock
								f(weight, in, out)
							}
						}
					}
				}
			}
		}
	}
}

func (s Shape) report(saturated bool) Report { return Report{MACs: s.MACs(), Saturated: saturated} }

func checkOperands(s Shape, shift uint, lengthsFit ...bool) error {
	if err := s.Validate(); err != nil {
		return err
	}
	if shift > MaxShift {
		return fmt.Errorf("%s: shift %d is above %d: %w", s, shift, MaxShift, ErrOperand)
	}
	for i, fits := range lengthsFit {
		if !fits {
			return fmt.Errorf("%s: operand %d has the wrong length: %w", s, i+1, ErrOperand)
		}
	}
	return nil
}

// roundInto stores every sum shifted right with rounding half up and saturated, and reports whether any saturated.
func roundInto(dst []int32, sums []int64, shift uint) (saturated bool) {
	for i, sum := range sums {
		v := RoundShift(sum, shift)
		dst[i] = int32(min(max(v, math.MinInt32), math.MaxInt32))
		saturated = saturated || v != int64(dst[i])
	}
	return saturated
}

// RoundShift returns v / 2^shift rounded half up: the one rounding of every result.
func RoundShift(v int64, shift uint) int64 {
	if shift == 0 {
		return v
	}
	return (v + 1<<(shift-1)) >> shift
}
