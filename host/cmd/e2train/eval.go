// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"errors"
	"flag"

	"github.com/e2train/e2train/host/buildinfo"
	"github.com/e2train/e2train/host/report"
	"github.com/e2train/e2train/host/session"
	"github.com/e2train/e2train/host/train"
)

var evalCommand = command{
	name:    "eval",
	summary: "run the test images through the network of a run",
	example: "--run runs/first",
	flags:   evalFlags,
}

// evalRun is the command line of one evaluation.
type evalRun struct {
	dir     string
	threads int
	quiet   bool
	record  recording
}

func evalFlags(fs *flag.FlagSet) action {
	e := &evalRun{}
	fs.StringVar(&e.dir, "run", "", "run directory, which stays as it is (`DIR`)")
	bindThreads(fs, &e.threads)
	e.record.bind(fs)
	fs.BoolVar(&e.quiet, "quiet", false, "show no progress")
	return e.run
}

func (e *evalRun) run(ctx context.Context, c *console) error {
	if e.dir == "" {
		return usagef("--run DIR is required: the run directory whose network to evaluate")
	}
	restore, err := useThreads(e.threads)
	if err != nil {
		return err
	}
	defer restore()
	if err := e.record.begin(c); err != nil {
		return err
	}
	return errors.Join(e.evaluate(ctx, c), e.record.end())
}

// evaluate runs the test images through the network and prints what came out.
func (e *evalRun) evaluate(ctx context.Context, c *console) error {
	kernels, err := kernelsInUse()
	if err != nil {
		return err
	}
	s, step, err := train.OpenSaved(e.dir, e.record.open, c.note)
	if err != nil {
		return err
	}
	defer s.Close()
	display := c.display(e.quiet, kernels)
	outcome, err := s.Evaluate(ctx, display.Evaluating)
	display.Clear()
	if err != nil {
		return err
	}
	result, err := e.result(s, &outcome, step, kernels)
	if err != nil {
		return err
	}
	return c.print(result)
}

func (e *evalRun) result(s *session.Session, outcome *session.Evaluation, step int64, kernels string) (*report.Evaluated, error) {
	cost, err := s.Meter.Cost(&outcome.Work)
	if err != nil {
		return nil, err
	}
	return &report.Evaluated{
		Schema: report.Schema, Run: e.dir, Step: step,
		Model: s.Config.Model, Data: s.Config.Data, Device: s.Config.Device,
		Accuracy: outcome.Accuracy(), Loss: outcome.Loss, Images: outcome.Images, Correct: outcome.Correct, Skipped: outcome.Skipped,
		Seconds: outcome.Seconds, Cycles: cost.Cycles, MACs: outcome.Work.MACs, Utilization: cost.Utilization,
		DeviceSeconds: cost.DeviceSeconds, Energy: cost.Energy,
		WeightsSHA256: s.WeightsSHA256(), Kernels: kernels, Version: buildinfo.Version(),
	}, nil
}
