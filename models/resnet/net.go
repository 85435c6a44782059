// SPDX-License-Identifier: Apache-2.0

package resnet

import (
	"context"
	"fmt"

	"github.com/e2train/e2train/models/nn"
	"github.com/e2train/e2train/models/skip"
)

// MaxDepth is the deepest network that New builds.
const MaxDepth = 6*18 + 2

// minSize is the smallest height and width of images.
const minSize = 4

// Net is a residual network of depth 6n+2.
type Net struct {
	ws     *nn.Workspace
	stem   *nn.ConvNorm
	blocks []*block
	last   *nn.BatchNorm // that of the last block, nil if images may skip it
	policy *skip.Policy  // nil if nothing is skipped
	pool   *nn.GlobalPool
	fc     *nn.Linear

	params []*nn.Param
	state  []nn.State
	convs  []*nn.Conv
	norms  []*nn.BatchNorm
	input  nn.Activation
}

var _ skip.Network = (*Net)(nil)

// New returns the network of the given depth, 6n+2 with n from 1 to 18, for height x width images of at least 4x4, with
// initial parameters drawn from seed. Other arguments are errors that wrap [nn.ErrShape]. A nil engine means float32 on
// the host. An E2TRAIN_KERNELS that names no usable kernel set is an error too.
func New(depth, inChannels, height, width, classes int, engine nn.Engine, seed uint64) (*Net, error) {
	return NewSkipping(depth, inChannels, height, width, classes, engine, seed, skip.Config{})
}

// NewSkipping is New with all blocks but the first skipped as cfg says. The parameters of gates come last.
func NewSkipping(depth, inChannels, height, width, classes int, engine nn.Engine, seed uint64, cfg skip.Config) (*Net, error) {
	n := (depth - 2) / 6
	if n < 1 || depth > MaxDepth || depth != 6*n+2 {
		return nil, fmt.Errorf("resnet of depth %d (6n+2, n from 1 to 18): %w", depth, nn.ErrShape)
	}
	if min(height, width) < minSize {
		return nil, fmt.Errorf("resnet%d for %dx%d images (at least %d): %w", depth, height, width, minSize, nn.ErrShape)
	}
	if err := nn.ChooseKernels(); err != nil {
		return nil, fmt.Errorf("resnet%d: %w", depth, err)
	}
	net := &Net{ws: nn.NewWorkspace(engine, seed)}
	net.policy = skip.NewPolicy(net.ws, cfg, seed)
	b := builder{ws: net.ws, policy: net.policy, channels: inChannels, height: height, width: width}
	if err := b.build(net, n, classes); err != nil {
		return nil, fmt.Errorf("resnet%d: %w", depth, err)
	}
	net.list()
	return net, nil
}

// Depths returns the depths that New accepts, ascending.
func Depths() []int {
	var depths []int
	for d := 8; d <= MaxDepth; d += 6 {
		depths = append(depths, d)
	}
	return depths
}

// list collects parameters, state and convolutions in forward order.
func (n *Net) list() {
	for _, b := range n.blocks {
		b.second.Norm.Survival = n.policy.Survival(b.path.Gate)
	}
	layers := []*nn.ConvNorm{n.stem}
	for _, b := range n.blocks {
		layers = append(layers, b.layers()...)
	}
	for _, l := range layers {
		n.params = append(n.params, l.Params()...)
		n.state = append(n.state, l.State()...)
		n.convs = append(n.convs, l.Conv)
		n.norms = append(n.norms, l.Norm)
	}
	n.params = append(n.params, n.fc.Weight, n.fc.Bias)
	n.params = append(n.params, n.policy.Params()...)
}

// Forward implements nn.Network.
func (n *Net) Forward(ctx context.Context, x *nn.Tensor, train bool) (*nn.Tensor, error) {
	if err := n.input.View(x); err != nil {
		return nil, err
	}
	a, err := n.stem.Forward(ctx, &n.input, nil, train)
	if err != nil {
		return nil, err
	}
	for _, b := range n.blocks {
		if a, err = b.path.Forward(ctx, a, train); err != nil {
			return nil, err
		}
	}
	pooled := n.pool.Forward(&a.Tensor)
	n.ws.ReleaseActivations(a)
	return n.fc.Forward(pooled)
}

// Backward implements nn.Network.
func (n *Net) Backward(ctx context.Context, dlogits *nn.Tensor) error {
	pooled, err := n.fc.Backward(dlogits)
	if err != nil {
		return err
	}
	g := n.ws.NewGradient()
	if err := n.pool.Backward(pooled, g, nn.Sink{Norm: n.last}); err != nil {
		return err
	}
	for i := len(n.blocks) - 1; i >= 0; i-- {
		if g, err = n.blocks[i].path.Backward(ctx, g); err != nil {
			return err
		}
	}
	_, err = n.stem.Backward(ctx, g, nn.Sink{})
	n.ws.ReleaseGradients(g)
	return err
}

// Params implements nn.Network.
func (n *Net) Params() []*nn.Param { return n.params }

// State implements nn.Network.
func (n *Net) State() []nn.State { return n.state }

// Convs implements nn.Network.
func (n *Net) Convs() []*nn.Conv { return n.convs }

// Norms implements nn.Network.
func (n *Net) Norms() []*nn.BatchNorm { return n.norms }

// Head implements nn.Network.
func (n *Net) Head() *nn.Linear { return n.fc }

// Skipping implements skip.Network.
func (n *Net) Skipping() *skip.Policy { return n.policy }

// Ops implements nn.Network.
func (n *Net) Ops() *nn.Ops { return &n.ws.Ops }
