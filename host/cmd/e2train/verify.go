// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"errors"
	"flag"
	"fmt"

	"github.com/e2train/e2train/host/verify"
)

var verifyCommand = command{
	name:    "verify",
	summary: "run random convolutions on two devices and compare bits, cycles and counters",
	example: "--device sim:ultra96 --against reference --count 300 --seed 1",
	flags:   verifyFlags,
}

// verifyRun is the command line of one comparison.
type verifyRun struct {
	options verify.Options
	threads int
	record  recording
	quiet   bool
}

func verifyFlags(fs *flag.FlagSet) action {
	v := &verifyRun{}
	fs.StringVar(&v.options.Device, "device", "sim:ultra96", "device under test (`ADDRESS`)")
	fs.StringVar(&v.options.Against, "against", "reference", "other device, or reference for plain integer loops (`ADDRESS`)")
	fs.IntVar(&v.options.Count, "count", 300, "convolutions to draw (`K`)")
	fs.Uint64Var(&v.options.Seed, "seed", 1, "seed of the draws (`S`)")
	fs.BoolVar(&v.options.BitsOnly, "bits-only", false, "compare results only, not cycles and counters")
	bindThreads(fs, &v.threads)
	v.record.bind(fs)
	fs.BoolVar(&v.quiet, "quiet", false, "show no progress")
	return v.run
}

func (v *verifyRun) run(ctx context.Context, c *console) error {
	restore, err := useThreads(v.threads)
	if err != nil {
		return err
	}
	defer restore()
	if _, err := kernelsInUse(); err != nil {
		return err
	}
	if err := v.record.begin(c); err != nil {
		return err
	}
	v.options.Open = v.record.open
	return errors.Join(v.compare(ctx, c), v.record.end())
}

// compare compares and prints the result.
func (v *verifyRun) compare(ctx context.Context, c *console) error {
	counter := c.counter(v.quiet, "convolutions compared")
	v.options.Progress = counter.show
	result, err := verify.Run(ctx, v.options)
	counter.clear()
	if errors.Is(err, verify.ErrOptions) {
		return &usageError{err.Error(), err}
	}
	if result == nil || result.Compared == 0 {
		return err
	}
	if err := c.print(result); err != nil {
		return err
	}
	if err != nil && !result.Failed() {
		return err // after what was compared before it
	}
	return verdict(result)
}

// verdict returns the error that a result stands for.
func verdict(r *verify.Report) error {
	switch {
	case r.Failed():
		return fmt.Errorf("%w in %d of %d convolutions", errDifference, r.Differences, r.Compared)
	case !r.Complete():
		return fmt.Errorf("some strata have no case, so not everything was compared; use a larger --count")
	}
	return nil
}
