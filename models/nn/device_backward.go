// SPDX-License-Identifier: Apache-2.0

package nn

import (
	"context"
	"fmt"

	"github.com/e2train/e2train/driver/conv"
	"github.com/e2train/e2train/models/internal/plane"
	"github.com/e2train/e2train/sim/workers"
)

func (d *deviceConv) backward(ctx context.Context, dy, dx *Gradient, sink Sink) error {
	g := newQuantizer(dy.Max, signed16)
	d.quantizeGradient(dy, g)
	defer keepDuring(d.engine.keeper, &d.engine.gradient[0], &d.codes[0])()
	if err := d.backwardWeights(ctx, dy.N, g); err != nil {
		return err
	}
	if dx == nil {
		return nil
	}
	return d.backwardData(ctx, dx, g, sink)
}

func (d *deviceConv) quantizeGradient(dy *Gradient, g quantizer) {
	e, n := d.engine, dy.PlaneLen()
	e.gradient = grow(e.gradient, len(dy.Data))
	e.gradientSums = grow(e.gradientSums, dy.Planes())
	clear(e.gradientSums)
	eachPlane(&dy.Tensor, func(p int) {
		plane.Quantize16(e.gradient[p*n:(p+1)*n], dy.Plane(p), g.inverse, &e.gradientSums[p])
	})
	d.ops[OpQuantize16] += int64(len(dy.Data))
}

// backwardWeights computes the gradient of the weights for a batch of n images: plain or, with PSG, its signs.
func (d *deviceConv) backwardWeights(ctx context.Context, n int, g quantizer) error {
	shape := d.conv.Shape(n)
	if d.engine.signs != nil {
		return d.backwardSigns(ctx, shape)
	}
	shift := shiftFor(d.weightGradientBound(shape))
	scale, err := productScale(d.input, g, shift)
	if err != nil {
		return fmt.Errorf("scale of the weight gradient: %w", err)
	}
	report, err := d.fullGradient(ctx, shape, shift)
	if err := d.finish(conv.BackwardWeights, report, err); err != nil {
		return err
	}
	sums := d.engine.weightSums
	plane.Dequantize(d.conv.Weight.Grad, sums, scale)
	d.ops[OpDequantize] += int64(len(sums))
	return nil
}

// fullGradient has the device compute the sums of the weight gradient, shifted right, in weightSums.
func (d *deviceConv) fullGradient(ctx context.Context, shape conv.Shape, shift uint) (conv.Report, error) {
	e := d.engine
	e.weightSums = grow(e.weightSums, shape.WeightLen())
	return e.runner.BackwardWeights(ctx, shape, d.activations(), e.gradient, shift, e.weightSums)
}

// weightGradientBound returns the tighter of two bounds of |sum of x*g| over the pixels of the batch: the largest x
// times the largest channel sum of |g|, and the largest g times the largest channel sum of |x|.
func (d *deviceConv) weightGradientBound(shape conv.Shape) int64 {
	e, blocks := d.engine, conv.Blocks(shape.InC)
	n := shape.InH * shape.InW * Lanes
	e.codeSums = grow(e.codeSums, shape.Batch*blocks)
	clear(e.codeSums)
	workers.Do(len(e.codeSums), func(p int) {
		plane.CodeSums(d.codes[p*n:(p+1)*n], d.conv.signed, &e.codeSums[p])
	})
	return min(d.maxCode*maxChannelSum(e.gradientSums, conv.Blocks(shape.OutC)),
		maxSigned16*maxChannelSum(e.codeSums, blocks))
}

func (d *deviceConv) backwardData(ctx context.Context, dx *Gradient, g quantizer, sink Sink) error {
	shape := d.conv.Shape(dx.N)
	shift := shiftFor(maxSigned16 * d.engine.maxInputSum(d.w, shape))
	scale, err := productScale(g, d.weight, shift)
	if err != nil {
		return fmt.Errorf("scale of the input gradient: %w", err)
	}
	report, err := d.engine.backwardData(ctx, shape, d.w, shift, func(p int, values []int32) {
		g := dx.Plane(p)
		if sink.Add == nil {
			plane.Dequantize(g, values, scale)
		} else {
			plane.DequantizeAdd(g, values, scale, sink.Add.Plane(p))
		}
		sink.produced(p, g)
	})
	if err := d.finish(conv.BackwardData, report, err); err != nil {
		return err
	}
	d.ops[OpDequantize] += int64(dx.Len())
	return nil
}
