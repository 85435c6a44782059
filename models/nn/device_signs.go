// SPDX-License-Identifier: Apache-2.0

package nn

import (
	"context"
	"fmt"
	"math"

	"github.com/e2train/e2train/driver/conv"
)

// backwardSigns makes the signs of the weight gradients their gradients.
func (d *deviceConv) backwardSigns(ctx context.Context, shape conv.Shape) error {
	s := d.engine.signs
	s.found = grow(s.found, shape.WeightLen())
	report, err := s.runner.PSG(ctx, shape, d.activations(), d.engine.gradient,
		conv.PSGOptions{Threshold: s.threshold, SkipLimit: s.SkipLimit, FillSign: s.FillSign}, s.found)
	if err != nil {
		return err
	}
	if err := d.finish(conv.PSGPredict, report.Predict, nil); err != nil {
		return err
	}
	if !report.PredictedOnly {
		if err := d.finish(conv.PSGMasked, report.Masked, nil); err != nil {
			return err
		}
	}
	for i, sign := range s.found {
		d.conv.Weight.Grad[i] = float32(sign)
	}
	d.countSigns(shape)
	var check *SignCheck
	if s.checking {
		if check, err = d.checkSigns(ctx, shape, report.Tau); err != nil {
			return fmt.Errorf("check of signs: %w", err)
		}
	}
	if s.observer != nil {
		s.observer(d.conv.Name, report, check)
	}
	return nil
}

// countSigns counts the host's work: the top bits of both operands, the predicted gradients on their way back as a mask, and
// the signs as float32.
func (d *deviceConv) countSigns(shape conv.Shape) {
	d.ops[OpTopBits] += int64(shape.InputLen()) + int64(shape.OutputLen()) + int64(shape.WeightLen())
	d.ops[OpDequantize] += int64(shape.WeightLen())
}

// checkSigns runs the predictor alone, by skipping every tile, which leaves 0 where nothing was decided, and the full
// gradients, and compares.
func (d *deviceConv) checkSigns(ctx context.Context, shape conv.Shape, tau uint32) (*SignCheck, error) {
	s := d.engine.signs
	alone := conv.PSGOptions{Threshold: func(int64) uint32 { return tau }, SkipLimit: math.MaxUint16}
	predicted, err := s.runner.PSG(ctx, shape, d.activations(), d.engine.gradient, alone, s.found)
	if err != nil {
		return nil, err
	}
	full, err := d.fullGradient(ctx, shape, shiftFor(d.weightGradientBound(shape)))
	if err != nil {
		return nil, err
	}
	if predicted.Predict.Saturated || full.Saturated {
		return nil, ErrSaturated
	}
	check := &SignCheck{}
	for i, sum := range d.engine.weightSums {
		if s.found[i] == 0 || sum == 0 {
			continue
		}
		check.Judged++
		if (s.found[i] > 0) != (sum > 0) {
			check.Wrong++
		}
	}
	return check, nil
}
