// SPDX-License-Identifier: Apache-2.0

package mobilenetv2

import (
	"context"

	"github.com/e2train/e2train/models/nn"
)

// block is an inverted residual block: bn3(project(relu(bn2(depthwise(relu(bn1(expand x))))))), plus a shortcut if its stride is
// 1. There is no ReLU after the sum.
type block struct {
	ws                         *nn.Workspace
	expand, depthwise, project *nn.ConvNorm
	residual                   bool
	down                       *nn.ConvNorm  // the shortcut of a residual block; nil for the identity
	input                      *nn.BatchNorm // the layer that produces x
}

// forward returns the block's output and releases x.
func (b *block) forward(ctx context.Context, x *nn.Activation, train bool) (*nn.Activation, error) {
	wide, err := b.expand.Forward(ctx, x, nil, train)
	if err != nil {
		return nil, err
	}
	hidden, err := b.depthwise.Forward(ctx, wide, nil, train)
	if err != nil {
		return nil, err
	}
	b.ws.ReleaseActivations(wide)
	shortcut, err := b.shortcut(ctx, x, train)
	if err != nil {
		return nil, err
	}
	out, err := b.project.Forward(ctx, hidden, shortcut, train)
	b.ws.ReleaseActivations(hidden, shortcut)
	return out, err
}

// shortcut returns what is added to the block's own output, nil for nothing. Unless it returns x it releases x.
func (b *block) shortcut(ctx context.Context, x *nn.Activation, train bool) (shortcut *nn.Activation, err error) {
	if b.residual && b.down == nil {
		return x, nil
	}
	if b.down != nil {
		shortcut, err = b.down.Forward(ctx, x, nil, train)
	}
	b.ws.ReleaseActivations(x)
	return shortcut, err
}

// backward takes the gradient of the block's output, returns that of x, and releases dz. As nothing follows the sum, dz is the
// gradient of the shortcut too.
func (b *block) backward(ctx context.Context, dz *nn.Gradient) (*nn.Gradient, error) {
	hidden, err := b.project.Backward(ctx, dz, nn.Sink{Norm: b.depthwise.Norm})
	if err != nil {
		return nil, err
	}
	wide, err := b.depthwise.Backward(ctx, hidden, nn.Sink{Norm: b.expand.Norm})
	if err != nil {
		return nil, err
	}
	b.ws.ReleaseGradients(hidden)
	shortcut, err := b.shortcutBackward(ctx, dz)
	if err != nil {
		return nil, err
	}
	dx, err := b.expand.Backward(ctx, wide, nn.Sink{Add: shortcut, Norm: b.input})
	b.ws.ReleaseGradients(wide, shortcut)
	return dx, err
}

// shortcutBackward returns the gradient of x through the shortcut, nil without one. Unless it returns dz it releases dz.
func (b *block) shortcutBackward(ctx context.Context, dz *nn.Gradient) (shortcut *nn.Gradient, err error) {
	if b.residual && b.down == nil {
		return dz, nil
	}
	if b.down != nil {
		shortcut, err = b.down.Backward(ctx, dz, nn.Sink{})
	}
	b.ws.ReleaseGradients(dz)
	return shortcut, err
}

// layers returns the block's convolutions in forward order.
func (b *block) layers() []*nn.ConvNorm {
	if b.down == nil {
		return []*nn.ConvNorm{b.expand, b.depthwise, b.project}
	}
	return []*nn.ConvNorm{b.expand, b.depthwise, b.down, b.project}
}
