// SPDX-License-Identifier: Apache-2.0

package recipe

import (
	"fmt"
	"slices"
	"strings"
)

// SLU says how images skip residual blocks (selective layer update). The zero value is a network without gates; without On,
// every value is zero. Package models/skip says what each of them does.
type SLU struct {
	On              bool     `json:"on"`
	Mode            string   `json:"mode"`             // one of SLUModes
	Target          Schedule `json:"target"`           // share that skips, of blocks or of multiply-accumulates
	Regularizer     string   `json:"regularizer"`      // one of SLURegularizers
	Beta            float64  `json:"beta"`             // strength of the regulariser
	Inference       string   `json:"inference"`        // one of SLUInferences
	SkippedGradient string   `json:"skipped_gradient"` // one of SLUGradients
}

// StochasticDepth says how mini-batches skip residual blocks at random. The zero value is none.
type StochasticDepth struct {
	Drop  float64 `json:"drop"`  // mean probability over the blocks that can be skipped
	Decay string  `json:"decay"` // one of Decays
}

// The names of choices; the first is the default.
var (
	sluModes        = []string{"real", "dense"}
	sluRegularizers = []string{"keep", "flops"}
	sluInferences   = []string{"sampled", "threshold"}
	sluGradients    = []string{"zero", "importance"}
	decays          = []string{"constant", "linear"}
)

// SLUModes returns the names of what becomes of images that skip: they are not computed, or computed and discarded.
func SLUModes() []string { return slices.Clone(sluModes) }

// SLURegularizers returns the names of what is regularised: the share of blocks, or of multiply-accumulates.
func SLURegularizers() []string { return slices.Clone(sluRegularizers) }

// SLUInferences returns the names of how gates decide outside training.
func SLUInferences() []string { return slices.Clone(sluInferences) }

// SLUGradients returns the names of what stands for the unknown gradient of images that skipped.
func SLUGradients() []string { return slices.Clone(sluGradients) }

// Decays returns the names of how probabilities of stochastic depth go with depth.
func Decays() []string { return slices.Clone(decays) }

// DefaultSLU returns selective layer update, switched on, with the target of 40 % skipped. See decision 0020 for the
// strength.
func DefaultSLU() SLU {
	return SLU{
		On: true, Mode: sluModes[0], Target: Constant(0.4), Regularizer: sluRegularizers[0], Beta: 0.3,
		Inference: sluInferences[0], SkippedGradient: sluGradients[0],
	}
}

// Validate reports the first value that no run can have, as an *Error.
func (s *SLU) Validate() error {
	if !s.On {
		if *s != (SLU{}) {
			return &Error{"slu", "false", "true where the other values for it are given"}
		}
		return nil
	}
	return firstOf(
		oneOf("slu-mode", s.Mode, sluModes),
		s.Target.check("slu-target", func(v float64) bool { return v >= 0 && v <= 1 }, "a share from 0 to 1"),
		oneOf("slu-regularizer", s.Regularizer, sluRegularizers),
		number("slu-beta", s.Beta, s.Beta >= 0 && s.Beta <= maxBeta, fmt.Sprintf("a number from 0 to %g", float64(maxBeta))),
		oneOf("slu-inference", s.Inference, sluInferences),
		oneOf("slu-skipped-gradient", s.SkippedGradient, sluGradients),
	)
}

const (
	maxBeta = 1000
	maxDrop = 0.5 // above it the last blocks of a linear decay might always be skipped
)

// Validate reports the first value that no run can have, as an *Error.
func (d *StochasticDepth) Validate() error {
	if *d == (StochasticDepth{}) {
		return nil
	}
	if err := oneOf("stochastic-depth-decay", d.Decay, decays); err != nil {
		return err
	}
	if d.Decay == "linear" {
		return number("stochastic-depth", d.Drop, d.Drop >= 0 && d.Drop <= maxDrop, "with linear decay a probability from 0 to 0.5")
	}
	return number("stochastic-depth", d.Drop, d.Drop >= 0 && d.Drop < 1, "a probability from 0 to below 1")
}

// oneWay reports that blocks are skipped in two ways.
func (c *Config) oneWay() error {
	if c.SLU.On && c.Depth != (StochasticDepth{}) {
		return &Error{"stochastic-depth", fmt.Sprint(c.Depth.Drop), "no --slu beside it: it is the baseline of that"}
	}
	return nil
}

func oneOf(flag, value string, names []string) error {
	if slices.Contains(names, value) {
		return nil
	}
	return &Error{flag, fmt.Sprintf("%q", value), strings.Join(names, ", ")}
}
