// SPDX-License-Identifier: Apache-2.0

package simdev_test

import (
	"context"
	"errors"
	"testing"

	"github.com/e2train/e2train/driver"
	"github.com/e2train/e2train/driver/conv"
	"github.com/e2train/e2train/rtl/isa"
	"github.com/e2train/e2train/sim/timing"
)

// tally counts what a trace is told.
type tally struct {
	begun, instructions, ended int
	counters                   isa.Counters
}

func (n *tally) trace() *driver.Trace {
	return &driver.Trace{
		Begin:       func(*isa.Program) { n.begun++ },
		Instruction: func(timing.Event) { n.instructions++ },
		End: func(r timing.Result) {
			n.ended++
			n.counters.Add(&r.Counters)
		},
	}
}

func TestTrace(t *testing.T) {
	device, err := driver.Open("sim:tiny")
	if err != nil {
		t.Fatal(err)
	}
	runner, err := conv.New(device)
	if err != nil {
		t.Fatal(err)
	}
	s := conv.Shape{Batch: 2, InC: 5, OutC: 6, InH: 7, InW: 8, KH: 3, KW: 3, StrideY: 1, StrideX: 1, PadTop: 1, PadLeft: 1}
	forward := func() conv.Report {
		x := conv.Activations{Codes: make([]byte, s.InputLen())}
		r, err := runner.Forward(context.Background(), s, x, make([]int8, s.WeightLen()), 0, make([]int32, s.OutputLen()))
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	untraced := forward() // its times are remembered; tracing computes them again
	var n tally
	tracer := device.(driver.Tracer)
	if err := tracer.Trace(n.trace()); err != nil {
		t.Fatal(err)
	}
	r := forward()
	if n.begun != r.Launches || n.ended != r.Launches || n.instructions != int(r.Counters[isa.Instructions]) || n.counters != r.Counters {
		t.Errorf("told of %d, %d launches and %d instructions, want %+v", n.begun, n.ended, n.instructions, r)
	}
	if r.Counters != untraced.Counters {
		t.Error("tracing changes the counters")
	}
	if err := tracer.Trace(nil); err != nil {
		t.Fatal(err)
	}
	if forward(); n.begun != r.Launches {
		t.Error("the trace did not end")
	}
	device.Close()
	if err := tracer.Trace(nil); !errors.Is(err, driver.ErrClosed) {
		t.Errorf("closed: %v", err)
	}
}
