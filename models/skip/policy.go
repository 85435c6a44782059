// SPDX-License-Identifier: Apache-2.0

package skip

import (
	"fmt"
	"math"

	"github.com/e2train/e2train/models/internal/plane"
	"github.com/e2train/e2train/models/internal/rng"
	"github.com/e2train/e2train/models/nn"
)

// Network is a network whose blocks may be skipped.
type Network interface {
	nn.Network
	// Skipping returns what decides about its blocks, nil if they are never skipped.
	Skipping() *Policy
}

// Policy decides which images skip which blocks of one network, and counts them.
type Policy struct {
	cfg   Config
	seed  uint64
	ws    *nn.Workspace
	gates []*Gate
	net   *network // nil without learned gates

	step  uint64 // of training
	first uint64 // number of the first image of an evaluation's batch
}

// Gate is the policy's part before one block.
type Gate struct {
	policy *Policy
	index  int // in depth
	name   string
	macs   int64 // of the block, of one image
	share  Share
}

// Share is how much of a mini-batch a block computed in the last forward pass.
type Share struct {
	Block    string
	Computed int   // images
	Images   int   // of the mini-batch
	MACs     int64 // of one image in one pass of the block's convolutions; that of the shortcut not counted
}

// NewPolicy returns the policy that cfg asks for, nil if there is nothing to skip. seed is that of gates' parameters and of all
// decisions.
func NewPolicy(ws *nn.Workspace, cfg Config, seed uint64) *Policy {
	if cfg.Method == Never {
		return nil
	}
	p := &Policy{cfg: cfg, seed: seed, ws: ws}
	if cfg.Method == Gates {
		p.net = newNetwork(seed)
	}
	return p
}

// Gate adds the gate of the next block, whose input has so many channels and whose convolutions, that of the shortcut
// not counted, take so many multiply-accumulates for an image. Of no policy it is nil: the block is never skipped.
func (p *Policy) Gate(block string, channels int, macs int64) *Gate {
	if p == nil {
		return nil
	}
	g := &Gate{policy: p, index: len(p.gates), name: "gate." + block, macs: macs, share: Share{Block: block, MACs: macs}}
	p.gates = append(p.gates, g)
	if p.net != nil {
		p.net.add(g.name, channels)
	}
	return g
}

// Learns reports whether gates learn, from the means of what they stand before ([Block.Pool]).
func (p *Policy) Learns() bool { return p.net != nil }

// Params returns the parameters of gates, those of each and then the shared ones.
func (p *Policy) Params() []*nn.Param {
	if p == nil || p.net == nil {
		return nil
	}
	return p.net.params()
}

// Train says that the next forward pass is that of a training step. Decisions depend on its number.
func (p *Policy) Train(step int64) { p.step = uint64(step) }

// Aim changes the target of the share that skips.
func (p *Policy) Aim(skip float64) { p.cfg.Skip = skip }

// Evaluate says that the next forward pass, outside training, begins with the image of that number in its set. Decisions
// depend on it, and not on how the set is cut into batches.
func (p *Policy) Evaluate(first int) { p.first = uint64(first) }

// Shares returns what each block computed in the last forward pass, in forward order.
func (p *Policy) Shares() []Share {
	list := make([]Share, len(p.gates))
	for i, g := range p.gates {
		list[i] = g.share
	}
	return list
}

// Survival returns the factor of the block's residual outside training, the probability that it is computed in training:
// 1 but for stochastic depth, where every block is computed outside training.
func (p *Policy) Survival(g *Gate) float32 {
	if g == nil || p.cfg.Method != Depth {
		return 1
	}
	return float32(1 - p.dropProbability(g.index))
}

// dropProbability is that of stochastic depth for the gate of an index: constant, or growing by the same amount from block to
// block, the last one's being 2n/(n+1) times the mean of n blocks.
func (p *Policy) dropProbability(index int) float64 {
	if !p.cfg.Linear {
		return p.cfg.Drop
	}
	return p.cfg.Drop * 2 * float64(index+1) / float64(len(p.gates)+1)
}

// choose decides about the images of x, the block's input.
func (g *Gate) choose(x *nn.Activation, train bool) (*choice, error) {
	p := g.policy
	if !finite(plane.MaxAbs(x.Max)) {
		return nil, &nn.LayerError{Layer: g.name, Op: "forward", Err: fmt.Errorf("input: %w", nn.ErrNotFinite)}
	}
	c := &choice{open: make([]bool, x.N), learns: train && p.net != nil, pixels: x.H * x.W, planes: x.Planes() / x.N}
	if p.net == nil {
		g.chance(c, train)
	} else {
		g.ask(c, p.net.forward(g.index, x.Means(), &p.ws.Ops), train)
	}
	c.list(p.cfg.Dense)
	g.share.Computed, g.share.Images = x.N-len(c.skipped), x.N
	return c, nil
}

// chance opens the block for all images or for none.
func (g *Gate) chance(c *choice, train bool) {
	p := g.policy
	open := !train || rng.At(p.seed, "depth", p.step, uint64(g.index)) >= p.dropProbability(g.index)
	for n := range c.open {
		c.open[n] = open
	}
}

// ask opens the block for the images that their probabilities let pass.
func (g *Gate) ask(c *choice, probabilities []float32, train bool) {
	p := g.policy
	for n, v := range probabilities {
		u := 0.5
		switch {
		case train:
			u = rng.At(p.seed, "gates", p.step, uint64(g.index), uint64(n))
		case !p.cfg.Threshold:
			u = rng.At(p.seed, "gates in evaluation", uint64(g.index), p.first+uint64(n))
		}
		c.open[n] = float64(v) > u
	}
}

// choice is what a block does with a batch.
type choice struct {
	open     []bool // per image: takes the block's result, not the shortcut's
	computed []int  // images that the block computes, ascending
	skipped  []int  // images that take the shortcut's result, ascending
	learns   bool   // a gate learns from what the block does
	pixels   int    // of the block's input
	planes   int    // of 16 channels, in an image of it
}

// list completes c: the block computes the images that it is open for, or all.
func (c *choice) list(all bool) {
	for n, open := range c.open {
		if !open {
			c.skipped = append(c.skipped, n)
		}
		if open || all {
			c.computed = append(c.computed, n)
		}
	}
}

// everything reports whether the block computes all images.
func (c *choice) everything() bool { return c == nil || len(c.computed) == len(c.open) }

// some reports whether the block computes a smaller batch.
func (c *choice) some() bool { return !c.everything() && len(c.computed) > 0 }

// passed returns the images that take the block's result.
func (c *choice) passed() (images []int) {
	for n, open := range c.open {
		if open {
			images = append(images, n)
		}
	}
	return images
}

// inputs returns the number of values of so many images of the block's input.
func (c *choice) inputs(images int) int { return images * c.planes * c.pixels * nn.Lanes }

func finite(v float32) bool { return math.Abs(float64(v)) <= math.MaxFloat32 }
