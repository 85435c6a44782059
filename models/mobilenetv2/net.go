// SPDX-License-Identifier: Apache-2.0

package mobilenetv2

import (
	"context"
	"fmt"

	"github.com/e2train/e2train/models/nn"
	"github.com/e2train/e2train/models/skip"
)

// minSize is the smallest height and width of images.
const minSize = 4

// Config is what a network is built from.
type Config struct {
	InChannels, Height, Width int // of the images, at least 4x4
	Classes                   int
	Engine                    nn.Engine   // computes the convolutions; nil means float32 on the host
	Seed                      uint64      // of the initial parameters
	Quantized                 bool        // every convolution is, also those that the method leaves in float32
	Skip                      skip.Config // how blocks are skipped: those with a shortcut, but the first
}

// Net is a MobileNetV2.
type Net struct {
	ws     *nn.Workspace
	stem   *nn.ConvNorm
	blocks []*block
	last   *nn.BatchNorm // that of the last block, nil if images may skip it
	policy *skip.Policy  // nil if nothing is skipped
	head   *nn.ConvNorm
	pool   *nn.GlobalPool
	fc     *nn.Linear

	params []*nn.Param
	state  []nn.State
	convs  []*nn.Conv
	norms  []*nn.BatchNorm
	input  nn.Activation
}

var _ skip.Network = (*Net)(nil)

// New returns the network. Images that are too small and other impossible sizes are errors that wrap [nn.ErrShape]. An
// E2TRAIN_KERNELS that names no usable kernel set is an error too.
func New(cfg Config) (*Net, error) { return newNet(cfg, layers) }

func newNet(cfg Config, layers table) (*Net, error) {
	if min(cfg.Height, cfg.Width) < minSize {
		return nil, fmt.Errorf("mobilenetv2 for %dx%d images (at least %d): %w", cfg.Height, cfg.Width, minSize, nn.ErrShape)
	}
	if err := nn.ChooseKernels(); err != nil {
		return nil, fmt.Errorf("mobilenetv2: %w", err)
	}
	net := &Net{ws: nn.NewWorkspace(cfg.Engine, cfg.Seed)}
	net.policy = skip.NewPolicy(net.ws, cfg.Skip, cfg.Seed)
	b := builder{
		ws: net.ws, policy: net.policy, quantized: cfg.Quantized,
		image: true, channels: cfg.InChannels, height: cfg.Height, width: cfg.Width,
	}
	if err := b.build(net, layers, cfg.Classes); err != nil {
		return nil, fmt.Errorf("mobilenetv2: %w", err)
	}
	net.list()
	return net, nil
}

// list collects parameters, state and convolutions in forward order.
func (n *Net) list() {
	for _, b := range n.blocks {
		if b.path != nil {
			b.project.Norm.Survival = n.policy.Survival(b.path.Gate)
		}
	}
	layers := []*nn.ConvNorm{n.stem}
	for _, b := range n.blocks {
		layers = append(layers, b.layers()...)
	}
	for _, l := range append(layers, n.head) {
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
		if a, err = b.forward(ctx, a, train); err != nil {
			return nil, err
		}
	}
	features, err := n.head.Forward(ctx, a, nil, train)
	n.ws.ReleaseActivations(a)
	if err != nil {
		return nil, err
	}
	pooled := n.pool.Forward(&features.Tensor)
	n.ws.ReleaseActivations(features)
	return n.fc.Forward(pooled)
}

// Backward implements nn.Network.
func (n *Net) Backward(ctx context.Context, dlogits *nn.Tensor) error {
	pooled, err := n.fc.Backward(dlogits)
	if err != nil {
		return err
	}
	features := n.ws.NewGradient()
	if err := n.pool.Backward(pooled, features, nn.Sink{Norm: n.head.Norm}); err != nil {
		return err
	}
	g, err := n.head.Backward(ctx, features, nn.Sink{Norm: n.last})
	n.ws.ReleaseGradients(features)
	if err != nil {
		return err
	}
	for i := len(n.blocks) - 1; i >= 0; i-- {
		if g, err = n.blocks[i].backward(ctx, g); err != nil {
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
