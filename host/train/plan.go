// SPDX-License-Identifier: Apache-2.0

package train

import (
	"context"
	"fmt"

	"github.com/e2train/e2train/host/budget"
	"github.com/e2train/e2train/host/ledger"
	"github.com/e2train/e2train/host/recipe"
	"github.com/e2train/e2train/host/session"
)

// planTotals is what a run with an energy budget has planned, and spent. Energies are in joules.
type planTotals struct {
	Steps    int64 `json:"steps"`    // planned loop iterations of the whole run
	Executed int64 `json:"executed"` // of them, planned not to be dropped
	Next     int64 `json:"next"`     // iterations after which the plan is looked at again
	Changes  int64 `json:"changes"`  // of the plan since it was made

	// The fraction of the schedule that lay behind when the length changed last, and after how many iterations that was.
	Fraction float64 `json:"fraction"`
	From     int64   `json:"from"`

	Spent   float64       `json:"spent"`
	Step    float64       `json:"step"`  // mean of executed iterations, the last ones above all
	Peak    float64       `json:"peak"`  // of them, the most expensive one
	Costs   session.Probe `json:"costs"` // of everything else
	Planned bool          `json:"planned"`
}

// window is the number of executed iterations that their mean energy is taken of, about.
const window = 32

// budgeted reports whether the run has an energy budget.
func (r *runner) budgeted() bool { return r.Config.EnergyBudget > 0 }

// progress returns the fraction of the schedule that lies behind in iteration i, counted from 0, none before the one in progress. With
// a budget, the rest of the schedule is spread over the iterations that are left whenever their number changes.
func (r *runner) progress(i int64) float64 {
	t := &r.totals.Plan
	if t.From == 0 {
		return recipe.Progress(i, r.steps)
	}
	return t.Fraction + float64((1-t.Fraction)*recipe.Progress(i-t.From, r.steps-t.From))
}

// rate returns the learning rate of iteration i, counted from 0.
func (r *runner) rate(i int64) float32 { return r.Config.Rate(i, r.progress(i)) }

// makePlan finds out what things cost and plans the run, unless that was done. What it takes to find out counts.
func (r *runner) makePlan() error {
	t := &r.totals.Plan
	if !r.budgeted() || t.Planned {
		return nil
	}
	if note := r.unpriced(); note != "" {
		return &recipe.Error{Flag: "energy-budget", Value: fmt.Sprintf("%g on %s", r.Config.EnergyBudget, r.Info.Address), Want: note}
	}
	var err error
	if t.Costs, err = r.Probe(context.Background(), r.loader); err != nil {
		return err
	}
	if err := r.spend(&t.Costs.Work); err != nil {
		return err
	}
	t.Step, t.Peak = t.Costs.Step, t.Costs.Step
	rest := r.rest()
	p, ok := rest.Fit()
	if !ok {
		return &recipe.Error{
			Flag: "energy-budget", Value: fmt.Sprintf("%g", r.Config.EnergyBudget),
			Want: fmt.Sprintf("at least %.4g joules, which one iteration, its evaluation and the planning take", t.Spent+rest.Smallest()),
		}
	}
	t.Planned = true
	r.follow(p)
	return nil
}

// unpriced says what is missing of a device whose energy is unknown.
func (r *runner) unpriced() string {
	cost, err := r.Meter.Cost(&ledger.Work{})
	if err == nil && cost.Energy.Total != nil {
		return ""
	}
	return "a device with a model of its energy, such as sim:ultra96"
}

// follow makes p the plan for the iterations that are left, and says when to look at it again: after a twentieth of them.
func (r *runner) follow(p budget.Plan) {
	t := &r.totals.Plan
	if steps := r.step + p.Iterations; steps != r.steps && r.step > 0 {
		t.Fraction, t.From = r.progress(r.step), r.step
	}
	r.steps = r.step + p.Iterations
	t.Steps, t.Executed = r.steps, r.totals.Executed+p.Executed
	t.Next = r.step + max(1, p.Iterations/20)
}

