// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"flag"
	"strings"

	"github.com/e2train/e2train/host/profile"
)

var profileCommand = command{
	name:    "profile",
	summary: "one training step: where cycles and joules go, layer by layer and pass by pass",
	example: "--model resnet20 --batch 32 --device sim:ultra96",
	flags: func(fs *flag.FlagSet) action {
		o := profile.Options{Classes: 10, PSG: offeredPSG()}
		fs.StringVar(&o.Model, "model", "resnet20", "network: resnet8, resnet14, ... resnet110 (`NAME`)")
		fs.StringVar(&o.Device, "device", "sim:ultra96", "device to profile (`ADDRESS`)")
		fs.IntVar(&o.Batch, "batch", 32, "images per mini-batch (`N`)")
		fs.IntVar(&o.Channels, "channels", 3, "channels of the images (`N`)")
		fs.IntVar(&o.Height, "height", 32, "height of the images (`N`)")
		fs.IntVar(&o.Width, "width", 32, "width of the images (`N`)")
		fs.StringVar(&o.Trace, "trace", "", "write every instruction and wait to `FILE`, for chrome://tracing and Perfetto")
		bindPSG(fs, &o.PSG)
		memory := fs.String("memory", "", "bench for the configuration's memory, ideal for one without latency (`NAME`)")
		return func(ctx context.Context, c *console) error { return runProfile(ctx, c, o, *memory) }
	},
}

func runProfile(ctx context.Context, c *console, o profile.Options, memory string) error {
	if min(o.Batch, o.Channels, o.Height, o.Width) < 1 {
		return usagef("--batch, --channels, --height and --width must be at least 1")
	}
	if err := completePSG(c.flags, &o.PSG); err != nil {
		return err
	}
	if err := o.PSG.Validate(); err != nil {
		return err
	}
	switch memory {
	case "", "bench":
	case "ideal":
		o.Device = withOption(o.Device, "memory=ideal")
	default:
		return usagef("--memory is %q; it can be bench or ideal", memory)
	}
	if _, err := kernelsInUse(); err != nil {
		return err
	}
	report, err := profile.Run(ctx, o)
	if err != nil {
		return err
	}
	return c.print(report)
}

// withOption adds an option to a device address.
func withOption(address, option string) string {
	if strings.Contains(address, "?") {
		return address + "&" + option
	}
	return address + "?" + option
}
