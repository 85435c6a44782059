// SPDX-License-Identifier: Apache-2.0

package session

import (
	"errors"
	"reflect"
	"testing"

	"github.com/e2train/e2train/driver"
	"github.com/e2train/e2train/host/recipe"
	"github.com/e2train/e2train/rtl/isa"
)

// The baseline trains with the values of the float32 reference, bit for bit, and has cycles and joules where that has none.
func TestBaselineTrainsLikeTheReference(t *testing.T) {
	reference, _ := trained(t, "cpu")
	previous := uint64(0)
	for _, address := range []string{"sim:ultra96-fp32?lanes=102", "sim:ultra96-fp32", "sim:ultra96-fp32?lanes=44"} {
		s, _ := trained(t, address)
		if s.Info.Kind != driver.KindBaseline || !reflect.DeepEqual(s.Tensors(), reference.Tensors()) {
			t.Errorf("%s: kind %s, or other weights than cpu", address, s.Info.Kind)
		}
		work := s.Meter.Take()
		cost, err := s.Meter.Cost(&work)
		if err != nil {
			t.Fatal(err)
		}
		if cycles := work.Counters[isa.Cycles]; cycles <= previous || *cost.Cycles != cycles || *cost.Energy.Dynamic <= 0 || *cost.Utilization > 1 {
			t.Errorf("%s: %d cycles, %d with more lanes, cost %+v", address, cycles, previous, cost)
		}
		previous = work.Counters[isa.Cycles]
		if s.Meter.Note() == "" {
			t.Error("nothing says that there is no such accelerator")
		}
	}
}

func TestBaselineHasNoSigns(t *testing.T) {
	var wrong *recipe.Error
	if _, err := Open(psgConfig(t, "sim:ultra96-fp32")); !errors.As(err, &wrong) || wrong.Flag != "psg" {
		t.Errorf("error %v", err)
	}
}
