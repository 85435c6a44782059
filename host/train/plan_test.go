// SPDX-License-Identifier: Apache-2.0

package train

import (
	"errors"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/e2train/e2train/host/recipe"
	"github.com/e2train/e2train/host/report"
	"github.com/e2train/e2train/host/rundir"
)

// budgeted is the run with everything on, and about half of the energy that it takes.
func budgeted(t *testing.T) recipe.Config {
	c := everythingOn(t)
	c.SMD, c.EnergyBudget, c.EvalEvery = recipe.Schedule{}, 0.5, 0
	return c
}

// long is a run of 300 iterations without anything random but the order of images.
func long(t *testing.T) recipe.Config {
	c := small(t, "sim:tiny")
	c.Iterations, c.SMD, c.Augment, c.EvalEvery = 300, recipe.Schedule{}, false, 20
	return c
}

// whole returns the energy of everything that a run did.
func whole(s *report.Summary) float64 {
	sum := *s.Energy.Total + *s.Evaluation.Energy.Total
	if s.SWA != nil {
		sum += *s.SWA.Energy.Total
	}
	if s.Plan != nil {
		sum += s.Plan.Planning
	}
	return sum
}

// takes is about the energy of the long run.
const takes = 11.7

// Whatever part of its energy a run gets, it spends nearly all of that and no more, and ends its schedule. All parts are tried with
// E2TRAIN_FULL=1.
func TestBudgets(t *testing.T) {
	for _, c := range []struct {
		name   string
		share  float64
		quick  bool
		change func(c *recipe.Config)
	}{
		{"20 %", 0.2, true, nil}, {"40 %", 0.4, false, nil}, {"60 %", 0.6, false, nil},
		{"all together", 0.35, true, func(c *recipe.Config) {
			c.SMD, c.SMDUpdate, c.EvalEvery = recipe.Constant(0.3), true, 0
			c.PSG = recipe.PSG{On: true, Threshold: recipe.Constant(0.05), SkipLimit: schedule(t, "linear:0:15")}
			c.Schedule, c.SWA = recipe.SWASchedule(), recipe.SWA{On: true, Start: 0.8, Rate: 0.001}
		}},
	} {
		if !c.quick && os.Getenv("E2TRAIN_FULL") != "1" {
			continue
		}
		t.Run(c.name, func(t *testing.T) {
			o := options(long(t), filepath.Join(t.TempDir(), "run"))
			o.Config.EnergyBudget = c.share * takes
			if c.change != nil {
				c.change(&o.Config)
			}
			s, err := Run(t.Context(), o)
			if err != nil {
				t.Fatal(err)
			}
			checkSpent(t, o.Config.EnergyBudget, s)
			checkComplete(t, o.Dir, s)
		})
	}
}

func checkSpent(t *testing.T, budget float64, s *report.Summary) {
	t.Helper()
	spent := whole(s)
	if spent > budget || spent < 0.98*budget {
		t.Errorf("%.4g J of %.4g, %.2f %%: %+v", spent, budget, 100*spent/budget, s.Plan)
	}
	if math.Abs(spent-s.Plan.Spent) > 1e-9*spent {
		t.Errorf("the plan has %v J, the phases %v", s.Plan.Spent, spent)
	}
	if s.Plan.Executed != s.IterationsExecuted || s.Plan.Steps != s.IterationsExecuted+s.IterationsDropped || s.Plan.Asked != 300 {
		t.Errorf("plan %+v of %d executed and %d dropped", s.Plan, s.IterationsExecuted, s.IterationsDropped)
	}
	t.Logf("%.2f %% of the budget: %+v", 100*spent/budget, *s.Plan)
}

// checkComplete: the rate never rises, and the last one is that of the end, whatever changed on the way.
func checkComplete(t *testing.T, dir string, s *report.Summary) {
	t.Helper()
	list := lines[metricsLine](t, dir, rundir.MetricsName)
	for i := 1; i < len(list); i++ {
		if list[i].Rate > list[i-1].Rate {
			t.Errorf("step %d: the rate rises to %g", list[i].Step, list[i].Rate)
		}
	}
	if last := list[len(list)-1]; last.Rate > 0.001 || last.Step != s.Plan.Steps {
		t.Errorf("the last rate is %g in step %d of %d", last.Rate, last.Step, s.Plan.Steps)
	}
	plans := lines[planLine](t, dir, rundir.PlanName)
	if int64(len(plans)) != s.Plan.Changes+1 || plans[0].Step != 0 || plans[len(plans)-1].Steps != s.Plan.Steps {
		t.Errorf("%d plans for %d changes, the last one %+v", len(plans), s.Plan.Changes, plans[len(plans)-1])
	}
}

// More than a run takes changes nothing about it but the energy of planning.
func TestAmpleBudget(t *testing.T) {
	c := long(t)
	c.Iterations = 12
	plain, err := Run(t.Context(), options(c, filepath.Join(t.TempDir(), "plain")))
	if err != nil {
		t.Fatal(err)
	}
	c.EnergyBudget = 1000
	o := options(c, filepath.Join(t.TempDir(), "run"))
	s, err := Run(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	if s.WeightsSHA256 != plain.WeightsSHA256 || *s.Energy.Total != *plain.Energy.Total || s.Plan.Changes != 0 {
		t.Errorf("plan %+v", s.Plan)
	}
}

// With a budget, exactly the planned number of mini-batches is dropped, which independent draws seldom meet.
func TestBudgetDropsExactly(t *testing.T) {
	c := long(t)
	c.Iterations, c.SMD, c.EnergyBudget = 40, recipe.Constant(0.25), 1000
	for c.Seed = range uint64(2) {
		s, err := Run(t.Context(), options(c, filepath.Join(t.TempDir(), "run")))
		if err != nil {
			t.Fatal(err)
		}
		if s.IterationsDropped != 10 {
			t.Errorf("seed %d: %d of 40 are dropped", c.Seed, s.IterationsDropped)
		}
	}
}

// An impossible budget leaves nothing behind, and the error names one that is possible.
func TestImpossibleBudget(t *testing.T) {
	c := long(t)
	c.EnergyBudget = 1e-6
	o := options(c, filepath.Join(t.TempDir(), "run"))
	_, err := Run(t.Context(), o)
	var typed *recipe.Error
	if !errors.As(err, &typed) || typed.Flag != "energy-budget" {
		t.Fatalf("got error %v", err)
	}
	if _, err := os.Stat(o.Dir); err == nil {
		t.Error("there is a run directory")
	}
	_, rest, _ := strings.Cut(typed.Want, "at least ")
	smallest := schedule(t, strings.Fields(rest)[0]).At(0)
	for factor, possible := range map[float64]bool{0.99: false, 1.001: true} {
		o.Config.EnergyBudget = smallest * factor
		s, err := Run(t.Context(), o)
		if possible != (err == nil) {
			t.Errorf("%g times the smallest: got error %v", factor, err)
		}
		if possible && (s.IterationsExecuted != 1 || whole(s) > o.Config.EnergyBudget) {
			t.Errorf("%g times the smallest: %+v", factor, s.Plan)
		}
	}
}
