// SPDX-License-Identifier: Apache-2.0

package nn

import (
	"context"
	"fmt"
	"math"

	"github.com/e2train/e2train/driver/conv"
	"github.com/e2train/e2train/models/internal/plane"
)

// ConvConfig describes a convolution layer.
type ConvConfig struct {
	Name        string
	Shape       conv.Shape // for one image: Batch is ignored
	NonNegative bool       // the input comes from ReLUs: activation codes are unsigned, except of a batch with images that skipped one
	First       bool       // the input is the image: its gradient is not computed
	Float       bool       // the layer is not quantised: beside a device, the host computes it in float32
	Uniform     bool       // initial weights are uniform, see NewConv
}

// Conv is a convolution without bias, with float32 master weights. Its engine does the arithmetic.
type Conv struct {
	Name        string
	Weight      *Param // [OutC][InC][KH][KW], depthwise [OutC][1][KH][KW]
	NonNegative bool
	First       bool
	Float       bool
	// Range is one value, part of the network's state: the running range of the input's quantiser,
	// 0.1*old + 0.9*new at each training step. Zero means that there has been none.
	Range []float32

	shape   conv.Shape
	passes  passes
	signed  bool // the codes of the last input have signs
	trained int  // batch of the training forward that backward may follow, else 0
}

// NewConv returns a convolution whose weights are drawn from N(0, sqrt(2/(KH*KW*OutC))), or with Uniform from U(-b, b), where b is
// 1/sqrt(n) for outputs that are sums of n products. A shape that is impossible is an error that wraps [ErrShape]; kernels
// that the environment names and that there are not are an error too.
func NewConv(ws *Workspace, cfg ConvConfig) (*Conv, error) {
	cfg.Shape.Batch = 1
	if err := cfg.Shape.Validate(); err != nil {
		return nil, fmt.Errorf("layer %s: %w: %w", cfg.Name, ErrShape, err)
	}
	c := &Conv{
		Name: cfg.Name, NonNegative: cfg.NonNegative, First: cfg.First, Float: cfg.Float, Range: make([]float32, 1), shape: cfg.Shape,
	}
	c.Weight = newParam(cfg.Name+".weight", c.shape.WeightLen())
	c.Weight.Conv, c.Weight.Float = true, cfg.Float
	c.draw(ws, cfg.Uniform)
	var err error
	if c.passes, err = ws.engineOf(c).bind(c, &ws.Ops); err != nil {
		return nil, fmt.Errorf("layer %s: %w", c.Name, err)
	}
	return c, nil
}

// draw draws the initial weights.
func (c *Conv) draw(ws *Workspace, uniform bool) {
	s, random := c.shape, ws.random(c.Weight.Name)
	if uniform {
		fillUniform(c.Weight.Value, 1/math.Sqrt(float64(s.WeightLen()/s.OutC)), random)
		return
	}
	fillNormal(c.Weight.Value, math.Sqrt(2/float64(s.KH*s.KW*s.OutC)), random)
}

// Shape returns the layer's geometry for a batch of n images.
func (c *Conv) Shape(n int) conv.Shape {
	s := c.shape
	s.Batch = n
	return s
}

// Forward computes y = x * w, and unless m is nil the moments of y. y must have the output's shape. Padded lanes of x
// must be zero; those of y become zero. Errors are [LayerError] and wrap [ErrShape], [ErrNotFinite], [ErrSaturated], the
// device's or ctx's error.
func (c *Conv) Forward(ctx context.Context, x *Activation, train bool, y *Tensor, m *Moments) error {
	c.trained = 0
	if err := ctx.Err(); err != nil {
		return err
	}
	if err := c.checkForward(x, y); err != nil {
		return layerError(c.Name, "forward", err)
	}
	inputMax, err := c.inputRange(x, train)
	if err != nil {
		return layerError(c.Name, "forward", err)
	}
	if m != nil {
		m.reset(y.Planes())
	}
	c.signed = !c.NonNegative || x.anySigned()
	if err := c.passes.forward(ctx, x, inputMax, train, y, m); err != nil {
		return layerError(c.Name, "forward", err)
	}
	if train {
		c.trained = x.N
	}
	return nil
}

// Backward overwrites the gradient of the weights from that of the output of the last Forward, and writes that of its
// input to dx, through sink; for the first layer of a network dx is nil. Errors are as for Forward, or wrap [ErrOrder].
func (c *Conv) Backward(ctx context.Context, dy, dx *Gradient, sink Sink) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if err := c.checkBackward(dy, dx, sink); err != nil {
		return layerError(c.Name, "backward", err)
	}
	return layerError(c.Name, "backward", c.passes.backward(ctx, dy, dx, sink))
}

func (c *Conv) checkForward(x *Activation, y *Tensor) error {
	s := c.shape
	if x.N < 1 || !x.hasShape(x.N, s.InC, s.InH, s.InW) || len(x.Max) != x.N {
		return shapeError("input %s of %s", &x.Tensor, s)
	}
	if !y.hasShape(x.N, s.OutC, s.OutH(), s.OutW()) {
		return shapeError("output %s of %s", y, c.Shape(x.N))
	}
	return nil
}

func (c *Conv) checkBackward(dy, dx *Gradient, sink Sink) error {
	s := c.Shape(c.trained)
	switch {
	case c.trained == 0:
		return ErrOrder
	case !dy.hasShape(s.Batch, s.OutC, s.OutH(), s.OutW()):
		return shapeError("output gradient %s of %s", &dy.Tensor, s)
	case !finite(dy.Max):
		return fmt.Errorf("output gradient: %w", ErrNotFinite)
	case (dx == nil) != c.First:
		return shapeError("input gradient given %t, first layer %t", dx != nil, c.First)
	case dx == nil:
		return nil
	case !dx.hasShape(s.Batch, s.InC, s.InH, s.InW):
		return shapeError("input gradient %s of %s", &dx.Tensor, s)
	}
	return sink.check(&dx.Tensor)
}

// inputRange returns M of the input's quantiser: in training the mean over the batch of the images' largest absolute
// values, which also updates the running range; else the running range, or the batch's where there is none yet.
func (c *Conv) inputRange(x *Activation, train bool) (float32, error) {
	current := float32(plane.Sum(x.Max) / float64(x.N))
	if !finite(current) {
		return 0, fmt.Errorf("input: %w", ErrNotFinite)
	}
	running := &c.Range[0]
	switch {
	case *running == 0 && !train:
		return current, nil
	case !train:
		return *running, nil
	case *running == 0:
		*running = current
	default:
		*running = float32(0.1**running) + float32(0.9*current)
	}
	return current, nil
}

func finite(v float32) bool { return math.Abs(float64(v)) <= math.MaxFloat32 }
