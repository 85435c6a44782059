// SPDX-License-Identifier: Apache-2.0

package profile

import (
	"context"
	"errors"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/e2train/e2train/driver"
	_ "github.com/e2train/e2train/driver/all"
	"github.com/e2train/e2train/models"
	"github.com/e2train/e2train/rtl/isa"
)

func small() Options {
	return Options{Model: "resnet8", Device: "sim:ultra96", Batch: 2, Channels: 3, Height: 16, Width: 16, Classes: 4}
}

func TestRowsAddUpToTheTotal(t *testing.T) {
	report, err := Run(context.Background(), small())
	if err != nil {
		t.Fatal(err)
	}
	// resnet8 has 9 convolutions; the first has no input gradient.
	if len(report.Rows) != 9*3-1 {
		t.Errorf("%d rows, want 26", len(report.Rows))
	}
	var counters isa.Counters
	var macs int64
	joules := 0.0
	for _, row := range report.Rows {
		counters.Add(&row.Counters)
		macs += row.MACs
		joules += row.Joules.Total
		s := row.Share
		if sum := s.Array + s.Load + s.Store + s.Launch; math.Abs(sum-1) > 1e-12 || min(s.Array, s.Load, s.Store, s.Launch) < 0 {
			t.Errorf("%s %s: shares %+v", row.Layer, row.Pass, s)
		}
		checkEngines(t, &row)
	}
	if counters != report.Total.Counters || macs != report.Total.MACs {
		t.Error("the rows do not add up to the total")
	}
	if math.Abs(joules-report.Total.Joules.Total) > 1e-9*joules { // the same terms, added in another order
		t.Errorf("%g J in rows, %g J in total", joules, report.Total.Joules.Total)
	}
}

// checkEngines demands that every engine accounts for every cycle, as the counters say.
func checkEngines(t *testing.T, row *Row) {
	t.Helper()
	for e, engine := range row.Engines {
		sum := engine.Busy + engine.Idle
		for _, wait := range engine.Waits {
			sum += wait.Cycles
		}
		if sum != row.Cycles || engine.Name != isa.Engine(e).String() || engine.Busy == 0 || engine.Idle == 0 {
			t.Errorf("%s %s: %d cycles, %+v", row.Layer, row.Pass, row.Cycles, engine)
		}
	}
	k := &row.Counters
	want := []Wait{{"load", k[isa.TensorWaitLoad]}, {"store", k[isa.TensorWaitStore]}, {"fence", k[isa.TensorFence]}}
	if len(row.Engines) != int(isa.NumEngines) || !slices.Equal(row.Engines[isa.EngineTensor].Waits, want) {
		t.Errorf("%s %s: engines %+v, want waits %v of tensor", row.Layer, row.Pass, row.Engines, want)
	}
}

func TestBoundIsTheLargestShare(t *testing.T) {
	for want, s := range map[string]Share{
		"array": {Array: 0.9, Load: 0.1}, "load": {Array: 0.3, Load: 0.4, Store: 0.3},
		"store": {Array: 0.3, Store: 0.7}, "launch": {Array: 0.2, Launch: 0.8},
	} {
		if got := s.Bound(); got != want {
			t.Errorf("%+v is bound by %s, want %s", s, got, want)
		}
	}
}

func TestTextShowsEveryRow(t *testing.T) {
	report, err := Run(context.Background(), small())
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	if err := report.WriteText(&b); err != nil {
		t.Fatal(err)
	}
	for _, row := range append(report.Rows, report.Total) {
		if !strings.Contains(b.String(), row.Layer) || !strings.Contains(b.String(), row.Bound) {
			t.Errorf("%s %s is missing", row.Layer, row.Pass)
		}
	}
	if marks := strings.Count(b.String(), "w") + strings.Count(b.String(), "d"); marks < 5 {
		t.Error("the roofline is empty")
	}
}

func TestBadOptions(t *testing.T) {
	for _, c := range []struct {
		change func(*Options)
		want   error
	}{
		{func(o *Options) { o.Model = "resnet9" }, models.ErrUnknown},
		{func(o *Options) { o.Device = "cpu" }, driver.ErrReference},
		{func(o *Options) { o.Device = "nowhere" }, driver.ErrAddress},
	} {
		o := small()
		c.change(&o)
		if _, err := Run(context.Background(), o); !errors.Is(err, c.want) {
			t.Errorf("%+v: %v, want %v", o, err, c.want)
		}
	}
}
