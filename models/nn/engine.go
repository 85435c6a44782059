// SPDX-License-Identifier: Apache-2.0

package nn

import (
	"context"

	"github.com/e2train/e2train/models/internal/plane"
)

// Engine computes the convolutions of layers: [DeviceEngine] on integers through a conv.Runner, [FloatEngine] in float32
// on the host. An engine may serve several networks, one at a time.
type Engine interface {
	// bind returns what computes the passes of c, counting host work in ops.
	bind(c *Conv, ops *Ops) (passes, error)
}

// passes computes the passes of one layer. Shapes have been checked and ranges are finite.
type passes interface {
	// forward computes y = x * w and, unless m is nil, the moments of y. inputMax is the quantiser's range of x. In
	// training it keeps what backward needs of x.
	forward(ctx context.Context, x *Activation, inputMax float32, train bool, y *Tensor, m *Moments) error
	// backward computes the gradient of the weights and, unless dx is nil, of the input, which goes through sink.
	backward(ctx context.Context, dy, dx *Gradient, sink Sink) error
}

// Moments holds sums over each plane of a tensor, one per lane: forward of the values and their squares, backward of
// the gradient and its products with the layer's input.
type Moments struct {
	First, Second [][Lanes]float64
}

// reset sets the sums of the given number of planes to zero.
func (m *Moments) reset(planes int) {
	m.First, m.Second = grow(m.First, planes), grow(m.Second, planes)
	clear(m.First)
	clear(m.Second)
}

// Sink is where the gradient of an activation goes: plane by plane, while it is in the cache, a second gradient of the
// same activation is added, and then the layer that produced the activation does its part.
type Sink struct {
	Into  *Gradient  // nil for a buffer of the workspace
	Add   *Gradient  // nil for none; may be Into
	Means *Tensor    // N x C x 1 x 1, added to every pixel; nil for none
	Norm  *BatchNorm // the producer: applies the derivative of its ReLU and gathers its sums; nil for none
}

// check reports whether everything in the sink has the shape of dx, and prepares the producer.
func (s Sink) check(dx *Tensor) error {
	if s.Add != nil && !s.Add.sameShape(dx) {
		return shapeError("gradient %s added to one of %s", &s.Add.Tensor, dx)
	}
	if s.Means != nil && !s.Means.hasShape(dx.N, dx.C, 1, 1) {
		return shapeError("means %s added to a gradient of %s", s.Means, dx)
	}
	if s.Norm == nil {
		return nil
	}
	return s.Norm.expect(dx)
}

// inPlace reports whether what is added is what dx takes the place of.
func (s Sink) inPlace(dx *Gradient) bool { return s.Add != nil && &s.Add.Data[0] == &dx.Data[0] }

// produced completes plane p of the gradient and hands it to the producer of the activation.
func (s Sink) produced(p int, g []float32) {
	if s.Means != nil {
		plane.AddEach(g, (*plane.Coefficients)(s.Means.Plane(p)))
	}
	if s.Norm != nil {
		s.Norm.absorb(p, g)
	}
}
