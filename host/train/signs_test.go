// SPDX-License-Identifier: Apache-2.0

package train

import (
	"bytes"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/e2train/e2train/host/recipe"
	"github.com/e2train/e2train/host/rundir"
)

// The keys of what predictive sign gradients write are an interface, too; plain runs write none of it.
func TestFilesOfSigns(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "run")
	if _, err := Run(t.Context(), options(signed(t), dir)); err != nil {
		t.Fatal(err)
	}
	metrics, _, _ := bytes.Cut(read(t, dir, rundir.MetricsName), []byte("\n"))
	want := []string{"step", "epoch", "dropped", "loss", "lr", "cycles", "macs", "energy_modeled_j", "psg_decided"}
	if got := keys(t, metrics); !slices.Equal(got, want) {
		t.Errorf("%s: got keys %q, want %q", rundir.MetricsName, got, want)
	}
	line, _, _ := bytes.Cut(read(t, dir, rundir.PSGName), []byte("\n"))
	want = []string{"step", "epoch", "layer", "max_abs", "tau", "decided", "tiles", "skipped_tiles", "wrong_sign_rate"}
	if got := keys(t, line); !slices.Equal(got, want) {
		t.Errorf("%s: got keys %q, want %q", rundir.PSGName, got, want)
	}
	plain := filepath.Join(t.TempDir(), "run")
	if _, err := Run(t.Context(), options(small(t, "sim:tiny"), plain)); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Join(plain, rundir.PSGName)); err == nil {
		t.Error("a plain run has signs")
	}
}

// The summary adds up the lines: every layer in every executed iteration, checked in every other one.
func TestSignsAddUp(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "run")
	s, err := Run(t.Context(), options(signed(t), dir))
	if err != nil {
		t.Fatal(err)
	}
	decided, skipped, tiles, checked := map[string]float64{}, map[string]int{}, map[string]int{}, map[int64]bool{}
	list := lines[psgLine](t, dir, rundir.PSGName)
	for i, line := range list {
		if want := s.PSG.Layers[i%len(s.PSG.Layers)].Layer; line.Layer != want {
			t.Fatalf("line %d is about %s, want %s", i, line.Layer, want)
		}
		decided[line.Layer] += line.Decided
		skipped[line.Layer] += line.SkippedTiles
		tiles[line.Layer] += line.Tiles
		if line.WrongSigns != nil {
			checked[line.Step] = true
		}
	}
	if n := s.IterationsExecuted; int64(len(list)) != n*int64(len(s.PSG.Layers)) || s.PSG.Checked != (n+1)/2 || int64(len(checked)) != s.PSG.Checked {
		t.Errorf("%d lines for %d iterations and %d layers, %d checked, the summary has %d", len(list), n, len(s.PSG.Layers), len(checked), s.PSG.Checked)
	}
	if !checked[list[0].Step] {
		t.Error("the first executed iteration was not checked")
	}
	all := 0
	for _, l := range s.PSG.Layers {
		mean := decided[l.Layer] / float64(s.IterationsExecuted)
		if ratio := mean / *l.Decided; ratio < 1-1e-9 || ratio > 1+1e-9 { // the same shares, added in another way
			t.Errorf("%s: %g decided, the summary has %g", l.Layer, mean, *l.Decided)
		}
		if rate := float64(skipped[l.Layer]) / float64(tiles[l.Layer]); rate != *l.SkippedTiles {
			t.Errorf("%s: %g skipped, the summary has %g", l.Layer, rate, *l.SkippedTiles)
		}
		if *l.WrongSigns < 0 || *l.WrongSigns > 0.5 {
			t.Errorf("%s: %g wrong signs", l.Layer, *l.WrongSigns)
		}
		all += skipped[l.Layer]
	}
	if all == 0 || *s.PSG.Decided <= 0 || *s.PSG.Decided >= 1 {
		t.Errorf("%d tiles skipped, %g decided: the test sees nothing", all, *s.PSG.Decided)
	}
	for _, line := range lines[psgMetricsLine](t, dir, rundir.MetricsName) {
		if line.Dropped != (line.Decided == nil) {
			t.Errorf("step %d: dropped %v, decided %v", line.Step, line.Dropped, line.Decided)
		}
	}
}

