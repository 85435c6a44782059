// SPDX-License-Identifier: Apache-2.0

package main

import (
	"flag"
	"strings"

	"github.com/e2train/e2train/host/recipe"
)

// bindSLU adds the flags for skipping residual blocks. Their defaults are the values in c.
func bindSLU(fs *flag.FlagSet, c *recipe.Config) {
	s, d := &c.SLU, &c.Depth
	fs.BoolVar(&s.On, "slu", s.On, "selective layer update: images skip residual blocks as learned gates say")
	fs.StringVar(&s.Mode, "slu-mode", s.Mode, "with --slu: "+strings.Join(recipe.SLUModes(), ", ")+"; real computes what does not skip, dense all, and discards the rest (`MODE`)")
	fs.Var(&s.Target, "slu-target", "with --slu: share that skips, a number or schedule (`SHARE`)")
	fs.StringVar(&s.Regularizer, "slu-regularizer", s.Regularizer, "with --slu: "+strings.Join(recipe.SLURegularizers(), ", ")+"; keep counts blocks, flops their multiply-accumulates (`NAME`)")
	fs.Float64Var(&s.Beta, "slu-beta", s.Beta, "with --slu: strength of the regulariser that leads to the target (`BETA`)")
	fs.StringVar(&s.Inference, "slu-inference", s.Inference, "with --slu, outside training: "+strings.Join(recipe.SLUInferences(), ", ")+" decisions (`NAME`)")
	fs.StringVar(&s.SkippedGradient, "slu-skipped-gradient", s.SkippedGradient, "with --slu: "+strings.Join(recipe.SLUGradients(), ", ")+"; what gates learn from images that skipped (`NAME`)")
	fs.Float64Var(&d.Drop, "stochastic-depth", d.Drop, "mean probability that a mini-batch skips a residual block, the baseline of --slu (`P`)")
	fs.StringVar(&d.Decay, "stochastic-depth-decay", d.Decay, "with --stochastic-depth: "+strings.Join(recipe.Decays(), ", ")+" probability from block to block (`NAME`)")
}

// offerSLU sets what flags show as defaults: off, and what holds once it is on.
func offerSLU(c *recipe.Config) {
	c.SLU = recipe.DefaultSLU()
	c.SLU.On = false
	c.Depth.Decay = recipe.Decays()[0]
}

// completeSLU makes c what a command line asks for: options of what is off are wrong usage, and what is off is empty.
func completeSLU(given *flag.FlagSet, c *recipe.Config) error {
	if !c.SLU.On {
		for _, name := range []string{"mode", "target", "regularizer", "beta", "inference", "skipped-gradient"} {
			if isGiven(given, "slu-"+name) {
				return usagef("--slu-%s needs --slu", name)
			}
		}
		c.SLU = recipe.SLU{}
	}
	if !isGiven(given, "stochastic-depth") {
		if isGiven(given, "stochastic-depth-decay") {
			return usagef("--stochastic-depth-decay needs --stochastic-depth")
		}
		c.Depth = recipe.StochasticDepth{}
	}
	return nil
}
