// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"strings"

	"github.com/e2train/e2train/driver/power"
	"github.com/e2train/e2train/host/buildinfo"
	"github.com/e2train/e2train/host/recipe"
	"github.com/e2train/e2train/host/report"
	"github.com/e2train/e2train/host/rundir"
	"github.com/e2train/e2train/host/train"
)

var trainCommand = command{
	name:    "train",
	summary: "train a network and write a run directory",
	example: "--model resnet8 --data fashion-sample --device sim:ultra96 --batch 64 --epochs 8 --lr 0.1 --schedule cosine --seed 1 --out runs/first",
	flags:   trainFlags,
}

// trainRun is the command line of one training run.
type trainRun struct {
	config  recipe.Config
	out     string
	resume  bool
	threads int
	every   int // iterations between checkpoints
	audit   float64
	record  recording
	meter   string
	quiet   bool
}

func trainFlags(fs *flag.FlagSet) action {
	t := &trainRun{config: recipe.Default()}
	t.config.PSG, t.config.SWA = offeredPSG(), offeredSWA()
	offerSLU(&t.config)
	bindRecipe(fs, &t.config)
	fs.StringVar(&t.out, "out", "", "run directory, new or empty unless --resume is given (`DIR`)")
	fs.BoolVar(&t.resume, "resume", false, "go on with the run in --out; its own configuration holds")
	bindThreads(fs, &t.threads)
	fs.IntVar(&t.every, "checkpoint-every", train.DefaultCheckpointEvery, "iterations between saved states (`N`)")
	fs.Float64Var(&t.audit, "audit", 0, "share of the simulator's launches to run on the RTL too and compare, up to 1 (`P`)")
	t.record.bind(fs)
	fs.StringVar(&t.meter, "meter", "", "power meter to watch the run with; e2train meters lists them (`ADDRESS`)")
	fs.BoolVar(&t.quiet, "quiet", false, "show no progress")
	return t.run
}

// run trains and prints the outcome.
func (t *trainRun) run(ctx context.Context, c *console) error {
	if err := t.check(c); err != nil {
		return err
	}
	restore, err := useThreads(t.threads)
	if err != nil {
		return err
	}
	defer restore()
	summary, err := t.train(ctx, c)
	recorded := t.record.end()
	if errors.Is(err, train.ErrInterrupted) && !rundir.IsVacant(t.out) {
		return &hintError{err, "go on with:\n  " + resumeCommand(c.program, t.out, c.flags)}
	}
	if err != nil {
		return errors.Join(err, recorded)
	}
	return errors.Join(t.print(c, summary), recorded)
}

// check completes the command line and reports what is wrong with it.
func (t *trainRun) check(c *console) error {
	if t.out == "" {
		return usagef("--out DIR is required: the folder to write the run to")
	}
	if bothLengths(c.flags) {
		return usagef("--epochs and --iterations both give the length of the run; leave one out")
	}
	if t.every < 1 {
		return usagef("--checkpoint-every %d: want a whole number from 1 on", t.every)
	}
	if t.resume {
		if goesOn, err := t.checkResume(c); goesOn || err != nil {
			return err
		}
	}
	return t.checkNew(c.flags)
}

// checkNew completes the configuration of a run that begins, and validates it.
func (t *trainRun) checkNew(given *flag.FlagSet) error {
	if err := completePSG(given, &t.config.PSG); err != nil {
		return err
	}
	if err := completeSWA(given, &t.config); err != nil {
		return err
	}
	if err := completeSLU(given, &t.config); err != nil {
		return err
	}
	if t.config.SignUpdates() && !isGiven(given, "lr") {
		t.config.LR = recipe.SignRate
	}
	return t.config.Validate()
}

// checkResume takes the configuration from the run directory. Where no run has begun yet, flags that say what to run
// begin it, so that the same command line can be repeated until the run is done.
func (t *trainRun) checkResume(c *console) (goesOn bool, err error) {
	record, err := train.ReadRecord(t.out)
	if errors.Is(err, rundir.ErrNoRun) && rundir.IsVacant(t.out) {
		if !namesRecipe(c.flags) {
			return false, usagef("--resume: there is no run in %s; check the path, or give the flags of the run to start", t.out)
		}
		c.note("nothing to resume in " + t.out + ": starting the run")
		t.resume = false
		return false, nil
	}
	if err != nil {
		return false, err
	}
	if err := conflict(c.flags, record.Config); err != nil {
		return false, err
	}
	device := record.Config.Device
	if isGiven(c.flags, "device") {
		device = t.config.Device
	}
	t.config = record.Config // not before: the flags point there
	t.config.Device = device
	return true, nil
}

func (t *trainRun) train(ctx context.Context, c *console) (*report.Summary, error) {
	kernels, err := kernelsInUse()
	if err != nil {
		return nil, err
	}
	audited, err := auditOf(t.audit, t.config.Device)
	if err != nil {
		return nil, err
	}
	if err := t.record.begin(c); err != nil {
		return nil, err
	}
	meter, closeMeter, err := openMeter(t.meter)
	if err != nil {
		return nil, err
	}
	defer closeMeter()
	t.record.rail = t.meter
	display := c.display(t.quiet, kernels)
	defer display.Clear()
	return train.Run(ctx, train.Options{
		Config: t.config, Dir: t.out, Resume: t.resume, CheckpointEvery: t.every,
		Observer: display, Kernels: kernels, Version: buildinfo.Version(), Audit: audited, Open: t.record.open, Meter: meter, RecordPower: t.record.power,
	})
}

// openMeter opens the power meter at an address, none for "".
func openMeter(address string) (power.Meter, func() error, error) {
	if address == "" {
		return nil, func() error { return nil }, nil
	}
	m, err := power.Open(address)
	if err != nil {
		return nil, nil, err
	}
	return m, m.Close, nil
}

// print prints the outcome and where it is.
func (t *trainRun) print(c *console, s *report.Summary) error {
	if err := c.print(s); err != nil || c.json {
		return err
	}
	return written(fmt.Fprintf(c.stdout, "\n  run directory  %s\n", t.out))
}

// auditOf returns the audit of a share of the launches on a simulator: on the RTL of the same configuration.
func auditOf(share float64, device string) (train.Audit, error) {
	if share == 0 {
		return train.Audit{}, nil
	}
	if !(share > 0 && share <= 1) {
		return train.Audit{}, usagef("--audit %v: want a share of launches, above 0 and at most 1", share)
	}
	rest, simulated := strings.CutPrefix(device, "sim:")
	if !simulated {
		return train.Audit{}, usagef("--audit compares the simulator with the RTL; it needs --device sim:CONFIG, not %s", device)
	}
	return train.Audit{Share: share, Device: "verilator:" + rest}, nil
}