// Every option changes the outcome, except that checks change nothing but what they log.
func TestOtherSigns(t *testing.T) {
	o := options(signed(t), "")
	o.Config.Iterations = 6
	want := complete(t, o)
	for name, change := range map[string]func(p *recipe.PSG){
		"psg": func(p *recipe.PSG) { *p = recipe.PSG{} }, "threshold": func(p *recipe.PSG) { p.Threshold = recipe.Constant(0.5) },
		"skip limit": func(p *recipe.PSG) { p.SkipLimit = recipe.Constant(15) }, "filling": func(p *recipe.PSG) { p.FillSign = true },
	} {
		other := o
		change(&other.Config.PSG)
		if got := complete(t, other); got.metrics == want.metrics {
			t.Errorf("another %s changes nothing", name)
		}
	}
	o.Config.PSG.CheckEvery = 0
	got := complete(t, o)
	if got.metrics != want.metrics || got.evals != want.evals {
		t.Error("checks change results")
	}
	if got.signs == want.signs || !strings.Contains(got.signs, `"wrong_sign_rate":null`) || strings.Contains(got.signs, `"wrong_sign_rate":0`) {
		t.Error("without checks there are wrong signs")
	}
}

// A run with signs learns, and few of them are wrong.
func TestLearnsFromSigns(t *testing.T) {
	if raceEnabled {
		t.Skip("not tested with the race detector: a whole run, for it is slow")
	}
	c := signed(t)
	c.PSG, c.LR = recipe.DefaultPSG(), recipe.SignRate
	c.Iterations, c.SMD, c.Augment, c.EvalEvery = 40, recipe.Schedule{}, false, 0
	s, err := Run(t.Context(), options(c, filepath.Join(t.TempDir(), "run")))
	if err != nil {
		t.Fatal(err)
	}
	if *s.TestAccuracy != 1 || *s.TrainLoss > 0.5 { // by chance it is log 2
		t.Errorf("accuracy %v, training loss %v", *s.TestAccuracy, *s.TrainLoss)
	}
	if p := s.PSG; *p.Decided < 0.05 || *p.WrongSigns > 0.02 || p.Checked != 1 {
		t.Errorf("%g decided, %g wrong, %d iterations checked", *p.Decided, *p.WrongSigns, p.Checked)
	}
}

// Thresholds, skip limits and dropping follow their schedules: tau is the threshold's share of the largest prediction, no tile
// is skipped while the limit is 0 unless all of it is decided, and every tile at the limit that is a whole one.
func TestSchedulesAreFollowed(t *testing.T) {
	c := scheduled(t)
	c.Iterations, c.PSG.SkipLimit = 20, schedule(t, "steps:0@0,16@0.5")
	o := options(c, filepath.Join(t.TempDir(), "run"))
	if _, err := Run(t.Context(), o); err != nil {
		t.Fatal(err)
	}
	for _, line := range lines[psgLine](t, o.Dir, rundir.PSGName) {
		f := float64(line.Step-1) / 20
		beta := 0.1 + (0.02-0.1)*f
		if want := math.Ceil(beta * float64(line.MaxAbs)); math.Abs(float64(line.Tau)-want) > 1 {
			t.Errorf("step %d, %s: tau %d of %d, want %g", line.Step, line.Layer, line.Tau, line.MaxAbs, want)
		}
		if all := line.SkippedTiles == line.Tiles; all != (f >= 0.5) {
			t.Errorf("step %d, %s: %d of %d tiles skipped", line.Step, line.Layer, line.SkippedTiles, line.Tiles)
		}
	}
	for _, line := range lines[metricsLine](t, o.Dir, rundir.MetricsName) {
		p := recipe.Config{Seed: c.Seed, SMD: recipe.Constant([]float64{0.2, 0.6}[(line.Step-1)/10])}
		if line.Dropped != p.Dropped(line.Step-1, 0) {
			t.Errorf("step %d: dropped %t", line.Step, line.Dropped)
		}
	}
}
