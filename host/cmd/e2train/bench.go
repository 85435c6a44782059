// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"flag"

	"github.com/e2train/e2train/host/cycles"
	"github.com/e2train/e2train/host/kernelbench"
	"github.com/e2train/e2train/host/speed"
)

var benchCyclesCommand = command{
	name:    "bench cycles",
	summary: "cycles of the layers of ResNet for CIFAR, beside the closed forms of other simulators",
	example: "--device sim:ultra96 --batch 8",
	flags: func(fs *flag.FlagSet) action {
		device := fs.String("device", "sim:ultra96", "device to time (`ADDRESS`)")
		batch := fs.Int("batch", 8, "images per mini-batch (`N`)")
		return func(ctx context.Context, c *console) error {
			if *batch < 1 {
				return usagef("--batch is %d; it must be at least 1", *batch)
			}
			if _, err := kernelsInUse(); err != nil {
				return err
			}
			report, err := cycles.Run(ctx, *device, *batch)
			if err != nil {
				return err
			}
			return c.print(report)
		}
	},
}

var benchKernelsCommand = command{
	name:    "bench kernels",
	summary: "speed of each kernel on this machine: as a share of the measured peak, or beside a copy",
	example: "--json",
	flags: func(*flag.FlagSet) action {
		return func(ctx context.Context, c *console) error {
			report, err := kernelbench.Run(ctx)
			if err != nil {
				return err
			}
			return c.print(report)
		}
	},
}

var benchSpeedCommand = command{
	name:    "bench speed",
	summary: "cycles per second of the simulator beside those of the RTL under Verilator, on the same launches",
	example: "--device sim:ultra96 --against verilator:ultra96",
	flags: func(fs *flag.FlagSet) action {
		o := speed.Options{}
		fs.StringVar(&o.Device, "device", "sim:ultra96", "device to time (`ADDRESS`)")
		fs.StringVar(&o.Against, "against", "verilator:ultra96", "device to time it against (`ADDRESS`)")
		fs.IntVar(&o.Batch, "batch", 2, "images per mini-batch (`N`)")
		var threads int
		bindThreads(fs, &threads)
		quiet := fs.Bool("quiet", false, "show no progress")
		return func(ctx context.Context, c *console) error { return runSpeed(ctx, c, o, threads, *quiet) }
	},
}

func runSpeed(ctx context.Context, c *console, o speed.Options, threads int, quiet bool) error {
	if o.Batch < 1 {
		return usagef("--batch is %d; it must be at least 1", o.Batch)
	}
	restore, err := useThreads(threads)
	if err != nil {
		return err
	}
	defer restore()
	if _, err := kernelsInUse(); err != nil {
		return err
	}
	counter := c.counter(quiet, "passes timed")
	o.Progress = counter.show
	report, err := speed.Run(ctx, o)
	counter.clear()
	if err != nil {
		return err
	}
	return c.print(report)
}
