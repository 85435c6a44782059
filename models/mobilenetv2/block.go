// SPDX-License-Identifier: Apache-2.0

package mobilenetv2

import (
	"context"

	"github.com/e2train/e2train/models/nn"
	"github.com/e2train/e2train/models/skip"
)

// block is an inverted residual block: bn3(project(relu(bn2(depthwise(relu(bn1(expand x))))))), plus a shortcut if its stride is
// 1. There is no ReLU after the sum. Its methods Forward and Backward are what lies beside the shortcut.
type block struct {
	name                       string
	ws                         *nn.Workspace
	expand, depthwise, project *nn.ConvNorm
	path                       *skip.Block   // this block with its shortcut, for the images that take it; nil if it has none
	input                      *nn.BatchNorm // of a block without shortcut: the layer that produces x, nil if it needs more than its gradient
}

var _ skip.Core = (*block)(nil)

// forward returns the block's output and releases x.
func (b *block) forward(ctx context.Context, x *nn.Activation, train bool) (*nn.Activation, error) {
	if b.path != nil {
		return b.path.Forward(ctx, x, train)
	}
	return b.Forward(ctx, x, func() (_, _ *nn.Activation, _ error) {
		b.ws.ReleaseActivations(x)
		return nil, nil, nil
	}, train)
}

// backward takes the gradient of the block's output, returns that of x, and releases dz.
func (b *block) backward(ctx context.Context, dz *nn.Gradient) (*nn.Gradient, error) {
	if b.path != nil {
		return b.path.Backward(ctx, dz)
	}
	return b.Backward(ctx, dz, func() (nn.Sink, error) {
		b.ws.ReleaseGradients(dz)
		return nn.Sink{Norm: b.input}, nil
	})
}

// Forward implements skip.Core.
func (b *block) Forward(ctx context.Context, x *nn.Activation, join func() (shortcut, out *nn.Activation, err error), train bool) (*nn.Activation, error) {
	wide, err := b.expand.Forward(ctx, x, nil, train)
	if err != nil {
		return nil, err
	}
	hidden, err := b.depthwise.Forward(ctx, wide, nil, train)
	if err != nil {
		return nil, err
	}
	b.ws.ReleaseActivations(wide)
	shortcut, out, err := join()
	if err != nil {
		return nil, err
	}
	out, err = b.project.ForwardTo(ctx, out, hidden, shortcut, train)
	b.ws.ReleaseActivations(hidden)
	return out, err
}

// Backward implements skip.Core. As nothing follows the sum, dz is the gradient of the shortcut as it is.
func (b *block) Backward(ctx context.Context, dz *nn.Gradient, sink func() (nn.Sink, error)) (*nn.Gradient, error) {
	hidden, err := b.project.Backward(ctx, dz, nn.Sink{Norm: b.depthwise.Norm})
	if err != nil {
		return nil, err
	}
	wide, err := b.depthwise.Backward(ctx, hidden, nn.Sink{Norm: b.expand.Norm})
	if err != nil {
		return nil, err
	}
	b.ws.ReleaseGradients(hidden)
	to, err := sink()
	if err != nil {
		return nil, err
	}
	dx, err := b.expand.Backward(ctx, wide, to)
	b.ws.ReleaseGradients(wide)
	return dx, err
}

// Last implements skip.Core.
func (b *block) Last() *nn.BatchNorm { return b.project.Norm }

// Params implements skip.Core.
func (b *block) Params() (list []*nn.Param) {
	for _, l := range b.core() {
		list = append(list, l.Params()...)
	}
	return list
}

// core returns the layers beside the shortcut.
func (b *block) core() []*nn.ConvNorm { return []*nn.ConvNorm{b.expand, b.depthwise, b.project} }

// down returns the layer of the shortcut, nil if there is none.
func (b *block) down() *nn.ConvNorm {
	if b.path == nil {
		return nil
	}
	return b.path.Shortcut
}

// pool has the block compute the means of its output, for the gate of the next one.
func (b *block) pool() {
	b.project.Norm.Pool = true
	if b.path != nil {
		b.path.Pool()
	}
}

// layers returns the block's convolutions in forward order.
func (b *block) layers() []*nn.ConvNorm {
	if b.down() == nil {
		return b.core()
	}
	return []*nn.ConvNorm{b.expand, b.depthwise, b.down(), b.project}
}
