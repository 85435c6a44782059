// SPDX-License-Identifier: Apache-2.0

package train

import (
	"path/filepath"
	"testing"

	"github.com/e2train/e2train/host/session"
)

// A dropped iteration consumes its batch and leaves weights, momenta and state as they are.
func TestDroppedIsNotExecuted(t *testing.T) {
	c := small(t, "cpu")
	c.SMD = 0.5
	s, err := session.Open(c)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	r, err := newRunner(s, options(c, filepath.Join(t.TempDir(), "run")))
	if err != nil {
		t.Fatal(err)
	}
	defer r.close()
	for dropped, executed := 0, 0; dropped < 3 || executed < 3; {
		if r.step == r.steps {
			t.Fatalf("%d dropped and %d executed iterations are too few for this test", dropped, executed)
		}
		before := snapshot(s)
		drop := c.Dropped(r.step)
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

// The batch that follows a dropped one is the one that follows it in the data.
func TestDroppedBatchIsConsumed(t *testing.T) {
	c := small(t, "cpu")
	c.SMD = 0.9
	s, err := session.Open(c)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	r, err := newRunner(s, options(c, filepath.Join(t.TempDir(), "run")))
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
