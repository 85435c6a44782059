// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"errors"
	"flag"
	"os"
	"path/filepath"

	"github.com/e2train/e2train/host/buildinfo"
	"github.com/e2train/e2train/host/paper"
)

var benchPaperCommand = command{
	name:      "bench paper",
	summary:   "the published figures of E2-Train beside counters and joules of runs: those named, or short ones that it makes",
	example:   "--model resnet8 --iterations 120",
	argument:  "[DIR]",
	arguments: true,
	flags: func(fs *flag.FlagSet) action {
		o := paper.Short{Seed: 1, Version: buildinfo.Version()}
		fs.StringVar(&o.Model, "model", "resnet8", "network of the short runs (`NAME`)")
		fs.StringVar(&o.Data, "data", "fashion-sample", "images of the short runs (`SPEC`)")
		fs.IntVar(&o.Batch, "batch", 16, "images per mini-batch of the short runs (`N`)")
		fs.IntVar(&o.Iterations, "iterations", 120, "loop iterations of each short run, half of which are dropped (`N`)")
		out := fs.String("out", "", "keep the short runs in `DIR`")
		return func(ctx context.Context, c *console) error { return runPaper(ctx, c, o, *out) }
	},
}

func runPaper(ctx context.Context, c *console, o paper.Short, out string) error {
	if min(o.Batch, o.Iterations) < 1 {
		return usagef("--batch and --iterations must be at least 1")
	}
	dirs := c.arguments
	if len(dirs) == 0 {
		var done func() error
		var err error
		if dirs, done, err = shortRuns(ctx, c, o, out); err != nil {
			return err
		}
		defer done()
	}
	r, err := paper.New(ctx, dirs)
	if err != nil {
		return err
	}
	if len(c.arguments) == 0 && out == "" {
		for _, run := range r.Runs {
			run.Dir = filepath.Base(run.Dir) // of a folder that is gone when the table is read
		}
	}
	return c.print(r)
}

// shortRuns makes the runs; done removes them if nobody wants to keep them.
func shortRuns(ctx context.Context, c *console, o paper.Short, out string) (dirs []string, done func() error, err error) {
	if o.Kernels, err = kernelsInUse(); err != nil {
		return nil, nil, err
	}
	o.Note, done = c.note, func() error { return nil }
	if out == "" {
		if out, err = os.MkdirTemp("", "e2train-paper-"); err != nil {
			return nil, nil, err
		}
		done = func() error { return os.RemoveAll(out) }
	}
	if dirs, err = o.Train(ctx, out); err != nil {
		return nil, nil, errors.Join(err, done())
	}
	return dirs, done, nil
}
