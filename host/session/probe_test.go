// SPDX-License-Identifier: Apache-2.0

package session

import (
	"math"
	"reflect"
	"testing"

	"github.com/e2train/e2train/host/data"
	"github.com/e2train/e2train/host/ledger"
	"github.com/e2train/e2train/host/recipe"
)

func joulesOf(t *testing.T, s *Session, w *ledger.Work) float64 {
	t.Helper()
	cost, err := s.Meter.Cost(w)
	if err != nil {
		t.Fatal(err)
	}
	return *cost.Energy.Total
}

// What a probe finds is what things take then, and the network does not know that it was probed.
func TestProbe(t *testing.T) {
	c := config(t, "sim:tiny")
	c.SWA = recipe.DefaultSWA()
	s, untouched := open(t, c), open(t, c)
	loader, err := data.NewLoader(s.Data.Train, data.Training(c.Batch, 1))
	if err != nil {
		t.Fatal(err)
	}
	p, err := s.Probe(t.Context(), loader)
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(s.Tensors(), untouched.Tensors()) {
		t.Error("the network has changed")
	}
	if w := s.Meter.Take(); !reflect.DeepEqual(w, ledger.Work{}) {
		t.Errorf("work is left: %+v", w)
	}
	e, err := s.Evaluate(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	work, _ := steps(t, s, false)
	for _, part := range []struct {
		name       string
		got, takes float64
	}{
		{"evaluation", p.Evaluation, joulesOf(t, s, &e.Work)}, {"step", p.Step, joulesOf(t, s, &work)},
		{"planning", p.Step + p.Dropped + p.Evaluation + p.Snapshot + p.Refresh, joulesOf(t, s, &p.Work)}, // the set has two mini-batches
	} {
		if math.Abs(part.got-part.takes) > 1e-9*part.takes {
			t.Errorf("%s: found %v J, takes %v J", part.name, part.got, part.takes)
		}
	}
	if !(p.Dropped < p.Snapshot && p.Snapshot < p.Refresh && p.Refresh < p.Step) {
		t.Errorf("%+v", p)
	}
}
