// SPDX-License-Identifier: Apache-2.0

package skip

import (
	"context"

	"github.com/e2train/e2train/models/nn"
)

// Core is the part of a residual block beside its shortcut.
type Core interface {
	// Forward returns the complete block's output for x, which stays the caller's. It calls join once, when what lies
	// before the shortcut in the order of layers is done, for what to add to its last batch norm's values, and for where
	// the output goes, nil for a buffer of the workspace.
	Forward(ctx context.Context, x *nn.Activation, join func() (shortcut, out *nn.Activation, err error), train bool) (*nn.Activation, error)
	// Backward takes the gradient of the block's output, turns it into that of the shortcut's, calls sink once, and returns
	// the gradient of x without what comes through the shortcut, passed through that sink.
	Backward(ctx context.Context, dz *nn.Gradient, sink func() (nn.Sink, error)) (*nn.Gradient, error)
	Params() []*nn.Param
	// Last returns the layer that adds the shortcut.
	Last() *nn.BatchNorm
}

// Block is a residual block, which images skip as its gate says.
type Block struct {
	Core     Core
	Shortcut *nn.ConvNorm  // nil for the identity
	Gate     *Gate         // nil: never skipped
	Input    *nn.BatchNorm // the layer that produces x and gets its gradient from nowhere else, nil if there is none

	ws *nn.Workspace
	// Of the last training forward.
	choice *choice        // nil without a gate
	kept   *nn.Activation // S(x) of the images that were computed, nil if nothing needs it
}

// NewBlock returns a block without shortcut layer, gate or input, for the caller to set.
func NewBlock(ws *nn.Workspace, core Core) *Block { return &Block{ws: ws, Core: core} }

// Pool has the block compute the means of each channel of its output, for a gate that follows.
func (b *Block) Pool() {
	b.Core.Last().Pool = true
	if b.Shortcut != nil {
		b.Shortcut.Norm.Pool = true
	}
}

// Forward returns the block's output and releases x.
func (b *Block) Forward(ctx context.Context, x *nn.Activation, train bool) (*nn.Activation, error) {
	b.ws.ReleaseActivations(b.kept) // of a forward pass that nothing followed
	b.choice, b.kept = nil, nil
	if b.Gate != nil {
		var err error
		if b.choice, err = b.Gate.choose(x, train); err != nil {
			return nil, err
		}
	}
	switch {
	case b.choice.everything():
		return b.forwardAll(ctx, x, train)
	case len(b.choice.computed) == 0:
		return b.pass(ctx, x, train)
	}
	return b.forwardSome(ctx, x, train)
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

// forwardAll computes all images, and replaces the results of those that skip all the same.
func (b *Block) forwardAll(ctx context.Context, x *nn.Activation, train bool) (*nn.Activation, error) {
	var s *nn.Activation
	out, err := b.Core.Forward(ctx, x, func() (_, _ *nn.Activation, err error) {
		s, err = b.pass(ctx, x, train)
		return s, nil, err
	}, train)
	if err != nil {
		return nil, err
	}
	if c := b.choice; c != nil && len(c.skipped) > 0 {
		b.ws.Replace(out, s, c.skipped)
	}
	b.keep(s)
	return out, nil
}

// keeps reports whether S(x) is needed in the backward pass.
func (b *Block) keeps() bool { return b.choice != nil && b.choice.learns && b.Core.Last().Compares() }

// keep keeps S(x) if it is needed, else releases it.
func (b *Block) keep(s *nn.Activation) {
	if b.keeps() {
		b.kept = s
	} else {
		b.ws.ReleaseActivations(s)
	}
}

// forwardSome computes some images, in their places in S(x).
func (b *Block) forwardSome(ctx context.Context, x *nn.Activation, train bool) (*nn.Activation, error) {
	images := b.choice.computed
	s := x
	var in, out nn.Activation
	in.Select(x, images)
	_, err := b.Core.Forward(ctx, &in, func() (_, _ *nn.Activation, err error) {
		if s, err = b.pass(ctx, x, train); err != nil {
			return nil, nil, err
		}
		if b.keeps() {
			b.kept = b.ws.Gather(s, images)
		}
		out.Select(s, images)
		return &out, &out, nil
	}, train)
	if err != nil {
		return nil, err
	}
	s.Selected(&out)
	return s, nil
}
