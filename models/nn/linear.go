// SPDX-License-Identifier: Apache-2.0

package nn

import (
	"math"

	"github.com/e2train/e2train/models/internal/plane"
	"github.com/e2train/e2train/sim/workers"
)

// Linear is a fully connected layer: out = weight * x + bias. Sums are in float64, where products of float32 values are
// exact, and rounded once: over inputs as plane.Dot adds, over images and over outputs in order.
type Linear struct {
	Name   string
	Weight *Param // [out][in]
	Bias   *Param // [out]

	in   int
	ops  *Ops
	x    *Tensor // of the last forward, nil before
	out  Tensor
	dx   Tensor
	sums []float64 // a row of inputs for each image or each output
}

// NewLinear returns a layer with weights from N(0, sqrt(2/(in*out))) and a bias from U(-1/sqrt(in), 1/sqrt(in)). Sizes
// below one are an error that wraps [ErrShape].
func NewLinear(ws *Workspace, name string, in, out int) (*Linear, error) {
	if min(in, out) < 1 {
		return nil, shapeError("layer %s: %d inputs, %d outputs", name, in, out)
	}
	l := &Linear{
		Name: name, Weight: newParam(name+".weight", in*out), Bias: newParam(name+".bias", out), in: in, ops: &ws.Ops,
	}
	fillNormal(l.Weight.Value, math.Sqrt(2/(float64(in)*float64(out))), ws.random(l.Weight.Name))
	fillUniform(l.Bias.Value, 1/math.Sqrt(float64(in)), ws.random(l.Bias.Name))
	return l, nil
}

// NewUniformLinear returns a layer with weights and bias from U(-1/sqrt(in), 1/sqrt(in)). Errors are those of NewLinear.
func NewUniformLinear(ws *Workspace, name string, in, out int) (*Linear, error) {
	l, err := NewLinear(ws, name, in, out)
	if err == nil {
		fillUniform(l.Weight.Value, 1/math.Sqrt(float64(in)), ws.random(l.Weight.Name))
	}
	return l, err
}

// Forward returns the outputs, N x out x 1 x 1, for x of N x in x 1 x 1, in a tensor that stays valid until the next
// call; x must stay as it is until Backward. Errors are [LayerError] and wrap [ErrShape].
func (l *Linear) Forward(x *Tensor) (*Tensor, error) {
	l.x = nil
	if !x.hasShape(x.N, l.in, 1, 1) {
		return nil, layerError(l.Name, "forward", shapeError("input %s, %d inputs", x, l.in))
	}
	l.out.Resize(x.N, len(l.Bias.Value), 1, 1)
	workers.Do(x.N, func(n int) {
		row := image(&l.out, n)
		clear(row)
		for o, b := range l.Bias.Value {
			row[o] = float32(plane.Dot(l.Weight.Value[o*l.in:(o+1)*l.in], image(x, n)) + float64(b))
		}
	})
	l.x = x
	l.ops[OpLinearMACs] += int64(x.N) * int64(len(l.Weight.Value))
	return &l.out, nil
}

// Backward overwrites the gradients of weight and bias and returns that of x, in a tensor that stays valid until the
// next call. Errors are [LayerError] and wrap [ErrShape] or [ErrOrder].
func (l *Linear) Backward(dout *Tensor) (*Tensor, error) {
	if err := l.BackwardParameters(dout); err != nil {
		return nil, err
	}
	l.inputGradient(dout)
	l.ops[OpLinearMACs] += int64(dout.N) * int64(len(l.Weight.Value))
	return &l.dx, nil
}

// BackwardParameters is Backward without the gradient of x.
func (l *Linear) BackwardParameters(dout *Tensor) error {
	if l.x == nil {
		return layerError(l.Name, "backward", ErrOrder)
	}
	if !dout.sameShape(&l.out) {
		return layerError(l.Name, "backward", shapeError("gradient %s of %s", dout, &l.out))
	}
	l.parameterGradients(dout)
	l.ops[OpLinearMACs] += int64(dout.N) * int64(len(l.Weight.Value))
	return nil
}

func (l *Linear) parameterGradients(dout *Tensor) {
	l.sums = grow(l.sums, len(l.Weight.Value))
	workers.Do(dout.C, func(o int) {
		var bias float64
		row := l.sums[o*l.in : (o+1)*l.in]
		clear(row)
		for n := range dout.N {
			d := image(dout, n)[o]
			bias += float64(d)
			plane.AddScaled(row, image(l.x, n), d)
		}
		l.Bias.Grad[o] = float32(bias)
		plane.Round(l.Weight.Grad[o*l.in:(o+1)*l.in], row)
	})
}

func (l *Linear) inputGradient(dout *Tensor) {
	l.dx.Resize(dout.N, l.in, 1, 1)
	l.sums = grow(l.sums, dout.N*l.in)
	workers.Do(dout.N, func(n int) {
		row, dx := l.sums[n*l.in:(n+1)*l.in], image(&l.dx, n)
		clear(row)
		for o := range dout.C {
			plane.AddScaled(row, l.Weight.Value[o*l.in:(o+1)*l.in], image(dout, n)[o])
		}
		clear(dx)
		plane.Round(dx[:l.in], row)
	})
}

// image returns the values of image n.
func image(t *Tensor, n int) []float32 {
	size := t.Len() / t.N
	if t.images != nil {
		n = t.images[n]
	}
	return t.Data[n*size : (n+1)*size]
}
