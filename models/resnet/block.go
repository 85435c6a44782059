// SPDX-License-Identifier: Apache-2.0

package resnet

import (
	"context"

	"github.com/e2train/e2train/models/nn"
)

// block is a post-activation basic block: relu(bn2(conv2(relu(bn1(conv1 x)))) + shortcut(x)).
type block struct {
	ws            *nn.Workspace
	first, second *nn.ConvNorm
	down          *nn.ConvNorm  // the shortcut; nil for the identity
	input         *nn.BatchNorm // the layer that produces x
}

// forward returns the block's output and releases x.
func (b *block) forward(ctx context.Context, x *nn.Activation, train bool) (*nn.Activation, error) {
	hidden, err := b.first.Forward(ctx, x, nil, train)
	if err != nil {
		return nil, err
	}
	shortcut := x
	if b.down != nil {
		if shortcut, err = b.down.Forward(ctx, x, nil, train); err != nil {
			return nil, err
		}
		b.ws.ReleaseActivations(x)
	}
	out, err := b.second.Forward(ctx, hidden, shortcut, train)
	b.ws.ReleaseActivations(hidden, shortcut)
	return out, err
}

// backward takes the gradient of the block's output, returns that of x, and releases dz. The second layer's batch norm
// leaves in dz the gradient before its ReLU, which is that of the shortcut.
func (b *block) backward(ctx context.Context, dz *nn.Gradient) (*nn.Gradient, error) {
	hidden, err := b.second.Backward(ctx, dz, nn.Sink{Norm: b.first.Norm})
	if err != nil {
		return nil, err
	}
	shortcut := dz
	if b.down != nil {
		if shortcut, err = b.down.Backward(ctx, dz, nn.Sink{}); err != nil {
			return nil, err
		}
		b.ws.ReleaseGradients(dz)
	}
	dx, err := b.first.Backward(ctx, hidden, nn.Sink{Add: shortcut, Norm: b.input})
	b.ws.ReleaseGradients(hidden, shortcut)
	return dx, err
}

// layers returns the block's convolutions in forward order.
func (b *block) layers() []*nn.ConvNorm {
	if b.down == nil {
		return []*nn.ConvNorm{b.first, b.second}
	}
	return []*nn.ConvNorm{b.first, b.down, b.second}
}
