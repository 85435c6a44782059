// SPDX-License-Identifier: Apache-2.0

package train

import (
	"bytes"
	"errors"
	"math"
	"path/filepath"
	"slices"
	"testing"

	"github.com/e2train/e2train/host/recipe"
	"github.com/e2train/e2train/host/rundir"
)

// gated is the run of small with selective layer update and a target that changes.
func gated(t *testing.T, device string) recipe.Config {
	c := small(t, device)
	c.SLU = recipe.DefaultSLU()
	var err error
	if c.SLU.Target, err = recipe.ParseSchedule("linear:0.2:0.6"); err != nil {
		t.Fatal(err)
	}
	return c
}

// everythingOn is the run of signed with selective layer update, and averages.
func everythingOn(t *testing.T) recipe.Config {
	c := signed(t)
	c.SLU = gated(t, "sim:tiny").SLU
	a := averaged(t, "sim:tiny")
	c.Schedule, c.SWA = a.Schedule, a.SWA
	return c
}

// The keys of what skipping writes are an interface, too, alone and with signs.
func TestFilesOfSkipping(t *testing.T) {
	plain := []string{"step", "epoch", "dropped", "loss", "lr", "cycles", "macs", "energy_modeled_j"}
	for name, c := range map[string]recipe.Config{"alone": gated(t, "cpu"), "signs": everythingOn(t)} {
		dir := filepath.Join(t.TempDir(), "run")
		s, err := Run(t.Context(), options(c, dir))
		if err != nil {
			t.Fatal(err)
		}
		want := slices.Clone(plain)
		if c.PSG.On {
			want = append(want, "psg_decided")
		}
		want = append(want, "skipped", "skipped_macs")
		metrics, _, _ := bytes.Cut(read(t, dir, rundir.MetricsName), []byte("\n"))
		if got := keys(t, metrics); !slices.Equal(got, want) {
			t.Errorf("%s: got keys %q, want %q", name, got, want)
		}
		if s.Skipping == nil || len(s.Skipping.Blocks) != 2 {
			t.Errorf("%s: got %+v, want two blocks", name, s.Skipping)
		}
	}
}

// The summary adds up the lines; batches of two images count half of those of four.
func TestSkippingAddsUp(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "run")
	c := gated(t, "sim:tiny")
	s, err := Run(t.Context(), options(c, dir))
	if err != nil {
		t.Fatal(err)
	}
	var sums, last [2]float64
	var images, lastImages float64
	for _, line := range lines[skipMetricsLine](t, dir, rundir.MetricsName) {
		if line.Dropped != (line.Skipped == nil) {
			t.Fatalf("step %d: dropped %v, skipped %v", line.Step, line.Dropped, line.Skipped)
		}
		if line.Dropped {
			continue
		}
		n := 4.0
		if line.Step%5 == 0 {
			n = 2
		}
		sums[0] += n * *line.Skipped
		sums[1] += n * *line.SkippedMACs
		images += n
		if line.Epoch == 3 {
			last[0] += n * *line.Skipped
			last[1] += n * *line.SkippedMACs
			lastImages += n
		}
	}
	k := s.Skipping
	for name, pair := range map[string][2]float64{
		"blocks": {*k.Skipped, sums[0] / images}, "MACs": {*k.SkippedMACs, sums[1] / images},
		"blocks of the last epoch": {*k.LastEpoch, last[0] / lastImages}, "MACs of the last epoch": {*k.LastEpochMACs, last[1] / lastImages},
		"blocks one by one": {*k.Skipped, 1 - (*k.Blocks[0].Computed+*k.Blocks[1].Computed)/2},
	} {
		if math.Abs(pair[0]-pair[1]) > 1e-12 {
			t.Errorf("%s: the summary has %g skipped, the lines %g", name, pair[0], pair[1])
		}
	}
	if *k.Skipped == 0 || *k.Skipped == 1 {
		t.Errorf("%g skipped: the test sees nothing", *k.Skipped)
	}
}

