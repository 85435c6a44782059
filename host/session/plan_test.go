// SPDX-License-Identifier: Apache-2.0

package session

import (
	"errors"
	"reflect"
	"testing"

	"github.com/e2train/e2train/driver"
	"github.com/e2train/e2train/host/data"
	"github.com/e2train/e2train/host/ledger"
	"github.com/e2train/e2train/host/recipe"
)

// What is planned is what happens: every counter, byte and host operation of a step and of an evaluation, pass by pass.
func TestPlanEqualsSession(t *testing.T) {
	for _, address := range []string{"sim:tiny", "sim:tiny?limit=100KB", "sim:ultra96?memory=ideal", "sim:ultra96-fp32?lanes=44"} {
		c := config(t, address)
		c.Augment = true
		s := open(t, c)
		b := firstBatch(t, s)
		if _, err := s.Train(t.Context(), b, 0.1); err != nil {
			t.Fatal(err)
		}
		step := s.Meter.Take()
		if step.BytesKept == 0 {
			t.Errorf("%s: nothing stays on the device", address)
		}
		e, err := s.Evaluate(t.Context(), nil)
		if err != nil {
			t.Fatal(err)
		}
		set := s.Data.Train
		plan, err := NewPlan(c, s.Info, ledger.Images{Channels: set.C, Height: set.H, Width: set.W, Classes: len(set.Classes)})
		if err != nil {
			t.Fatal(err)
		}
		if got, err := plan.Step(t.Context(), b.N); err != nil || !reflect.DeepEqual(got, step) {
			t.Errorf("%s: step: error %v, planned\n%+v, was\n%+v", address, err, got, step)
		}
		var evaluation ledger.Work
		for left := s.Data.Test.Len(); left > 0; left -= c.Batch {
			part, err := plan.Evaluation(t.Context(), min(left, c.Batch))
			if err != nil {
				t.Fatal(err)
			}
			evaluation.Add(&part)
		}
		if !reflect.DeepEqual(evaluation, e.Work) {
			t.Errorf("%s: evaluation: planned\n%+v, was\n%+v", address, evaluation, e.Work)
		}
	}
}

// Layers that stay in float32 are the host's work beside a device of integers, and the device's on the float32 baseline.
func TestPlanOfFloatLayers(t *testing.T) {
	for address, want := range map[string]int{"sim:ultra96": 51, "sim:ultra96-fp32": 57} {
		c := config(t, address)
		c.Model = "mobilenetv2"
		s := open(t, c)
		b := firstBatch(t, s)
		if _, err := s.Train(t.Context(), b, 0.1); err != nil {
			t.Fatal(err)
		}
		step, set := s.Meter.Take(), s.Data.Train
		plan, err := NewPlan(c, s.Info, ledger.Images{Channels: set.C, Height: set.H, Width: set.W, Classes: len(set.Classes)})
		if err != nil {
			t.Fatal(err)
		}
		if got, err := plan.Step(t.Context(), b.N); err != nil || !reflect.DeepEqual(got, step) {
			t.Errorf("%s: step: error %v, planned\n%+v, was\n%+v", address, err, got, step)
		}
		if n := len(plan.Convs()); n != want || (step.HostOps["conv_macs"] > 0) != (want == 51) {
			t.Errorf("%s: %d layers on the device, not %d; %d multiply-accumulates on the host", address, n, want, step.HostOps["conv_macs"])
		}
	}
}

func firstBatch(t *testing.T, s *Session) *data.Batch {
	t.Helper()
	loader, err := data.NewLoader(s.Data.Train, data.Training(s.Config.Batch, 1))
	if err != nil {
		t.Fatal(err)
	}
	stream, err := loader.At(t.Context(), 0, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer stream.Close()
	b, err := stream.Next()
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestPlanRefuses(t *testing.T) {
	s := open(t, config(t, "sim:tiny"))
	images := ledger.Images{Channels: 3, Height: 8, Width: 8, Classes: 3}
	if _, err := NewPlan(psgConfig(t, "sim:tiny"), s.Info, images); !errors.Is(err, recipe.ErrValue) {
		t.Errorf("psg: error %v", err)
	}
	if _, err := NewPlan(config(t, "cpu"), driver.Info{Kind: driver.KindReference}, images); !errors.Is(err, driver.ErrReference) {
		t.Errorf("cpu: error %v", err)
	}
}
