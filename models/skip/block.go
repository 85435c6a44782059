// SPDX-License-Identifier: Apache-2.0

package skip

import (
	"context"

	"github.com/e2train/e2train/models/nn"
)

// Core is the part of a residual block beside its shortcut.
type Core interface {
	// Forward returns the complete block's output for x, which stays the caller's. It calls shortcut once, when what
	// lies before it in the order of layers is done.
	Forward(ctx context.Context, x *nn.Activation, shortcut func() (*nn.Activation, error), train bool) (*nn.Activation, error)
	// Backward takes the gradient of the block's output, turns it into that of the shortcut's, calls sink once, and returns
	// the gradient of x without what comes through the shortcut, passed through that sink.
	Backward(ctx context.Context, dz *nn.Gradient, sink func() (nn.Sink, error)) (*nn.Gradient, error)
	Params() []*nn.Param
}

// Block is a residual block, which images skip as its gate says.
type Block struct {
	Core     Core
	Shortcut *nn.ConvNorm  // nil for the identity
	Gate     *Gate         // nil: never skipped
	Input    *nn.BatchNorm // the layer that produces x and gets its gradient from nowhere else, nil if there is none

	ws *nn.Workspace
	// Of the last training forward.
	choice     *choice        // nil without a gate
	difference *nn.Activation // F(x) - S(x) of the images that were computed, nil if nothing learns from it
}

// NewBlock returns a block without shortcut layer, gate or input, for the caller to set.
func NewBlock(ws *nn.Workspace, core Core) *Block { return &Block{ws: ws, Core: core} }

// Forward returns the block's output and releases x.
func (b *Block) Forward(ctx context.Context, x *nn.Activation, train bool) (*nn.Activation, error) {
	b.ws.ReleaseActivations(b.difference) // of a forward pass that nothing followed
	b.choice, b.difference = nil, nil
	if b.Gate != nil {
		var err error
		if b.choice, err = b.Gate.choose(x, train); err != nil {
			return nil, err
		}
	}
	switch {
	case b.choice.whole():
		return b.forwardWhole(ctx, x, train)
	case len(b.choice.images) == 0:
		return b.pass(ctx, x, train)
	}
	return b.forwardMixed(ctx, x, train)
}

// pass returns S(x) and releases x.
func (b *Block) pass(ctx context.Context, x *nn.Activation, train bool) (*nn.Activation, error) {
	if b.Shortcut == nil {
		return x, nil
	}
	s, err := b.Shortcut.Forward(ctx, x, nil, train)
	b.ws.ReleaseActivations(x)
	return s, err
}

// forwardWhole computes all images.
func (b *Block) forwardWhole(ctx context.Context, x *nn.Activation, train bool) (*nn.Activation, error) {
	var s *nn.Activation
	out, err := b.Core.Forward(ctx, x, func() (_ *nn.Activation, err error) {
		s, err = b.pass(ctx, x, train)
		return s, err
	}, train)
	if err != nil {
		return nil, err
	}
	if b.choice == nil || !b.choice.learns {
		b.ws.ReleaseActivations(s)
		return out, nil
	}
	b.ws.Difference(out, s)
	b.difference = s
	return out, nil
}

// forwardMixed computes some images, or all and discards some.
func (b *Block) forwardMixed(ctx context.Context, x *nn.Activation, train bool) (*nn.Activation, error) {
	c := b.choice
	in := x
	if c.part() {
		in = b.ws.Gather(x, c.images)
	}
	s, part := x, in
	y, err := b.Core.Forward(ctx, in, func() (_ *nn.Activation, err error) {
		if b.Shortcut == nil {
			return part, nil
		}
		if s, err = b.Shortcut.Forward(ctx, x, nil, train); err != nil {
			return nil, err
		}
		part = s
		if c.part() {
			part = b.ws.Gather(s, c.images)
		}
		return part, nil
	}, train)
	if err != nil {
		return nil, err
	}
	b.release(x, s, part, in)
	b.difference = b.ws.Put(s, y, c.images, c.open, c.learns)
	return s, nil
}

// release gives back each of the tensors of a mixed pass but s once.
func (b *Block) release(x, s, part, in *nn.Activation) {
	if x != s {
		b.ws.ReleaseActivations(x)
	}
	if in != x {
		b.ws.ReleaseActivations(in)
	}
	if part != in && part != s {
		b.ws.ReleaseActivations(part)
	}
}
