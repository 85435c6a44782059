// SPDX-License-Identifier: Apache-2.0

package skip

import (
	"context"

	"github.com/e2train/e2train/models/nn"
)

// Backward takes the gradient of the block's output, returns that of x, and releases dz.
func (b *Block) Backward(ctx context.Context, dz *nn.Gradient) (*nn.Gradient, error) {
	c := b.choice
	if c == nil || !c.learns {
		return b.backward(ctx, dz)
	}
	var effects []float64
	if b.difference != nil {
		effects = b.ws.ImageProducts(dz, b.difference, c.images)
		b.ws.ReleaseActivations(b.difference)
		b.difference = nil
	}
	dx, err := b.backward(ctx, dz)
	if err != nil {
		return nil, err
	}
	b.ws.AddMeans(dx, b.Gate.backward(c, effects))
	return dx, nil
}

// backward is Backward without the gate.
func (b *Block) backward(ctx context.Context, dz *nn.Gradient) (*nn.Gradient, error) {
	switch c := b.choice; {
	case c.whole():
		return b.backwardWhole(ctx, dz)
	case len(c.images) == 0:
		b.clearGradients()
		return b.backwardPass(ctx, dz, nn.Sink{})
	}
	return b.backwardMixed(ctx, dz)
}

// clearGradients is what parameters get from a mini-batch that all images skipped.
func (b *Block) clearGradients() {
	for _, p := range b.Core.Params() {
		clear(p.Grad)
	}
}

// backwardPass takes the gradient of S(x), returns that of x, and releases dz.
func (b *Block) backwardPass(ctx context.Context, dz *nn.Gradient, sink nn.Sink) (*nn.Gradient, error) {
	if b.Shortcut == nil {
		return dz, nil
	}
	dx, err := b.Shortcut.Backward(ctx, dz, sink)
	b.ws.ReleaseGradients(dz)
	return dx, err
}

// backwardWhole goes back through all images.
func (b *Block) backwardWhole(ctx context.Context, dz *nn.Gradient) (*nn.Gradient, error) {
	var s *nn.Gradient
	dx, err := b.Core.Backward(ctx, dz, func() (sink nn.Sink, err error) {
		s, err = b.backwardPass(ctx, dz, nn.Sink{})
		return nn.Sink{Add: s, Norm: b.Input}, err
	})
	b.ws.ReleaseGradients(s)
	return dx, err
}

// backwardMixed goes back through the images that were computed, and past them for the others. An image that was computed and
// discarded has no gradient from above; it gets some all the same, through the batch's statistics.
func (b *Block) backwardMixed(ctx context.Context, dz *nn.Gradient) (*nn.Gradient, error) {
	c := b.choice
	part := b.ws.GatherGradient(dz, c.images)
	if !c.part() {
		part.Clear(c.open)
	}
	if b.Shortcut == nil {
		dx, err := b.Core.Backward(ctx, part, func() (nn.Sink, error) { return nn.Sink{Add: part}, nil })
		b.ws.ReleaseGradients(part)
		if err != nil {
			return nil, err
		}
		b.ws.PutGradient(dz, dx, c.images, c.open)
		return dz, nil
	}
	var all *nn.Gradient
	dx, err := b.Core.Backward(ctx, part, func() (_ nn.Sink, err error) {
		b.ws.PutGradient(dz, part, c.images, c.open)
		all, err = b.backwardPass(ctx, dz, nn.Sink{})
		return nn.Sink{}, err
	})
	if err != nil {
		return nil, err
	}
	b.ws.AddGradient(all, dx, c.images)
	return all, nil
}
