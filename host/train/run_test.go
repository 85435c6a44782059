// SPDX-License-Identifier: Apache-2.0

package train

import (
	"bytes"
	"encoding/json"
	"path/filepath"
	"slices"
	"testing"

	"github.com/e2train/e2train/host/internal/testset"
	"github.com/e2train/e2train/host/recipe"
	"github.com/e2train/e2train/host/report"
	"github.com/e2train/e2train/host/rundir"
	"github.com/e2train/e2train/sim/kernel"
	"github.com/e2train/e2train/sim/workers"
)

// keys returns the keys of a JSON object in order, nested ones as outer.inner.
func keys(t *testing.T, text []byte) (list []string) {
	t.Helper()
	d := json.NewDecoder(bytes.NewReader(text))
	var path []string
	var walk func()
	walk = func() {
		token, err := d.Token()
		if err != nil {
			t.Fatal(err)
		}
		if token != json.Delim('{') {
			return
		}
		for d.More() {
			name, _ := d.Token()
			path = append(path, name.(string))
			if path[0] != "host_operations" || len(path) == 1 {
				full := path[0]
				for _, p := range path[1:] {
					full += "." + p
				}
				list = append(list, full)
			}
			walk()
			path = path[:len(path)-1]
		}
		d.Token()
	}
	walk()
	return list
}

var joules = []string{"total", "dynamic", "static", "host", "link", "low", "high", "idle_subtracted"}

func nested(outer string, inner []string) []string {
	list := []string{outer}
	for _, name := range inner {
		list = append(list, outer+"."+name)
	}
	return list
}

// The keys of all files are an interface that scripts rely on.
func TestFiles(t *testing.T) {
	want := map[string][]string{
		rundir.MetricsName: {"step", "epoch", "dropped", "loss", "lr", "cycles", "macs", "energy_modeled_j"},
		rundir.TimingName:  {"step", "seconds", "images_per_second"},
		rundir.EvalName:    {"step", "epoch", "accuracy", "loss", "images"},
		rundir.SummaryName: slices.Concat([]string{
			"schema", "model", "data", "device", "seed", "iterations_executed", "iterations_dropped", "test_accuracy", "train_loss",
			"seconds", "images_per_second", "cycles", "macs", "utilization", "clock_hz", "device_seconds", "host_seconds_modeled",
			"bytes_to_device", "bytes_kept_on_device", "bytes_from_device", "host_operations",
		}, nested("energy_modeled_j", joules), []string{
			"evaluation", "evaluation.accuracy", "evaluation.loss", "evaluation.images", "evaluation.cycles", "evaluation.macs",
		}, nested("evaluation.energy_modeled_j", joules), []string{"evaluation.seconds", "weights_sha256", "kernels", "version"}),
	}
	for _, device := range []string{"cpu", "sim:tiny"} {
		o := options(small(t, device), filepath.Join(t.TempDir(), "run"))
		if _, err := Run(t.Context(), o); err != nil {
			t.Fatal(err)
		}
		for name, list := range want {
			text := read(t, o.Dir, name)
			if name != rundir.SummaryName {
				text, _, _ = bytes.Cut(text, []byte("\n"))
			}
			if got := keys(t, text); !slices.Equal(got, list) {
				t.Errorf("%s, %s: got keys\n%q\nwant\n%q", device, name, got, list)
			}
		}
	}
}

// lines decodes a log.
func lines[T any](t *testing.T, dir, name string) (list []T) {
	t.Helper()
	d := json.NewDecoder(bytes.NewReader(read(t, dir, name)))
	for d.More() {
		var line T
		if err := d.Decode(&line); err != nil {
			t.Fatal(err)
		}
		list = append(list, line)
	}
	return list
}

