// SPDX-License-Identifier: Apache-2.0

package session

import (
	"reflect"
	"testing"

	"github.com/e2train/e2train/driver/drivertest"
	"github.com/e2train/e2train/host/data"
	"github.com/e2train/e2train/host/ledger"
	"github.com/e2train/e2train/host/recipe"
)

// TestStepOnRTL trains resnet8 on four images with predictive sign gradients, on the RTL and on the simulator: the same
// weights, and the same work in every counter.
func TestStepOnRTL(t *testing.T) {
	drivertest.Need(t, "verilator:ultra96", "a training step on the RTL of ultra96")
	weights, work := stepOn(t, "sim:ultra96", true)
	got, done := stepOn(t, "verilator:ultra96", true)
	if got != weights {
		t.Error("the weights after the step differ")
	}
	if !reflect.DeepEqual(done, work) {
		t.Errorf("the RTL did %+v, the simulator %+v", done, work)
	}
}

// TestStepOnHLS trains resnet8 on four images on the kernels for Vitis HLS, with and without predictive sign gradients: the weights of the
// simulator.
func TestStepOnHLS(t *testing.T) {
	drivertest.Need(t, "hls:ultra96", "a training step on the kernels for Vitis HLS")
	for _, psg := range []bool{false, true} {
		weights, _ := stepOn(t, "sim:ultra96", psg)
		if got, _ := stepOn(t, "hls:ultra96", psg); got != weights {
			t.Errorf("psg %v: the weights after the step differ", psg)
		}
	}
}

// stepOn returns the weights after a step and what it was.
func stepOn(t *testing.T, device string, psg bool) (weights string, work ledger.Work) {
	t.Helper()
	c := config(t, device)
	if psg {
		c.PSG = recipe.DefaultPSG()
		c.PSG.SkipLimit, c.PSG.FillSign = recipe.Constant(96), true
	}
	s := open(t, c)
	before := s.WeightsSHA256()
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
	if _, err := s.Train(t.Context(), b, 0.1); err != nil {
		t.Fatal(err)
	}
	if s.WeightsSHA256() == before {
		t.Fatalf("the step on %s changed nothing", device)
	}
	return s.WeightsSHA256(), s.Meter.Take()
}
