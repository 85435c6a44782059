// SPDX-License-Identifier: Apache-2.0

package nn

import "github.com/e2train/e2train/models/internal/rng"

// Workspace is what the layers of one network share: the engine that computes its convolutions, the counts of host
// work, the seed of its initial parameters, and the buffers of tensors that live for a part of a step only.
type Workspace struct {
	Ops Ops

	engine      Engine
	host        Engine // of layers that a device leaves to the host, nil if there have been none
	seed        uint64
	activations []*Activation
	gradients   []*Gradient
}

// NewWorkspace returns the workspace for the layers of one network. A nil engine means a new [FloatEngine].
func NewWorkspace(engine Engine, seed uint64) *Workspace {
	if engine == nil {
		engine = NewFloatEngine(nil)
	}
	return &Workspace{engine: engine, seed: seed}
}

// engineOf returns the engine that computes a layer.
func (w *Workspace) engineOf(c *Conv) Engine {
	if _, quantises := w.engine.(*DeviceEngine); !quantises || !c.Float {
		return w.engine
	}
	if w.host == nil {
		w.host = &FloatEngine{reproducible: true}
	}
	return w.host
}

// random returns the random numbers that belong to a parameter.
func (w *Workspace) random(parameter string) *rng.Stream { return rng.New(w.seed, parameter) }

// activation returns a buffer of the given shape with undefined contents.
func (w *Workspace) activation(n, c, h, width int) *Activation {
	a := pop(&w.activations)
	a.Resize(n, c, h, width)
	a.planeMax = grow(a.planeMax, a.Planes())
	return a
}

// gradient returns a buffer of the given shape with undefined contents.
func (w *Workspace) gradient(n, c, h, width int) *Gradient {
	g := pop(&w.gradients)
	g.Resize(n, c, h, width)
	g.planeMax = grow(g.planeMax, g.Planes())
	return g
}

// NewGradient returns a buffer for a layer that gives it its shape.
func (w *Workspace) NewGradient() *Gradient { return pop(&w.gradients) }

// ReleaseActivations gives buffers that layers returned back for use by later layers. Nil is ignored.
func (w *Workspace) ReleaseActivations(buffers ...*Activation) {
	for _, a := range buffers {
		if a != nil {
			w.activations = append(w.activations, a)
		}
	}
}

// ReleaseGradients gives buffers that layers returned back for use by later layers. Nil is ignored.
func (w *Workspace) ReleaseGradients(buffers ...*Gradient) {
	for _, g := range buffers {
		if g != nil {
			w.gradients = append(w.gradients, g)
		}
	}
}

// pop takes the buffer that was released last, the likeliest to be in a cache, or makes one.
func pop[T any](free *[]*T) *T {
	if n := len(*free); n > 0 {
		last := (*free)[n-1]
		*free = (*free)[:n-1]
		return last
	}
	return new(T)
}
