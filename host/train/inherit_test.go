// SPDX-License-Identifier: Apache-2.0

package train

import (
	"errors"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/e2train/e2train/driver"
	"github.com/e2train/e2train/host/recipe"
	"github.com/e2train/e2train/host/report"
	"github.com/e2train/e2train/host/rundir"
	"github.com/e2train/e2train/host/session"
)

// pretrain makes a small run that others can start from.
func pretrain(t *testing.T) (dir string, s *report.Summary) {
	t.Helper()
	dir = filepath.Join(t.TempDir(), "before")
	s, err := Run(t.Context(), options(small(t, "sim:tiny"), dir))
	if err != nil {
		t.Fatal(err)
	}
	return dir, s
}

// adapted is the small run that starts from another one.
func adapted(t *testing.T, layers recipe.Layers) recipe.Config {
	c := small(t, "sim:tiny")
	c.Init, _ = pretrain(t)
	c.TrainLayers, c.Seed = layers, 5
	return c
}

// A run starts from the weights of the one before, and says what those took, also over two runs, apart from its own energy.
func TestInherited(t *testing.T) {
	c := adapted(t, recipe.AllLayers)
	_, before := pretrain(t) // the same run once more
	first := filepath.Join(t.TempDir(), "first")
	s, err := Run(t.Context(), options(c, first))
	if err != nil {
		t.Fatal(err)
	}
	if in := s.Inherited; in == nil || in.Run != c.Init || in.Step != 14 || in.Device != "sim:tiny" || !near(*in.Energy, whole(before)) {
		t.Errorf("inherited %+v, the run before took %g J", in, whole(before))
	}
	c.Init = first
	second, err := Run(t.Context(), options(c, filepath.Join(t.TempDir(), "second")))
	if err != nil {
		t.Fatal(err)
	}
	if !near(*second.Inherited.Energy, whole(before)+whole(s)) {
		t.Errorf("inherited %g J of %g and %g", *second.Inherited.Energy, whole(before), whole(s))
	}
	if *second.Energy.Total > 1.5**s.Energy.Total {
		t.Errorf("%g J, with what was inherited", *second.Energy.Total)
	}
	scratch := c
	scratch.Init = ""
	plain, err := Run(t.Context(), options(scratch, filepath.Join(t.TempDir(), "plain")))
	if err != nil {
		t.Fatal(err)
	}
	if plain.WeightsSHA256 == s.WeightsSHA256 || plain.Inherited != nil {
		t.Error("starting from another run changes nothing")
	}
}

func near(a, b float64) bool { return math.Abs(a-b) <= 1e-9*b }

// Training the last layer alone costs about a third, and leaves all else.
func TestHeadOnlyCosts(t *testing.T) {
	c := adapted(t, recipe.HeadLayer)
	dir := filepath.Join(t.TempDir(), "run")
	s, err := Run(t.Context(), options(c, dir))
	if err != nil {
		t.Fatal(err)
	}
	perImage := s.Evaluation.MACs / s.Evaluation.Images
	images := int64(0)
	for _, line := range lines[metricsLine](t, dir, rundir.MetricsName) {
		images += line.MACs / perImage
	}
	if s.MACs != images*perImage || images == 0 {
		t.Errorf("%d MACs, not those of %d images forward", s.MACs, images)
	}
	before, _, err := OpenSaved(c.Init, driver.Open, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer before.Close()
	after, _, err := OpenSaved(dir, driver.Open, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer after.Close()
	a, b := snapshot(before), snapshot(after)
	if len(a) != len(b) || !equal(a[:1], b[:1]) || equal(a, b) {
		t.Error("the first layer has changed, or nothing has")
	}
}

// What is resumed without a checkpoint starts from the other run again, and only from the same weights.
func TestResumeInherited(t *testing.T) {
	c := adapted(t, recipe.AllLayers)
	o := options(c, filepath.Join(t.TempDir(), "run"))
	want := complete(t, o)
	interrupt(t, o, &stopper{afterStep: 3})
	forget := func() {
		for _, name := range []string{rundir.CheckpointName, rundir.PreviousName} {
			if err := os.Remove(filepath.Join(o.Dir, name)); err != nil && !errors.Is(err, os.ErrNotExist) {
				t.Fatal(err)
			}
		}
	}
	forget()
	o.Resume = true
	if _, err := Run(t.Context(), o); err != nil {
		t.Fatal(err)
	}
	compare(t, result(t, o.Dir), want)

	forget()
	if err := os.Rename(filepath.Join(c.Init, rundir.PreviousName), filepath.Join(c.Init, rundir.CheckpointName)); err != nil {
		t.Fatal(err)
	}
	if _, err := Run(t.Context(), o); !errors.Is(err, ErrChanged) {
		t.Errorf("from other weights: got error %v", err)
	}
}

func TestInheritRefuses(t *testing.T) {
	good := adapted(t, recipe.AllLayers)
	empty := filepath.Join(t.TempDir(), "empty")
	interrupt(t, options(small(t, "cpu"), empty), &stopper{afterStep: 1})
	for _, name := range []string{rundir.CheckpointName, rundir.PreviousName} {
		os.Remove(filepath.Join(empty, name))
	}
	for name, c := range map[string]struct {
		change func(c *recipe.Config)
		cause  error
		text   string
	}{
		"another network": {func(c *recipe.Config) { c.Model = "resnet14" }, session.ErrMismatch, "--model resnet8"},
		"no run":          {func(c *recipe.Config) { c.Init = t.TempDir() }, rundir.ErrNoRun, "config.json"},
		"no checkpoint":   {func(c *recipe.Config) { c.Init = empty }, rundir.ErrNoCheckpoint, empty},
	} {
		o := options(good, filepath.Join(t.TempDir(), "run"))
		c.change(&o.Config)
		if _, err := Run(t.Context(), o); !errors.Is(err, c.cause) || !strings.Contains(err.Error(), c.text) {
			t.Errorf("%s: got error %v", name, err)
		}
		if _, err := os.Stat(o.Dir); err == nil {
			t.Errorf("%s: there is a run directory", name)
		}
	}
}
