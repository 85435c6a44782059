// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"flag"

	"github.com/e2train/e2train/host/cycles"
	"github.com/e2train/e2train/host/kernelbench"
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
