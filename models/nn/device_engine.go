// SPDX-License-Identifier: Apache-2.0

package nn

import (
	"context"
	"fmt"

	"github.com/e2train/e2train/driver/conv"
	"github.com/e2train/e2train/models/internal/plane"
	"github.com/e2train/e2train/sim/workers"
)

// DeviceEngine quantises the operands of convolutions (activations and weights to 8 bits, output gradients to 16), has
// the integer sums computed by a conv.Runner, and turns them back into float32; or, with PSG, takes the signs of weight
// gradients.
type DeviceEngine struct {
	runner   conv.Runner
	keeper   conv.Keeper // the runner, nil if it keeps nothing
	observer Observer
	signs    *signs // nil without PSG

	// Buffers for the pass in progress.
	results      []int32 // y or dx, of a runner that does not hand over planes
	weightSums   []int32 // dw
	gradient     []int16
	gradientSums [][Lanes]int64 // absolute codes of gradient, per plane and lane
	codeSums     [][Lanes]int64 // absolute codes of the input, per plane and lane
	weightMax    []float32      // largest absolute weight of each piece of a layer
	inputSums    [][]int64      // absolute weight codes per input channel, of each piece
}

// NewDeviceEngine returns the engine that runs convolutions on r. observer may be nil.
func NewDeviceEngine(r conv.Runner, observer Observer) *DeviceEngine {
	keeper, _ := r.(conv.Keeper)
	return &DeviceEngine{runner: r, keeper: keeper, observer: observer}
}

func (e *DeviceEngine) bind(c *Conv, ops *Ops) (passes, error) {
	return &deviceConv{engine: e, conv: c, ops: ops}, nil
}

// finish counts what the driver moved between layouts and reports a pass to the observer, or returns its error.
func (d *deviceConv) finish(pass conv.Pass, r conv.Report, err error) error {
	if err != nil {
		return fmt.Errorf("%s: %w", pass, err)
	}
	d.ops[OpPack] += r.Folded
	d.engine.observer.report(d.conv.Name, pass, r)
	if r.Saturated {
		return fmt.Errorf("%s: %w", pass, ErrSaturated)
	}
	return nil
}

// deviceConv computes one layer on the engine's device.
type deviceConv struct {
	engine *DeviceEngine
	conv   *Conv
	ops    *Ops

	maxCode int64 // largest absolute input code
	input   quantizer
	codes   []byte // of the input, kept for backward
	weight  quantizer
	w       []int8
	wSums   []int64 // absolute codes per output channel
}

func (d *deviceConv) forward(ctx context.Context, x *Activation, inputMax float32, train bool, y *Tensor, m *Moments) error {
	if err := d.quantizeWeights(); err != nil {
		return err
	}
	d.quantizeInput(x, inputMax)
	keepIf(train, d.engine.keeper, &d.codes[0])
	shape := d.conv.Shape(x.N)
	shift := shiftFor(d.maxCode * maxOf(d.wSums))
	scale, err := productScale(d.input, d.weight, shift)
	if err != nil {
		return fmt.Errorf("scale of the output: %w", err)
	}
	report, err := d.engine.forward(ctx, shape, d.activations(), d.w, shift, func(p int, values []int32) {
		if m == nil {
			plane.Dequantize(y.Plane(p), values, scale)
		} else {
			plane.DequantizeMoments(y.Plane(p), values, scale, &m.First[p], &m.Second[p])
		}
	})
	if err := d.finish(conv.Forward, report, err); err != nil {
		return err
	}
	d.ops[OpDequantize] += int64(len(y.Data))
	return nil
}

func (d *deviceConv) activations() conv.Activations {
	return conv.Activations{Codes: d.codes, Signed: d.conv.signed}
}

// quantizeWeights computes the codes of the master weights, one scale for the whole tensor.
func (d *deviceConv) quantizeWeights() error {
	w := d.conv.Weight.Value
	largest := d.engine.largestWeight(w)
	if !finite(largest) {
		return fmt.Errorf("weights: %w", ErrNotFinite)
	}
	d.weight = newQuantizer(largest, signed8)
	d.w, d.wSums = grow(d.w, len(w)), grow(d.wSums, d.conv.shape.OutC)
	row := len(w) / len(d.wSums)
	workers.Do(weightPieces(len(d.wSums), row), func(i int) {
		first, end := weightPiece(i, len(d.wSums), row)
		for co := first; co < end; co++ {
			d.wSums[co] = plane.QuantizeWeights(d.w[co*row:(co+1)*row], w[co*row:(co+1)*row], d.weight.inverse)
		}
	})
	d.ops[OpQuantizeWeights] += int64(len(w))
	return nil
}

func (d *deviceConv) quantizeInput(x *Activation, inputMax float32) {
	quantize, steps := plane.QuantizeUnsigned, float32(unsigned8)
	d.maxCode = maxUnsigned8
	if d.conv.signed {
		quantize, steps = plane.QuantizeSigned, signed8
		d.maxCode = maxSigned8
	}
	d.input = newQuantizer(inputMax, steps)
	if len(d.codes) > 0 {
		keepIf(false, d.engine.keeper, &d.codes[0]) // of a forward pass that no backward pass followed
	}
	d.codes = grow(d.codes, x.Len())
	n := x.PlaneLen()
	eachPlane(&x.Tensor, func(p int) { quantize(d.codes[p*n:(p+1)*n], x.Plane(p), d.input.inverse) })
	d.ops[OpQuantize8] += int64(x.Len())
}
