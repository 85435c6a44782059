// SPDX-License-Identifier: Apache-2.0

package train

import (
	"context"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"testing"

	_ "github.com/e2train/e2train/driver/all"
	"github.com/e2train/e2train/host/internal/testset"
	"github.com/e2train/e2train/host/recipe"
	"github.com/e2train/e2train/host/report"
	"github.com/e2train/e2train/host/rundir"
)

// small is a run of 14 iterations in three epochs, the last one cut short, with dropping and augmentation.
func small(t *testing.T, device string) recipe.Config {
	t.Helper()
	c := recipe.Default()
	c.Data, c.Device = testset.Folder(t), device
	c.Batch, c.Iterations, c.EvalEvery = 4, 14, 1 // 5 batches per epoch, the last one of 2 images
	c.LR, c.SMD, c.Augment = 0.05, recipe.Constant(0.3), true
	return c
}

// signed is the same run with predictive sign gradients, checked in every other executed iteration.
func signed(t *testing.T) recipe.Config {
	c := small(t, "sim:tiny")
	c.PSG = recipe.PSG{On: true, Threshold: recipe.Constant(0.05), SkipLimit: recipe.Constant(4), CheckEvery: 2}
	return c
}

// scheduled is the signed run with everything that can change over a run changing.
func scheduled(t *testing.T) recipe.Config {
	c := signed(t)
	c.SMD, c.PSG.Threshold, c.PSG.SkipLimit = schedule(t, "steps:0.2@0,0.6@0.5"), schedule(t, "linear:0.1:0.02"), schedule(t, "cosine:0:12")
	return c
}

func schedule(t *testing.T, text string) recipe.Schedule {
	t.Helper()
	s, err := recipe.ParseSchedule(text)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// signUpdated is the same run with updates by the signs of full gradients.
func signUpdated(t *testing.T) recipe.Config {
	c := small(t, "cpu")
	c.Update, c.LR = recipe.UpdateSign, 0.01
	return c
}

func options(c recipe.Config, dir string) Options {
	return Options{Config: c, Dir: dir, CheckpointEvery: 4, Kernels: "test", Version: "test"}
}

// outcome is what must not depend on how a run got to its end.
type outcome struct{ metrics, evals, signs, plan, ledger, summary string }

// result reads the outcome from a run directory.
func result(t *testing.T, dir string) outcome {
	t.Helper()
	var s report.Summary
	if err := json.Unmarshal(read(t, dir, rundir.SummaryName), &s); err != nil {
		t.Fatal(err)
	}
	s.Seconds, s.ImagesPerSecond, s.Evaluation.Seconds = 0, 0, 0
	if s.SWA != nil {
		s.SWA.Seconds = 0
	}
	plan, _ := os.ReadFile(filepath.Join(dir, rundir.PlanName))
	text, err := report.JSON(&s)
	if err != nil {
		t.Fatal(err)
	}
	o := outcome{plan: string(plan), metrics: string(read(t, dir, rundir.MetricsName)), evals: string(read(t, dir, rundir.EvalName)), summary: string(text)}
	o.ledger = string(read(t, dir, rundir.LedgerName))
	if s.PSG != nil {
		o.signs = string(read(t, dir, rundir.PSGName))
	}
	return o
}

func read(t *testing.T, dir, name string) []byte {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(dir, name))
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// complete runs to the end in a new directory and returns the outcome.
func complete(t *testing.T, o Options) outcome {
	t.Helper()
	o.Dir = filepath.Join(t.TempDir(), "run")
	if _, err := Run(t.Context(), o); err != nil {
		t.Fatal(err)
	}
	return result(t, o.Dir)
}

func compare(t *testing.T, got, want outcome) {
	t.Helper()
	for _, part := range []struct{ name, got, want string }{
		{rundir.MetricsName, got.metrics, want.metrics},
		{rundir.EvalName, got.evals, want.evals},
		{rundir.PSGName, got.signs, want.signs},
		{rundir.LedgerName, got.ledger, want.ledger},
		{rundir.PlanName, got.plan, want.plan},
		{rundir.SummaryName, got.summary, want.summary},
	} {
		if part.got != part.want {
			t.Errorf("%s differs: got\n%s\nwant\n%s", part.name, part.got, part.want)
		}
	}
}

// stopper is an Observer that ends the context of the run at a moment.
type stopper struct {
	silence
	cancel     context.CancelFunc
	afterStep  int64 // stop after this step, unless 0
	inEval     bool  // stop in the first evaluation
	inRefresh  bool  // stop in the pass that follows averaging
	inLastEval int   // stop in an evaluation after so many steps, unless 0
	steps      int64
	notes      []string
}

func (s *stopper) Step(done Step) {
	s.steps = done.Step
	if done.Step == s.afterStep {
		s.cancel()
	}
}

func (s *stopper) Refreshing(done, total int) {
	if s.inRefresh && done < total {
		s.cancel()
	}
}

func (s *stopper) Evaluating(done, total int) {
	if done < total && (s.inEval || s.inLastEval > 0 && (s.steps == 0 || s.steps == int64(s.inLastEval))) {
		s.cancel()
	}
}

func (s *stopper) Note(text string) { s.notes = append(s.notes, text) }

// interrupt runs until s ends the context, and demands that the run says so.
func interrupt(t *testing.T, o Options, s *stopper) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	s.cancel, o.Observer = cancel, s
	if _, err := Run(ctx, o); !errors.Is(err, ErrInterrupted) {
		t.Fatalf("got error %v, want an interruption", err)
	}
}
