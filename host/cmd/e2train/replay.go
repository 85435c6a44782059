// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"

	"github.com/e2train/e2train/driver"
	"github.com/e2train/e2train/driver/replay"
	"github.com/e2train/e2train/rtl/isa"
)

var replayCommand = command{
	name:     "replay",
	summary:  "run a launch that an audit has kept, and compare bits, cycles and counters with what they were",
	example:  "runs/a/difference.e2replay --device verilator:ultra96",
	argument: "FILE",
	flags: func(fs *flag.FlagSet) action {
		device := fs.String("device", "", "device to run it on; that of the file unless given (`ADDRESS`)")
		record := &recording{}
		record.bind(fs)
		return func(ctx context.Context, c *console) error {
			if err := record.begin(c); err != nil {
				return err
			}
			return errors.Join(runReplay(ctx, c, *device, record.open), record.end())
		}
	},
}

// replayReport is the result of the command.
type replayReport struct {
	File         string `json:"file"`
	Note         string `json:"note"`
	Source       string `json:"source"`
	Device       string `json:"device"`
	Segments     int    `json:"segments"`
	Instructions int    `json:"instructions"`
	Cycles       uint64 `json:"cycles"` // that the file has
	BitsOnly     bool   `json:"bits_only"`
	Difference   string `json:"difference,omitempty"`
}

func runReplay(ctx context.Context, c *console, address string, open func(string) (driver.Device, error)) error {
	text, err := os.ReadFile(c.argument)
	if err != nil {
		return err
	}
	record, err := replay.Decode(text)
	if err != nil {
		return fmt.Errorf("%s: %w", c.argument, err)
	}
	if address == "" {
		address = record.Source
	}
	device, err := open(address)
	if err != nil {
		return err
	}
	defer device.Close()
	info := device.Info()
	if info.Config != record.Launch.Config {
		return usagef("the launch in %s is for configuration %s, which %s is not; use another --device", c.argument, record.Launch.Config.Name, address)
	}
	report := newReplayReport(c.argument, record, &info)
	got, err := record.Launch.Run(ctx, device)
	if err != nil {
		return err
	}
	differ := replay.Compare(got, &record.Want, info.Timed)
	if differ != nil {
		report.Difference = differ.Error()
	}
	return errors.Join(c.print(report), differ)
}

func newReplayReport(file string, r *replay.Record, info *driver.Info) *replayReport {
	return &replayReport{
		File: file, Note: r.Note, Source: r.Source, Device: info.Address, Segments: len(r.Launch.Code.Segments),
		Instructions: r.Launch.Code.Instructions(), Cycles: r.Want.Activity.Counters[isa.Cycles], BitsOnly: !info.Timed,
	}
}

// WriteText prints the result in words.
func (r *replayReport) WriteText(w io.Writer) error {
	what := "bits, cycles and counters"
	if r.BitsOnly {
		what = "bits"
	}
	verdict := "the same " + what
	if r.Difference != "" {
		verdict = r.Difference
	}
	_, err := fmt.Fprintf(w, "kept     %s\nlaunch   %d segments, %d instructions, %d cycles on %s\non       %s\nresult   %s\n",
		r.Note, r.Segments, r.Instructions, r.Cycles, r.Source, r.Device, verdict)
	return err
}
