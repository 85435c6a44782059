// SPDX-License-Identifier: Apache-2.0

package main

import (
	"flag"

	"github.com/e2train/e2train/host/recipe"
)

// bindSWA adds the flags for averages of the weights. Their defaults are the values in s.
func bindSWA(fs *flag.FlagSet, s *recipe.SWA) {
	fs.BoolVar(&s.On, "swa", s.On, "end with the average of the weights over the last part of the run, and batch-norm statistics for it")
	fs.Float64Var(&s.Start, "swa-start", s.Start, "with --swa: fraction of the run after which weights are averaged (`F`)")
	fs.Float64Var(&s.Rate, "swa-lr", s.Rate, "with --swa: rate that the schedule swa, its default, falls to (`RATE`)")
	fs.IntVar(&s.Every, "swa-every", s.Every, "with --swa: iterations between averaged weights; 0 for an epoch (`N`)")
	fs.IntVar(&s.RefreshImages, "swa-refresh-images", s.RefreshImages, "with --swa: training images that batch-norm statistics are computed from, in whole mini-batches; 0 for all (`N`)")
}

// offeredSWA is what flags show as defaults: off, and what holds once it is on.
func offeredSWA() recipe.SWA {
	s := recipe.DefaultSWA()
	s.On = false
	return s
}

// completeSWA makes c what a command line asks for: options without --swa are wrong usage, and with it the schedule is swa unless
// another one is given.
func completeSWA(given *flag.FlagSet, c *recipe.Config) error {
	if c.SWA.On {
		if !isGiven(given, "schedule") {
			c.Schedule = recipe.SWASchedule()
		}
		return nil
	}
	for _, name := range []string{"swa-start", "swa-lr", "swa-every", "swa-refresh-images"} {
		if isGiven(given, name) {
			return usagef("--%s needs --swa", name)
		}
	}
	c.SWA = recipe.SWA{}
	return nil
}
