// SPDX-License-Identifier: Apache-2.0

package main

import (
	"flag"

	"github.com/e2train/e2train/host/recipe"
)

// bindPSG adds the flags for predictive sign gradients that training and profiles share. Their defaults are the values in p.
func bindPSG(fs *flag.FlagSet, p *recipe.PSG) {
	fs.BoolVar(&p.On, "psg", p.On, "predictive sign gradients: update convolution weights from the signs of their gradients, predicted where that is safe")
	fs.Var(&p.Threshold, "psg-threshold", "with --psg: predictions from this part of the layer's largest one on decide, a number or schedule (`BETA`)")
	fs.Var(&p.SkipLimit, "skip-limit", "with --psg: skip tiles with at most so many undecided weights, a number or schedule; 0 is the exact method (`N`)")
}

// offeredPSG is what flags show as defaults: off, and what holds once it is on.
func offeredPSG() recipe.PSG {
	p := recipe.DefaultPSG()
	p.On = false
	return p
}

// completePSG makes p what a command line asks for: options without --psg are wrong usage, and without it p is empty.
func completePSG(given *flag.FlagSet, p *recipe.PSG) error {
	if p.On {
		return nil
	}
	for _, name := range []string{"psg-threshold", "skip-limit", "fill-sign", "psg-check-every"} {
		if isGiven(given, name) {
			return usagef("--%s needs --psg", name)
		}
	}
	*p = recipe.PSG{}
	return nil
}

// isGiven reports whether a flag is on the command line.
func isGiven(given *flag.FlagSet, name string) bool {
	found := false
	given.Visit(func(f *flag.Flag) { found = found || f.Name == name })
	return found
}