// The summary adds up the lines.
func TestTotals(t *testing.T) {
	o := options(small(t, "sim:tiny"), filepath.Join(t.TempDir(), "run"))
	s, err := Run(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	var cycles uint64
	var executed, dropped, macs int64
	var energy, lossSum, lossCount float64
	for i, line := range lines[metricsLine](t, o.Dir, rundir.MetricsName) {
		if line.Step != int64(i+1) || line.Epoch != i/5+1 {
			t.Errorf("line %d is step %d of epoch %d", i, line.Step, line.Epoch)
		}
		cycles += *line.Cycles
		macs += line.MACs
		energy += *line.Energy
		if line.Dropped != (line.Loss == nil) || line.Dropped != (line.MACs == 0) || line.Dropped != (*line.Cycles == 0) {
			t.Errorf("step %d: %+v", line.Step, line)
		}
		switch {
		case line.Dropped:
			dropped++
		default:
			executed++
			if line.Epoch == 3 {
				lossSum += *line.Loss
				lossCount++
			}
		}
	}
	if executed != s.IterationsExecuted || dropped != s.IterationsDropped || executed+dropped != 14 || dropped == 0 || executed == 0 {
		t.Errorf("%d executed and %d dropped, the summary has %d and %d", executed, dropped, s.IterationsExecuted, s.IterationsDropped)
	}
	if cycles != *s.Cycles || macs != s.MACs {
		t.Errorf("%d cycles and %d MACs, the summary has %d and %d", cycles, macs, *s.Cycles, s.MACs)
	}
	if ratio := energy / *s.Energy.Total; ratio < 1-1e-9 || ratio > 1+1e-9 {
		t.Errorf("%g J, the summary has %g", energy, *s.Energy.Total)
	}
	if mean := lossSum / lossCount; mean != *s.TrainLoss {
		t.Errorf("mean loss of the last epoch %v, the summary has %v", mean, *s.TrainLoss)
	}
	checkEvaluations(t, o.Dir, s)
}

// checkEvaluations: after both whole epochs and at the end, apart from training.
func checkEvaluations(t *testing.T, dir string, s *report.Summary) {
	t.Helper()
	var steps []int64
	evals := lines[evalLine](t, dir, rundir.EvalName)
	for _, line := range evals {
		steps = append(steps, line.Step)
	}
	if !slices.Equal(steps, []int64{5, 10, 14}) {
		t.Errorf("evaluated after steps %v", steps)
	}
	e := s.Evaluation
	if last := evals[len(evals)-1]; *e.Accuracy != last.Accuracy || *s.TestAccuracy != last.Accuracy || *e.Loss != last.Loss {
		t.Errorf("the last evaluation is %+v, the summary has %v and %v", last, *e.Accuracy, *s.TestAccuracy)
	}
	if e.Images != 3*testset.Test || *e.Cycles == 0 || *e.Energy.Total <= 0 {
		t.Errorf("got %+v", e)
	}
	perImage := float64(e.MACs) / float64(e.Images)
	if training := float64(s.MACs) / float64(s.IterationsExecuted*4); training < 2*perImage || training > 3*perImage {
		t.Errorf("training takes %.0f MACs per image, evaluation %.0f: want about 2.9 times as many", training, perImage)
	}
}

// Every network learns this set. All images are in each batch: with four of them the path depends on the last bits of every
// sum, and many a seed ends badly.
func TestLearns(t *testing.T) {
	for _, device := range []string{"cpu", "sim:tiny"} {
		if raceEnabled && device != "cpu" {
			continue
		}
		c := small(t, device)
		c.Batch, c.Iterations, c.SMD, c.Augment, c.EvalEvery = testset.Train, 40, recipe.Schedule{}, false, 0
		s, err := Run(t.Context(), options(c, filepath.Join(t.TempDir(), "run")))
		if err != nil {
			t.Fatal(err)
		}
		if *s.TestAccuracy != 1 || *s.TrainLoss > 0.3 {
			t.Errorf("%s: accuracy %v, training loss %v", device, *s.TestAccuracy, *s.TrainLoss)
		}
	}
}

// Nothing but the configuration has an influence on the outcome.
func TestSameOutcome(t *testing.T) {
	for name, config := range map[string]recipe.Config{"plain": small(t, "sim:tiny"), "psg": signed(t), "averaged": averaged(t, "sim:tiny"), "budget": budgeted(t)} {
		t.Run(name, func(t *testing.T) {
			o := options(config, "")
			o.Config.Iterations = 6
			want := complete(t, o)
			t.Run("again", func(t *testing.T) { compare(t, complete(t, o), want) })
			t.Run("other checkpoints", func(t *testing.T) {
				o := o
				o.CheckpointEvery = 1
				compare(t, complete(t, o), want)
			})
			for _, threads := range []int{1, 3} {
				t.Run("threads", func(t *testing.T) {
					workers.SetLimit(threads)
					defer workers.SetLimit(0)
					compare(t, complete(t, o), want)
				})
			}
			for _, name := range kernel.Available() {
				t.Run(name, func(t *testing.T) {
					t.Setenv(kernel.EnvName, name)
					compare(t, complete(t, o), want)
				})
			}
		})
	}
}

// And every part of the configuration that should have one has.
func TestOtherOutcome(t *testing.T) {
	o := options(small(t, "cpu"), "")
	o.Config.Iterations = 6
	want := complete(t, o)
	for name, change := range map[string]func(o *Options){
		"seed": func(o *Options) { o.Config.Seed++ }, "schedule": func(o *Options) { o.Config.Schedule = "step" },
		"warm-up": func(o *Options) { o.Config.Warmup = 3 },
		"update":  func(o *Options) { o.Config.Update = recipe.UpdateSign },
		"lr":      func(o *Options) { o.Config.LR /= 2 }, "momentum": func(o *Options) { o.Config.Momentum = 0 },
		"weight decay": func(o *Options) { o.Config.WeightDecay = 0.1 }, "augment": func(o *Options) { o.Config.Augment = false },
		"smd": func(o *Options) { o.Config.SMD = recipe.Schedule{} }, "batch": func(o *Options) { o.Config.Batch = 3 },
	} {
		other := o
		change(&other)
		if got := complete(t, other); got.metrics == want.metrics {
			t.Errorf("another %s changes nothing", name)
		}
	}
}
