// SPDX-License-Identifier: Apache-2.0

package session

import (
	"github.com/e2train/e2train/host/recipe"
	"github.com/e2train/e2train/models/skip"
)

// skipping returns how the configuration has blocks skipped, at the beginning of a run.
func skipping(c *recipe.Config) skip.Config {
	switch slu, depth := &c.SLU, &c.Depth; {
	case slu.On:
		return skip.Config{
			Method: skip.Gates, Skip: slu.Target.At(0), Strength: slu.Beta, ByMACs: slu.Regularizer == "flops",
			Dense: slu.Mode == "dense", Importance: slu.SkippedGradient == "importance", Threshold: slu.Inference == "threshold",
		}
	case *depth != recipe.StochasticDepth{}:
		return skip.Config{Method: skip.Depth, Drop: depth.Drop, Linear: depth.Decay == "linear"}
	}
	return skip.Config{}
}

// findPolicy takes hold of what decides about skipping in the session's network.
func (s *Session) findPolicy() error {
	if net, ok := s.Net.(skip.Network); ok {
		s.policy = net.Skipping()
	}
	if s.policy == nil && skipping(&s.Config) != (skip.Config{}) {
		return &recipe.Error{Flag: "model", Value: s.Config.Model, Want: "a network with residual blocks that can be skipped"}
	}
	return nil
}

// Draw has the next training step take the decisions about skipping of that iteration, counted from 0.
func (s *Session) Draw(iteration int64) {
	if s.policy != nil {
		s.policy.Train(iteration)
	}
}

// Shares returns what each block that can be skipped computed in the last forward pass, nothing if there are none.
func (s *Session) Shares() []skip.Share {
	if s.policy == nil {
		return nil
	}
	return s.policy.Shares()
}

// aim sets the target of gates where the fraction f of the run lies behind.
func (s *Session) aim(f float64) {
	if s.Config.SLU.On {
		s.policy.Aim(s.Config.SLU.Target.At(f))
	}
}

// skipCounts adds up what blocks computed, and what they could have.
type skipCounts struct{ computed, images int64 }

func (c *skipCounts) add(shares []skip.Share) {
	for i := range shares {
		c.computed += int64(shares[i].Computed)
		c.images += int64(shares[i].Images)
	}
}

// skipped returns the share that was not computed, nil of nothing.
func (c *skipCounts) skipped() *float64 {
	if c.images == 0 {
		return nil
	}
	return new(1 - float64(c.computed)/float64(c.images))
}
