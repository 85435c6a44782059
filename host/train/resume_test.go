// SPDX-License-Identifier: Apache-2.0

package train

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/e2train/e2train/host/recipe"
	"github.com/e2train/e2train/host/rundir"
)

// Interrupted after every single step, and resumed, a run ends as if it had not been.
func TestResumeAfterEveryStep(t *testing.T) {
	for name, config := range map[string]recipe.Config{
		"cpu": small(t, "cpu"), "sim:tiny": small(t, "sim:tiny"), "psg": signed(t), "sign": signUpdated(t), "scheduled": scheduled(t),
		"averaged": averaged(t, "sim:tiny"), "slu": everythingOn(t), "budget": budgeted(t), "head": adapted(t, recipe.HeadLayer),
	} {
		t.Run(name, func(t *testing.T) {
			o := options(config, filepath.Join(t.TempDir(), "run"))
			want := complete(t, o)
			for step := int64(1); step < int64(strings.Count(want.metrics, "\n")); step += stride(name) {
				interrupt(t, o, &stopper{afterStep: step})
				o.Resume = true
			}
			if _, err := Run(t.Context(), o); err != nil {
				t.Fatal(err)
			}
			compare(t, result(t, o.Dir), want)
		})
	}
}

// stride is the number of steps between interruptions of a run: with E2TRAIN_FULL=1 there is one after every step of each.
func stride(name string) int64 {
	switch {
	case raceEnabled:
		return 4
	case os.Getenv("E2TRAIN_FULL") == "" && !slices.Contains([]string{"cpu", "sim:tiny", "psg"}, name):
		return 3
	}
	return 1
}

// An evaluation that is interrupted is made again, and what was done of it does not count.
func TestResumeInEvaluation(t *testing.T) {
	o := options(small(t, "sim:tiny"), filepath.Join(t.TempDir(), "run"))
	want := complete(t, o)
	interrupt(t, o, &stopper{inEval: true})
	o.Resume = true
	interrupt(t, o, &stopper{inEval: true})
	if _, err := Run(t.Context(), o); err != nil {
		t.Fatal(err)
	}
	compare(t, result(t, o.Dir), want)
}

// What was written after the last checkpoint, as by a process that was killed, is written again.
func TestResumeFromOlderCheckpoint(t *testing.T) {
	o := options(small(t, "cpu"), filepath.Join(t.TempDir(), "run"))
	want := complete(t, o)
	interrupt(t, o, &stopper{afterStep: 11})
	if err := os.Rename(filepath.Join(o.Dir, rundir.PreviousName), filepath.Join(o.Dir, rundir.CheckpointName)); err != nil {
		t.Fatal(err)
	}
	o.Resume = true
	if _, err := Run(t.Context(), o); err != nil {
		t.Fatal(err)
	}
	compare(t, result(t, o.Dir), want)
}

// A run without any checkpoint begins again.
func TestResumeFromNothing(t *testing.T) {
	o := options(small(t, "cpu"), filepath.Join(t.TempDir(), "run"))
	want := complete(t, o)
	interrupt(t, o, &stopper{afterStep: 6})
	for _, name := range []string{rundir.CheckpointName, rundir.PreviousName} {
		if err := os.Remove(filepath.Join(o.Dir, name)); err != nil {
			t.Fatal(err)
		}
	}
	o.Resume = true
	if _, err := Run(t.Context(), o); err != nil {
		t.Fatal(err)
	}
	compare(t, result(t, o.Dir), want)
}

func TestResumeAfterDamage(t *testing.T) {
	o := options(small(t, "cpu"), filepath.Join(t.TempDir(), "run"))
	want := complete(t, o)
	interrupt(t, o, &stopper{afterStep: 11})
	if err := os.Truncate(filepath.Join(o.Dir, rundir.CheckpointName), 1000); err != nil {
		t.Fatal(err)
	}
	o.Resume = true
	listener := &stopper{}
	o.Observer = listener
	if _, err := Run(t.Context(), o); err != nil {
		t.Fatal(err)
	}
	compare(t, result(t, o.Dir), want)
	if len(listener.notes) != 1 || !strings.Contains(listener.notes[0], "truncated") {
		t.Errorf("got notes %q", listener.notes)
	}
	if _, err := os.Stat(filepath.Join(o.Dir, rundir.CorruptName)); err != nil {
		t.Errorf("the damaged checkpoint was not kept: %v", err)
	}
}

// A run that is done can be resumed: nothing changes.
func TestResumeWhenDone(t *testing.T) {
	o := options(small(t, "cpu"), filepath.Join(t.TempDir(), "run"))
	if _, err := Run(t.Context(), o); err != nil {
		t.Fatal(err)
	}
	want := result(t, o.Dir)
	o.Resume = true
	if _, err := Run(t.Context(), o); err != nil {
		t.Fatal(err)
	}
	compare(t, result(t, o.Dir), want)
}

func TestResumeRefuses(t *testing.T) {
	base := options(small(t, "cpu"), filepath.Join(t.TempDir(), "run"))
	interrupt(t, base, &stopper{afterStep: 5})
	base.Resume = true
	edit := func(t *testing.T, name string, change func(text string) string) {
		path := filepath.Join(base.Dir, name)
		old := read(t, base.Dir, name)
		t.Cleanup(func() { os.WriteFile(path, old, 0o666) })
		if err := os.WriteFile(path, []byte(change(string(old))), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	cases := []struct {
		name   string
		change func(t *testing.T, o *Options)
		cause  error
		text   string
	}{
		{"another configuration", func(t *testing.T, o *Options) { o.Config.Seed++ }, ErrChanged, "configuration"},
		{"other images", func(t *testing.T, o *Options) {
			edit(t, rundir.ConfigName, func(s string) string { return strings.Replace(s, `"data_sha256": "`, `"data_sha256": "f`, 1) })
		}, ErrChanged, "images"},
		{"another contract", func(t *testing.T, o *Options) {
			edit(t, rundir.ConfigName, func(s string) string { return strings.Replace(s, `"contract": `, `"contract": 9`, 1) })
		}, ErrChanged, "rules"},
		{"a shorter log", func(t *testing.T, o *Options) {
			edit(t, rundir.MetricsName, func(s string) string { return s[:len(s)-1] })
		}, rundir.ErrLogShort, rundir.MetricsName},
		{"no run", func(t *testing.T, o *Options) { o.Dir = t.TempDir() }, rundir.ErrNoRun, "config.json"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			o := base
			c.change(t, &o)
			if _, err := Run(t.Context(), o); !errors.Is(err, c.cause) || !strings.Contains(err.Error(), c.text) {
				t.Errorf("got error %v, want one about %v that says %q", err, c.cause, c.text)
			}
		})
	}
	if _, err := Run(t.Context(), base); err != nil {
		t.Errorf("after all that, the run cannot go on: %v", err)
	}
}

func TestTwoRunsInOneDirectory(t *testing.T) {
	o := options(small(t, "cpu"), filepath.Join(t.TempDir(), "run"))
	interrupt(t, o, &stopper{afterStep: 2})
	holder, err := rundir.Open(o.Dir)
	if err != nil {
		t.Fatal(err)
	}
	defer holder.Close()
	if _, err := Run(t.Context(), o); !errors.Is(err, rundir.ErrNotEmpty) {
		t.Errorf("a new run: got error %v", err)
	}
	o.Resume = true
	if _, err := Run(t.Context(), o); !errors.Is(err, rundir.ErrLocked) {
		t.Errorf("resumed: got error %v", err)
	}
}
