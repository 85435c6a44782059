// SPDX-License-Identifier: Apache-2.0

package train

import (
	"github.com/e2train/e2train/driver/power"
	"github.com/e2train/e2train/host/report"
	"github.com/e2train/e2train/host/rundir"
)

// finish writes ledger.json and summary.json and returns what is in the latter.
func (r *runner) finish() (*report.Summary, error) {
	s, err := r.summary()
	if err != nil {
		return nil, err
	}
	text, err := report.JSON(s)
	if err != nil {
		return nil, err
	}
	if err := r.writeBook(); err != nil {
		return nil, err
	}
	return s, r.dir.WriteFile(rundir.SummaryName, text)
}

func (r *runner) summary() (*report.Summary, error) {
	t, training := &r.totals, r.totals.training()
	cost, err := r.Meter.Cost(training)
	if err != nil {
		return nil, err
	}
	evaluation, err := r.evaluationSummary()
	if err != nil {
		return nil, err
	}
	swa, err := r.swaSummary()
	if err != nil {
		return nil, err
	}
	plan, err := r.planSummary()
	if err != nil {
		return nil, err
	}
	operations := training.HostOps
	if operations == nil {
		operations = map[string]int64{}
	}
	return &report.Summary{
		Schema: report.Schema,
		Model:  r.Config.Model, Data: r.Config.Data, Device: r.Config.Device, Seed: r.Config.Seed,
		IterationsExecuted: t.Executed, IterationsDropped: t.Dropped,
		TestAccuracy: evaluation.Accuracy, TrainLoss: t.Loss.mean(),
		Seconds: t.Seconds, ImagesPerSecond: perSecond(t.Images, t.Seconds),
		Cycles: cost.Cycles, MACs: training.MACs, Utilization: cost.Utilization,
		ClockHz: cost.ClockHz, DeviceSeconds: cost.DeviceSeconds, HostSeconds: cost.HostSeconds,
		BytesToDevice: cost.BytesToDevice, BytesKept: cost.BytesKept, BytesFromDevice: cost.BytesFromDevice,
		HostOperations: operations, Energy: cost.Energy, Evaluation: *evaluation,
		Measured: r.observedEnergy(power.Measured), Emulated: r.observedEnergy(power.Emulated), Power: r.powerSummary(),
		PSG: r.psgSummary(), SWA: swa, Plan: plan, Inherited: r.inheritedSummary(), Skipping: r.skipSummary(), Audit: r.coverage(),
		WeightsSHA256: r.WeightsSHA256(), Kernels: r.options.Kernels, Version: r.options.Version,
	}, nil
}

func (r *runner) evaluationSummary() (*report.Evaluation, error) {
	t := &r.totals.Evaluation
	cost, err := r.Meter.Cost(&t.Work)
	if err != nil {
		return nil, err
	}
	e := &report.Evaluation{Images: t.Images, Cycles: cost.Cycles, MACs: t.Work.MACs, Energy: cost.Energy, Seconds: t.Seconds}
	if t.Images > 0 {
		e.Accuracy, e.Loss = new(t.Accuracy), new(t.Loss)
	}
	return e, nil
}
