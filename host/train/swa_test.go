// SPDX-License-Identifier: Apache-2.0

package train

import (
	"math"
	"path/filepath"
	"testing"

	"github.com/e2train/e2train/driver"
	"github.com/e2train/e2train/host/internal/testset"
	"github.com/e2train/e2train/host/recipe"
	"github.com/e2train/e2train/host/rundir"
	"github.com/e2train/e2train/host/session"
)

// averaged is the small run with averages of the weights after steps 8, 10, 12 and 14, and statistics of three mini-batches.
func averaged(t *testing.T, device string) recipe.Config {
	c := small(t, device)
	c.Schedule, c.SWA = recipe.SWASchedule(), recipe.SWA{On: true, Start: 0.5, Rate: 0.02, Every: 2, RefreshImages: 9}
	return c
}

// The network that a run ends with has the mean of the snapshots, and the evaluation is of it.
func TestAverageIsTheMean(t *testing.T) {
	c := averaged(t, "sim:tiny")
	o := options(c, filepath.Join(t.TempDir(), "run"))
	summary, err := Run(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	if s := summary.SWA; s == nil || s.Snapshots != 4 || s.Images != 12 || *s.Energy.Total <= 0 || *s.Cycles == 0 {
		t.Fatalf("summary %+v", s)
	}
	saved, _, err := OpenSaved(o.Dir, driver.Open, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer saved.Close()
	means := snapshotMeans(t, c)
	for i, p := range saved.Net.Params() {
		for j, v := range p.Value {
			// Each of four steps of the average is rounded three times.
			if want := means[i][j]; math.Abs(float64(v)-want) > 12*0x1p-24*(math.Abs(want)+0.1) {
				t.Fatalf("%s: value %d is %v, the mean %v", p.Name, j, v, want)
			}
		}
	}
	e, err := saved.Evaluate(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	if e.Accuracy() != *summary.TestAccuracy || e.Loss != *summary.Evaluation.Loss {
		t.Errorf("saved network: accuracy %v, loss %v; summary %v, %v", e.Accuracy(), e.Loss, *summary.TestAccuracy, *summary.Evaluation.Loss)
	}
	if saved.WeightsSHA256() != summary.WeightsSHA256 {
		t.Error("the summary is about other weights than the checkpoint")
	}
}

// snapshotMeans runs again and returns the means of the weights after every second step from the middle on.
func snapshotMeans(t *testing.T, c recipe.Config) [][]float64 {
	t.Helper()
	s, err := session.Open(c)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	r, err := newRunner(s, options(c, filepath.Join(t.TempDir(), "again")), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer r.close()
	means := make([][]float64, len(s.Net.Params()))
	for r.step < r.steps {
		if err := r.iterate(); err != nil {
			t.Fatal(err)
		}
		if r.step < 7 || r.step%2 != 0 {
			continue
		}
		for i, p := range s.Net.Params() {
			means[i] = append(means[i], make([]float64, len(p.Value)-len(means[i]))...)
			for j, v := range p.Value {
				means[i][j] += float64(v) / 4
			}
		}
	}
	return means
}

// Averaging costs one forward pass over the images of the refresh, apart from training, whose iterations stay what they are.
func TestAverageCosts(t *testing.T) {
	c := averaged(t, "sim:tiny")
	with, err := Run(t.Context(), options(c, filepath.Join(t.TempDir(), "with")))
	if err != nil {
		t.Fatal(err)
	}
	c.SWA.RefreshImages = 0
	all, err := Run(t.Context(), options(c, filepath.Join(t.TempDir(), "all")))
	if err != nil {
		t.Fatal(err)
	}
	perImage := with.Evaluation.MACs / with.Evaluation.Images
	if with.SWA.MACs != 12*perImage || all.SWA.MACs != testset.Train*perImage || all.SWA.Images != testset.Train {
		t.Errorf("%d and %d MACs of %d per image", with.SWA.MACs, all.SWA.MACs, perImage)
	}
	if *with.Cycles != *all.Cycles || *with.Energy.Total != *all.Energy.Total || with.WeightsSHA256 == all.WeightsSHA256 {
		t.Error("the refresh changes training, or nothing")
	}
}

// A pass for statistics that is interrupted is made again from the state before, and what was done of it does not count.
func TestResumeInRefresh(t *testing.T) {
	o := options(averaged(t, "sim:tiny"), filepath.Join(t.TempDir(), "run"))
	want := complete(t, o)
	for range 2 {
		interrupt(t, o, &stopper{inRefresh: true})
		o.Resume = true
		saved, step, err := OpenSaved(o.Dir, driver.Open, nil)
		if err != nil {
			t.Fatal(err)
		}
		saved.Close()
		if step != 14 {
			t.Errorf("the state of step %d is saved", step)
		}
	}
	interrupt(t, o, &stopper{inLastEval: o.Config.Iterations})
	if _, err := Run(t.Context(), o); err != nil {
		t.Fatal(err)
	}
	compare(t, result(t, o.Dir), want)
	if _, err := Run(t.Context(), o); err != nil { // that is done
		t.Fatal(err)
	}
	compare(t, result(t, o.Dir), want)
}

// The rates of the schedule, dropped iterations included, end at that of the averages.
func TestAverageRates(t *testing.T) {
	o := options(averaged(t, "cpu"), filepath.Join(t.TempDir(), "run"))
	if _, err := Run(t.Context(), o); err != nil {
		t.Fatal(err)
	}
	list := lines[metricsLine](t, o.Dir, rundir.MetricsName)
	if list[0].Rate != 0.05 || list[3].Rate != 0.05 || list[4].Rate >= 0.05 || list[7].Rate != 0.02 || list[13].Rate != 0.02 {
		t.Errorf("rates %v, %v, %v, %v, %v", list[0].Rate, list[3].Rate, list[4].Rate, list[7].Rate, list[13].Rate)
	}
}