// replanIfDue looks at the plan again when it is time to, and writes down what has changed.
func (r *runner) replanIfDue() error {
	t := &r.totals.Plan
	if !r.budgeted() || r.step < t.Next && r.step > 0 {
		return nil
	}
	if r.step == 0 { // the plan that was just made
		return r.logPlan()
	}
	was := budget.Plan{Iterations: t.Steps, Executed: t.Executed}
	rest := r.rest()
	p, ok := rest.Fit()
	if !ok { // nothing more can be executed: the schedule runs out over what is left
		p = budget.Plan{Iterations: rest.Planned}
	}
	r.follow(p)
	if t.Steps == was.Iterations && t.Executed == was.Executed {
		return nil
	}
	t.Changes++
	return r.logPlan()
}

// rest returns what is left to plan.
func (r *runner) rest() budget.Rest {
	t := &r.totals.Plan
	smd := r.Config.SMD.At(0)
	rest := budget.Rest{
		Left: r.Config.EnergyBudget - t.Spent, Step: t.Step, Dropped: t.Costs.Dropped, Reserve: r.reserve,
		Done: r.step, Executed: r.totals.Executed,
		Most: r.Config.Steps(int(r.perEpoch)) - r.step,
		Low:  1 - max(smd, recipe.BudgetDrop), High: 1 - smd,
	}
	if t.Planned {
		rest.Planned = r.steps - r.step
	}
	return rest
}

// reserve returns the energy that n more iterations take besides their own: of evaluations and averages.
func (r *runner) reserve(n int64) float64 {
	c := &r.totals.Plan.Costs
	evaluations, last := int64(1), r.step+n
	if every := int64(r.Config.EvalEvery) * r.perEpoch; every > 0 {
		evaluations += (last-1)/every - r.step/every
	}
	return float64(float64(evaluations)*c.Evaluation) + r.reserveAverages(n)
}

func (r *runner) reserveAverages(n int64) float64 {
	swa, c := &r.Config.SWA, &r.totals.Plan.Costs
	if !swa.On {
		return 0
	}
	every := int64(swa.Every)
	if every == 0 {
		every = r.perEpoch
	}
	images, batch := int64(r.refreshImages()), int64(r.Config.Batch)
	batches := min((images+batch-1)/batch, r.perEpoch)
	return float64(float64(n/every+1)*c.Snapshot) + float64(float64(batches)*c.Refresh)
}

// spend adds what work takes to what was spent.
func (r *runner) spend(work *ledger.Work) error {
	if !r.budgeted() {
		return nil
	}
	cost, err := r.Meter.Cost(work)
	if err != nil {
		return err
	}
	r.totals.Plan.Spent += *cost.Energy.Total
	return nil
}

// spendOnEvaluation adds an evaluation to what was spent, and expects the next ones to take as much.
func (r *runner) spendOnEvaluation(work *ledger.Work) error {
	before := r.totals.Plan.Spent
	if err := r.spend(work); err != nil || !r.budgeted() {
		return err
	}
	r.totals.Plan.Costs.Evaluation = r.totals.Plan.Spent - before
	return nil
}

// spendOn adds an iteration to what was spent, and an executed one to the mean.
func (r *runner) spendOn(done *Step, cost *ledger.Cost) {
	if !r.budgeted() {
		return
	}
	t, joules := &r.totals.Plan, *cost.Energy.Total
	t.Spent += joules
	if !done.Dropped {
		t.Step += (joules - t.Step) / float64(min(r.totals.Executed+1, window))
		t.Peak = max(t.Peak, joules)
	}
}

// drops decides whether the next mini-batch is dropped, where the fraction f of the run lies behind. With a budget, so many of
// those that are left are executed as is planned, all with the same probability (selection sampling), while the energy is there.
func (r *runner) drops(f float64) bool {
	if !r.budgeted() {
		return r.Config.Dropped(r.step, f)
	}
	t := &r.totals.Plan
	left := r.steps - r.step
	if r.Config.EnergyBudget-t.Spent-r.reserve(left)-float64(float64(left-1)*t.Costs.Dropped) < t.Peak {
		return true
	}
	return r.Config.DroppedAt(r.step, 1-float64(t.Executed-r.totals.Executed)/float64(left))
}
