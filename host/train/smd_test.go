// SPDX-License-Identifier: Apache-2.0

package train

import (
	"path/filepath"
	"testing"

	"github.com/e2train/e2train/host/recipe"
	"github.com/e2train/e2train/host/rundir"
	"github.com/e2train/e2train/host/session"
)

// A dropped iteration consumes its batch and leaves weights, momenta and state as they are.
func TestDroppedIsNotExecuted(t *testing.T) {
	c := small(t, "cpu")
	c.SMD = recipe.Constant(0.5)
	s, err := session.Open(c)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	r, err := newRunner(s, options(c, filepath.Join(t.TempDir(), "run")), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer r.close()
	for dropped, executed := 0, 0; dropped < 3 || executed < 3; {
		if r.step == r.steps {
			t.Fatalf("%d dropped and %d executed iterations are too few for this test", dropped, executed)
		}
		before := snapshot(s)
		drop := c.Dropped(r.step, 0)
		if err := r.iterate(); err != nil {
			t.Fatal(err)
		}
		if same := equal(before, snapshot(s)); same != drop {
			t.Errorf("iteration %d: dropped %v, state unchanged %v", r.step, drop, same)
		}
		if drop {
			dropped++
		} else {
			executed++
		}
	}
}

// With SMDUpdate, a dropped iteration moves the weights as one with gradients of zero: by momentum and weight decay. Before the
// first executed one nothing moves.
func TestDroppedUpdate(t *testing.T) {
	c := small(t, "cpu")
	c.Seed, c.SMD, c.SMDUpdate, c.WeightDecay = 2, recipe.Constant(0.7), true, 0.01
	s, err := session.Open(c)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	r, err := newRunner(s, options(c, filepath.Join(t.TempDir(), "run")), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer r.close()
	early, late := 0, 0
	for r.step < r.steps {
		before, drop, executed := snapshot(s), c.Dropped(r.step, 0), r.totals.Executed
		rate := r.rate(r.step)
		if err := r.iterate(); err != nil {
			t.Fatal(err)
		}
		switch {
		case drop && executed == 0:
			early++
			if !equal(before, snapshot(s)) {
				t.Errorf("iteration %d moves weights that have no gradient yet", r.step)
			}
		case drop:
			late++
			checkCoasted(t, s, before, rate)
		}
	}
	if early == 0 || late < 3 {
		t.Fatalf("%d dropped before and %d after an executed iteration are too few for this test", early, late)
	}
}

// checkCoasted compares every parameter with v = 0.9 v + 0.01 w, w = w - rate v.
func checkCoasted(t *testing.T, s *session.Session, before [][]float32, rate float32) {
	t.Helper()
	after := snapshot(s)
	for i := range s.Net.Params() {
		for j, w := range before[2*i] {
			v := float32(0.9*before[2*i+1][j]) + float32(0.01*w)
			if after[2*i+1][j] != v || after[2*i][j] != w-float32(rate*v) {
				t.Fatalf("parameter %d: momentum %g and value %g, want %g and %g", i, after[2*i+1][j], after[2*i][j], v, w-float32(rate*v))
			}
		}
	}
}

// The learning rate falls with the loop iterations, dropped ones included, and with the run's own length: a plain run of the
// executed part's length goes through all of it.
func TestRateCountsDropped(t *testing.T) {
	for _, c := range []struct {
		smd        float64
		iterations int
	}{{0.5, 16}, {0, 8}} {
		o := options(small(t, "cpu"), filepath.Join(t.TempDir(), "run"))
		o.Config.SMD, o.Config.Iterations, o.Config.Schedule, o.Config.EvalEvery = recipe.Constant(c.smd), c.iterations, "step", 0
		if _, err := Run(t.Context(), o); err != nil {
			t.Fatal(err)
		}
		for i, line := range lines[metricsLine](t, o.Dir, rundir.MetricsName) {
			want := []float32{0.05, 0.05, 0.005, 0.0005}[4*i/c.iterations]
			if line.Rate != want {
				t.Errorf("iteration %d of %d, dropped %t: rate %g, want %g", i, c.iterations, line.Dropped, line.Rate, want)
			}
		}
	}
}

// The batch that follows a dropped one is the one that follows it in the data.
func TestDroppedBatchIsConsumed(t *testing.T) {
	c := small(t, "cpu")
	c.SMD = recipe.Constant(0.9)
	s, err := session.Open(c)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	r, err := newRunner(s, options(c, filepath.Join(t.TempDir(), "run")), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer r.close()
	for r.step < 7 {
		if err := r.iterate(); err != nil {
			t.Fatal(err)
		}
	}
	b, err := r.next()
	if err != nil {
		t.Fatal(err)
	}
	if b.Epoch != 1 || b.Number != 2 {
		t.Errorf("after 7 iterations of 5 per epoch comes batch %d of epoch %d, both counted from 0", b.Number, b.Epoch)
	}
}

// snapshot copies everything that training changes.
func snapshot(s *session.Session) (values [][]float32) {
	for _, t := range s.Tensors() {
		values = append(values, append([]float32(nil), t.Data...))
	}
	return values
}

func equal(a, b [][]float32) bool {
	for i := range a {
		for j, v := range a[i] {
			if v != b[i][j] {
				return false
			}
		}
	}
	return true
}
