// SPDX-License-Identifier: Apache-2.0

package resnet

import (
	"context"

	"github.com/e2train/e2train/models/nn"
	"github.com/e2train/e2train/models/skip"
)

// block is a post-activation basic block: relu(bn2(conv2(relu(bn1(conv1 x)))) + shortcut(x)).
// Its methods are what lies beside the shortcut.
type block struct {
	name          string
	ws            *nn.Workspace
	first, second *nn.ConvNorm
	path          *skip.Block // this block with its shortcut, for the images that take it
}

var _ skip.Core = (*block)(nil)

// Forward implements skip.Core.
func (b *block) Forward(ctx context.Context, x *nn.Activation, join func() (shortcut, out *nn.Activation, err error), train bool) (*nn.Activation, error) {
	hidden, err := b.first.Forward(ctx, x, nil, train)
	if err != nil {
		return nil, err
	}
	shortcut, out, err := join()
	if err != nil {
		return nil, err
	}
	out, err = b.second.ForwardTo(ctx, out, hidden, shortcut, train)
	b.ws.ReleaseActivations(hidden)
	return out, err
}

// Backward implements skip.Core. The second layer's batch norm leaves in dz the gradient before its ReLU, which is that of the
// shortcut.
func (b *block) Backward(ctx context.Context, dz *nn.Gradient, sink func() (nn.Sink, error)) (*nn.Gradient, error) {
	hidden, err := b.second.Backward(ctx, dz, nn.Sink{Norm: b.first.Norm})
	if err != nil {
		return nil, err
	}
	to, err := sink()
	if err != nil {
		return nil, err
	}
	dx, err := b.first.Backward(ctx, hidden, to)
	b.ws.ReleaseGradients(hidden)
	return dx, err
}

// Last implements skip.Core.
func (b *block) Last() *nn.BatchNorm { return b.second.Norm }

// Params implements skip.Core.
func (b *block) Params() []*nn.Param { return append(b.first.Params(), b.second.Params()...) }

// layers returns the block's convolutions in forward order.
func (b *block) layers() []*nn.ConvNorm {
	if b.path.Shortcut == nil {
		return []*nn.ConvNorm{b.first, b.second}
	}
	return []*nn.ConvNorm{b.first, b.path.Shortcut, b.second}
}