// Every option changes the outcome.
func TestOtherSkipping(t *testing.T) {
	c := gated(t, "cpu")
	c.SMD, c.Iterations = recipe.Schedule{}, 6
	base := complete(t, options(c, ""))
	for name, change := range map[string]func(c *recipe.Config){
		"off": func(c *recipe.Config) { c.SLU = recipe.SLU{} }, "mode": func(c *recipe.Config) { c.SLU.Mode = "dense" },
		"target":      func(c *recipe.Config) { c.SLU.Target = recipe.Constant(0.9) },
		"regularizer": func(c *recipe.Config) { c.SLU.Regularizer = "flops" }, "beta": func(c *recipe.Config) { c.SLU.Beta = 3 },
		"gradient": func(c *recipe.Config) { c.SLU.SkippedGradient = "importance" },
		"depth": func(c *recipe.Config) {
			c.SLU, c.Depth = recipe.SLU{}, recipe.StochasticDepth{Drop: 0.4, Decay: "constant"}
		},
		"decay": func(c *recipe.Config) {
			c.SLU, c.Depth = recipe.SLU{}, recipe.StochasticDepth{Drop: 0.4, Decay: "linear"}
		},
	} {
		other := c
		change(&other)
		if got := complete(t, options(other, "")); got.metrics == base.metrics {
			t.Errorf("another %s changes nothing", name)
		}
	}
	c.SLU.Inference = "threshold"
	if got := complete(t, options(c, "")); got.metrics != base.metrics || got.evals == base.evals {
		t.Error("the threshold changes training, or not evaluation")
	}
}

// A run in which a block is never computed works, and its evaluation, too.
func TestSkippingEverything(t *testing.T) {
	c := gated(t, "sim:tiny")
	c.SLU.Target, c.SLU.Beta, c.SMD, c.Iterations, c.LR = recipe.Constant(1), 100, recipe.Schedule{}, 20, 0.5
	s, err := Run(t.Context(), options(c, filepath.Join(t.TempDir(), "run")))
	if err != nil {
		t.Fatal(err)
	}
	if *s.Skipping.LastEpoch != 1 {
		t.Errorf("%g skipped", *s.Skipping.LastEpoch)
	}
}

// Values that no run can have are errors that name the flag.
func TestSkippingRefuses(t *testing.T) {
	for flag, change := range map[string]func(c *recipe.Config){
		"slu":                    func(c *recipe.Config) { c.SLU.On = false },
		"slu-mode":               func(c *recipe.Config) { c.SLU.Mode = "some" },
		"slu-target":             func(c *recipe.Config) { c.SLU.Target = recipe.Constant(1.1) },
		"slu-regularizer":        func(c *recipe.Config) { c.SLU.Regularizer = "" },
		"slu-beta":               func(c *recipe.Config) { c.SLU.Beta = math.NaN() },
		"slu-inference":          func(c *recipe.Config) { c.SLU.Inference = "guess" },
		"slu-skipped-gradient":   func(c *recipe.Config) { c.SLU.SkippedGradient = "half" },
		"stochastic-depth":       func(c *recipe.Config) { c.Depth = recipe.StochasticDepth{Drop: 0.2, Decay: "linear"} },
		"stochastic-depth-decay": func(c *recipe.Config) { c.SLU, c.Depth = recipe.SLU{}, recipe.StochasticDepth{Drop: 0.2} },
	} {
		c := gated(t, "cpu")
		change(&c)
		_, err := Run(t.Context(), options(c, filepath.Join(t.TempDir(), "run")))
		var typed *recipe.Error
		if !errors.As(err, &typed) || typed.Flag != flag {
			t.Errorf("got error %v, want one about --%s", err, flag)
		}
	}
}

// The share that skips settles at its target: in the second half of a run its mean is within three points.
func TestSkippingSettles(t *testing.T) {
	if raceEnabled {
		t.Skip("not tested with the race detector: whole runs, for they are slow")
	}
	for _, target := range []float64{0.2, 0.6} {
		for _, regularizer := range recipe.SLURegularizers() {
			c := gated(t, "cpu")
			c.Schedule, c.LR, c.Iterations, c.SMD, c.Augment, c.EvalEvery = "constant", 0.05, 240, recipe.Schedule{}, false, 0
			c.Batch = 18 // all images: by four, losses of ten and more throw gates far off
			c.SLU.Target, c.SLU.Regularizer = recipe.Constant(target), regularizer
			dir := filepath.Join(t.TempDir(), "run")
			if _, err := Run(t.Context(), options(c, dir)); err != nil {
				t.Fatal(err)
			}
			sum, n := 0.0, 0.0
			for _, line := range lines[skipMetricsLine](t, dir, rundir.MetricsName)[120:] {
				share := *line.Skipped
				if regularizer == "flops" {
					share = *line.SkippedMACs
				}
				sum += share
				n++
			}
			if got := sum / n; math.Abs(got-target) > 0.03 {
				t.Errorf("%s: %.1f %% skipped, target %.0f %%", regularizer, 100*got, 100*target)
			} else {
				t.Logf("%s: %.1f %% skipped, target %.0f %%", regularizer, 100*got, 100*target)
			}
		}
	}
}
