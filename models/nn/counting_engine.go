// SPDX-License-Identifier: Apache-2.0

package nn

import (
	"context"

	"github.com/e2train/e2train/driver/conv"
	"github.com/e2train/e2train/sim/workers"
)

// CountingEngine computes nothing: every convolution and gradient is zero. It reports what each pass would take on an
// accelerator and counts the host's work around it as [DeviceEngine] without PSG does, or as a timed [FloatEngine]. Both follow
// from shapes alone, so a step of a network without gates says what every step takes. What stays in float32 beside an
// accelerator of integers is the host's work.
type CountingEngine struct {
	observer Observer
	timer    PassTimer
	float    bool
}

// NewCountingEngine returns the engine; float says whether the accelerator computes in float32. observer may be nil.
func NewCountingEngine(observer Observer, timer PassTimer, float bool) *CountingEngine {
	return &CountingEngine{observer, timer, float}
}

func (e *CountingEngine) bind(c *Conv, ops *Ops) (passes, error) {
	return &countedConv{e, c, ops}, nil
}

// countedConv counts the passes of one layer.
type countedConv struct {
	engine *CountingEngine
	conv   *Conv
	ops    *Ops
}

func (c *countedConv) forward(_ context.Context, x *Activation, _ float32, train bool, y *Tensor, _ *Moments) error {
	clear(y.Data)
	c.count(OpQuantizeWeights, len(c.conv.Weight.Value))
	c.count(OpQuantize8, x.Len())
	c.count(OpDequantize, len(y.Data))
	if !c.onHost() {
		keepIf(train, c.engine.timer, c)
	}
	return c.report(conv.Forward, x.N)
}

func (c *countedConv) backward(_ context.Context, dy, dx *Gradient, sink Sink) error {
	clear(c.conv.Weight.Grad)
	if !c.onHost() {
		defer keepDuring(c.engine.timer, c.engine, c)()
	}
	c.count(OpQuantize16, len(dy.Data))
	c.count(OpDequantize, len(c.conv.Weight.Grad))
	if err := c.report(conv.BackwardWeights, dy.N); err != nil || dx == nil {
		return err
	}
	workers.Do(dx.Planes(), func(p int) {
		clear(dx.Plane(p))
		sink.produced(p, dx.Plane(p))
	})
	c.count(OpDequantize, dx.Len())
	return c.report(conv.BackwardData, dx.N)
}

// onHost reports whether the host computes the layer.
func (c *countedConv) onHost() bool { return c.conv.Float && !c.engine.float }

// count counts elements that are converted for an accelerator of integers.
func (c *countedConv) count(kind OpKind, elements int) {
	if !c.engine.float && !c.conv.Float {
		c.ops[kind] += int64(elements)
	}
}

func (c *countedConv) report(pass conv.Pass, images int) error {
	if c.onHost() {
		c.ops[OpConvMACs] += c.conv.Shape(images).MACs()
		return nil
	}
	r, err := c.engine.timer.Time(c.conv.Shape(images), pass, !c.engine.float && !c.conv.NonNegative,
		conv.Operands{X: c, G: c.engine})
	if err != nil {
		return err
	}
	c.ops[OpPack] += r.Folded
	c.engine.observer.report(c.conv.Name, pass, r)
	return nil
}
