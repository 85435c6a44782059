// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"flag"

	"github.com/e2train/e2train/host/explain"
)

// assemblyLines is how many instructions of each engine are printed unless the user asks for all.
const assemblyLines = 8

var explainCommand = command{
	name:    "explain",
	summary: "the plan of one pass of one layer, in words and in assembly, and where its cycles go",
	example: "--model resnet20 --layer g2.b0.conv1 --pass backward_data --device sim:ultra96",
	flags: func(fs *flag.FlagSet) action {
		o := explain.Options{}
		fs.StringVar(&o.Model, "model", "resnet20", "network: resnet8, resnet14, ... resnet110 (`NAME`)")
		fs.StringVar(&o.Layer, "layer", "", "layer of the network, such as stem or g2.b0.conv1 (`NAME`)")
		fs.StringVar(&o.Pass, "pass", "forward", "forward, backward_data or backward_weights (`NAME`)")
		fs.StringVar(&o.Device, "device", "sim:ultra96", "device to plan for (`ADDRESS`)")
		fs.IntVar(&o.Batch, "batch", 8, "images per mini-batch (`N`)")
		fs.IntVar(&o.Channels, "channels", 3, "channels of the images (`N`)")
		fs.IntVar(&o.Height, "height", 32, "height of the images (`N`)")
		fs.IntVar(&o.Width, "width", 32, "width of the images (`N`)")
		all := fs.Bool("assembly", false, "print all instructions")
		return func(ctx context.Context, c *console) error {
			if !*all {
				o.Lines = assemblyLines
			}
			return runExplain(ctx, c, o)
		}
	},
}

func runExplain(ctx context.Context, c *console, o explain.Options) error {
	if min(o.Batch, o.Channels, o.Height, o.Width) < 1 {
		return usagef("--batch, --channels, --height and --width must be at least 1")
	}
	if _, err := kernelsInUse(); err != nil {
		return err
	}
	report, err := explain.Run(ctx, o)
	if err != nil {
		return err
	}
	return c.print(report)
}
