// SPDX-License-Identifier: Apache-2.0

package train

import "github.com/e2train/e2train/host/report"

// planLine is a line of plan.jsonl: what a run with an energy budget plans from an iteration on.
type planLine struct {
	Step     int64   `json:"step"`       // iterations done
	Spent    float64 `json:"spent_j"`    // until then
	Reserved float64 `json:"reserved_j"` // for evaluations and averages to come
	PerStep  float64 `json:"executed_j"` // expected of an executed iteration
	PerDrop  float64 `json:"dropped_j"`  // of a dropped one
	Steps    int64   `json:"steps"`      // loop iterations of the whole run
	Executed int64   `json:"executed"`   // of them, those that are not dropped
	Drop     float64 `json:"smd"`        // share of the iterations left that is dropped
	Behind   float64 `json:"behind"`     // fraction of the schedule that lies behind
}

// logPlan writes down the plan and tells the observer.
func (r *runner) logPlan() error {
	t := &r.totals.Plan
	left := r.steps - r.step
	line := planLine{
		Step: r.step, Spent: t.Spent, Reserved: r.reserve(left), PerStep: t.Step, PerDrop: t.Costs.Dropped,
		Steps: t.Steps, Executed: t.Executed, Drop: 1 - float64(t.Executed-r.totals.Executed)/float64(left), Behind: r.progress(r.step),
	}
	r.observer.Planned(Planned{Step: line.Step, Steps: line.Steps, Executed: line.Executed, Drop: line.Drop})
	return r.logs.plan.Append(line)
}

// planSummary returns what the run's summary says, nil without a budget.
func (r *runner) planSummary() (*report.Plan, error) {
	if !r.budgeted() {
		return nil, nil
	}
	t := &r.totals.Plan
	planning, err := r.Meter.Cost(&t.Costs.Work)
	if err != nil {
		return nil, err
	}
	return &report.Plan{
		Budget: r.Config.EnergyBudget, Spent: t.Spent, Planning: *planning.Energy.Total,
		Asked: r.Config.Steps(int(r.perEpoch)), Steps: t.Steps, Executed: r.totals.Executed, Changes: t.Changes,
	}, nil
}
