// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"flag"

	"github.com/e2train/e2train/driver/boardpower"
	"github.com/e2train/e2train/host/energybench"
	"github.com/e2train/e2train/host/profile"
)

var benchEnergyCommand = command{
	name:    "bench energy",
	summary: "modeled joules of a training step beside what a power meter of the board shows, layer by layer and pass by pass",
	example: "--device 'xdma:/dev/xdma0?...' --meter 'hwmon:ina226?...' --model resnet8 --batch 2",
	flags: func(fs *flag.FlagSet) action {
		o := energybench.Options{Step: profile.Options{Classes: 10, PSG: offeredPSG()}, Plan: boardpower.DefaultPlan}
		fs.StringVar(&o.Step.Device, "device", "", "board to measure (`ADDRESS`)")
		fs.StringVar(&o.Meter, "meter", "", "its power meter, hwmon:NAME[/LABEL][?emulator=SOCKET]; e2train emulate --power prints its own (`ADDRESS`)")
		fs.StringVar(&o.Profile, "profile", "", "energy profile, such as calibrate writes, and not that of the board's configuration (`FILE`)")
		fs.StringVar(&o.Step.Model, "model", "resnet8", "network: resnet8, resnet14, ... resnet110 (`NAME`)")
		fs.IntVar(&o.Step.Batch, "batch", 1, "images per mini-batch (`N`)")
		fs.IntVar(&o.Step.Channels, "channels", 3, "channels of the images (`N`)")
		fs.IntVar(&o.Step.Height, "height", 16, "height of the images (`N`)")
		fs.IntVar(&o.Step.Width, "width", 16, "width of the images (`N`)")
		bindPSG(fs, &o.Step.PSG)
		return func(ctx context.Context, c *console) error { return runBenchEnergy(ctx, c, &o) }
	},
}

func runBenchEnergy(ctx context.Context, c *console, o *energybench.Options) error {
	if o.Step.Device == "" || o.Meter == "" {
		return usagef("--device and --meter are needed; e2train emulate --power ina226 prints the addresses of an emulated board")
	}
	if min(o.Step.Batch, o.Step.Channels, o.Step.Height, o.Step.Width) < 1 {
		return usagef("--batch, --channels, --height and --width must be at least 1")
	}
	if err := completePSG(c.flags, &o.Step.PSG); err != nil {
		return err
	}
	if err := o.Step.PSG.Validate(); err != nil {
		return err
	}
	if _, err := kernelsInUse(); err != nil {
		return err
	}
	report, err := energybench.Run(ctx, *o)
	if err != nil {
		return err
	}
	return c.print(report)
}
