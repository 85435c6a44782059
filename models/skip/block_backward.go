// SPDX-License-Identifier: Apache-2.0

package skip

import (
	"context"

	"github.com/e2train/e2train/models/nn"
)

// Backward takes the gradient of the block's output, returns that of x, and releases dz.
func (b *Block) Backward(ctx context.Context, dz *nn.Gradient) (*nn.Gradient, error) {
	switch c := b.choice; {
	case c.everything():
		return b.backwardAll(ctx, dz)
	case len(c.computed) == 0:
		return b.backwardNone(ctx, dz)
	}
	return b.backwardSome(ctx, dz)
}

// compare asks for what learned gates have to know of the images that are computed.
func (b *Block) compare() {
	if b.choice == nil || !b.choice.learns {
		return
	}
	var open []bool
	if len(b.choice.skipped) > 0 && !b.choice.some() {
		open = b.choice.open
	}
	b.Core.Last().Compare(b.kept, open)
}

// learn takes the gradient back through the gate, once the last layer of the block's core has had its own, and returns what is to
// be added to every pixel of that of x, N x C x 1 x 1; nil for nothing.
func (b *Block) learn() *nn.Tensor {
	if b.choice == nil || !b.choice.learns {
		return nil
	}
	var effects []float64
	if len(b.choice.computed) > 0 {
		effects = b.Core.Last().Effects()
	}
	b.ws.ReleaseActivations(b.kept)
	b.kept = nil
	return b.Gate.backward(b.choice, effects)
}

// passBack takes the gradient of S(x), returns that of x, and releases dz.
func (b *Block) passBack(ctx context.Context, dz *nn.Gradient, means *nn.Tensor) (*nn.Gradient, error) {
	dx, err := b.Shortcut.Backward(ctx, dz, b.sink(nn.Sink{Means: means}))
	b.ws.ReleaseGradients(dz)
	return dx, err
}

// sink counts the work of adding means.
func (b *Block) sink(s nn.Sink) nn.Sink {
	if s.Means != nil {
		b.ws.Ops[nn.OpGateReduce] += int64(b.choice.inputs(s.Means.N))
	}
	return s
}

// backwardNone goes past a block that computed nothing: its parameters have no gradient.
func (b *Block) backwardNone(ctx context.Context, dz *nn.Gradient) (*nn.Gradient, error) {
	for _, p := range b.Core.Params() {
		clear(p.Grad)
	}
	means := b.learn()
	if b.Shortcut != nil {
		return b.passBack(ctx, dz, means)
	}
	if means != nil {
		b.ws.AddMeans(dz, means, b.choice.skipped)
	}
	return dz, nil
}

// backwardAll goes back through all images. One that was computed and then skipped all the same has no gradient from above; it
// gets some through the batch's statistics.
func (b *Block) backwardAll(ctx context.Context, dz *nn.Gradient) (*nn.Gradient, error) {
	b.compare()
	g := dz
	dense := b.choice != nil && len(b.choice.skipped) > 0
	if dense {
		g = b.ws.CopyGradient(dz)
	}
	var s *nn.Gradient
	dx, err := b.Core.Backward(ctx, g, func() (sink nn.Sink, err error) {
		if dense {
			b.ws.ReplaceGradient(dz, g, b.choice.passed())
			b.ws.ReleaseGradients(g)
		}
		means := b.learn()
		if s = dz; b.Shortcut != nil {
			s, err = b.passBack(ctx, dz, nil)
		}
		return b.sink(nn.Sink{Add: s, Means: means, Norm: b.Input}), err
	})
	b.ws.ReleaseGradients(s)
	return dx, err
}

// backwardSome goes back through the images that were computed, in their places in the gradient, and past them for the others.
func (b *Block) backwardSome(ctx context.Context, dz *nn.Gradient) (*nn.Gradient, error) {
	b.compare()
	images := b.choice.computed
	part, dx := dz.Select(images), dz
	_, err := b.Core.Backward(ctx, part, func() (_ nn.Sink, err error) {
		means := b.learn()
		if b.Shortcut != nil {
			if dx, err = b.passBack(ctx, dz, means); err != nil {
				return nn.Sink{}, err
			}
			part = dx.Select(images)
			return nn.Sink{Into: part, Add: part}, nil
		}
		if means == nil {
			return nn.Sink{Into: part, Add: part}, nil
		}
		b.ws.AddMeans(dz, means, b.choice.skipped)
		return b.sink(nn.Sink{Into: part, Add: part, Means: nn.SelectMeans(means, images)}), nil
	})
	return dx, err
}
