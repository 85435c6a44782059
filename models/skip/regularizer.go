// SPDX-License-Identifier: Apache-2.0

package skip

import "github.com/e2train/e2train/models/nn"

// deadBand is how far the share of multiply-accumulates may be from its target before the controller acts with full strength;
// within, it acts with a tenth.
const (
	deadBand   = 0.05
	insideBand = 0.1
)

// weight returns what a block counts in the share that is regularised.
func (g *Gate) weight() float64 {
	if g.policy.cfg.ByMACs {
		return float64(g.macs)
	}
	return 1
}

// computed returns the share of blocks and images that the last forward pass computed, and what all of it counts.
func (p *Policy) computed() (share, all float64) {
	var sum float64
	for _, g := range p.gates {
		sum += float64(g.weight() * float64(g.share.Computed))
		all += float64(g.weight() * float64(g.share.Images))
	}
	return sum / all, all
}

// control returns r, the sign and size of the regulariser, for a share that was computed.
func (p *Policy) control(share float64) float64 {
	r := -1.0
	if share > 1-p.cfg.Skip {
		r = 1
	}
	if distance := share - (1 - p.cfg.Skip); p.cfg.ByMACs && distance >= -deadBand && distance <= deadBand {
		r *= insideBand
	}
	return r
}

// pull returns the regulariser's dL/dm, the same for every image.
func (g *Gate) pull() float64 {
	share, all := g.policy.computed()
	return float64(g.policy.control(share)*float64(g.policy.cfg.Strength*g.weight())) / all
}

// backward returns the gradient of every pixel of the gate's input, from dL/dm of the images that were computed.
func (g *Gate) backward(c *choice, effects []float64) *nn.Tensor {
	p := g.policy
	s := &p.net.steps[g.index]
	dp := make([]float64, len(c.open))
	for i, n := range c.computed {
		dp[n] = effects[i]
		if p.cfg.Importance && !p.cfg.Dense {
			dp[n] /= float64(s.p[n])
		}
	}
	pull := g.pull()
	for n := range dp {
		dp[n] += pull
	}
	return p.net.backward(g.index, dp, c.pixels, &p.ws.Ops)
}
