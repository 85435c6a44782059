// SPDX-License-Identifier: Apache-2.0

package profile

import (
	"context"
	"errors"
	"fmt"
	"math"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/e2train/e2train/host/recipe"
	"github.com/e2train/e2train/rtl/isa"
)

// signed are the options of the same step with predictive sign gradients.
func signed(skip int) Options {
	o := small()
	o.PSG = recipe.DefaultPSG()
	o.PSG.SkipLimit = recipe.Constant(float64(skip))
	return o
}

func profiled(t *testing.T, o Options) *Report {
	t.Helper()
	report, err := Run(context.Background(), o)
	if err != nil {
		t.Fatal(err)
	}
	return report
}

// The two passes of PSG take the place of backward_weights; everything else is the plain step.
func TestSignRows(t *testing.T) {
	plain, report := profiled(t, small()), profiled(t, signed(0))
	var rest []Row
	signs := 0
	for _, row := range report.Rows {
		switch row.Pass {
		case "psg_predict", "psg_masked":
			signs++
		default:
			rest = append(rest, row)
		}
		if row.MaskedMACs != row.Counters[isa.MaskedMACs] || row.Pass == "psg_masked" && row.MaskedMACs == 0 {
			t.Errorf("%s %s: %d multiplier-cycles switched off", row.Layer, row.Pass, row.MaskedMACs)
		}
		if row.Utilization > row.Share.Array+1e-12 { // what a busy array does not exceed, two products a multiplier or one
			t.Errorf("%s %s: utilization %g of a busy share of %g", row.Layer, row.Pass, row.Utilization, row.Share.Array)
		}
	}
	var want []Row
	weights := map[string]Row{}
	for _, row := range plain.Rows {
		if row.Pass == "backward_weights" {
			weights[row.Layer] = row
		} else {
			want = append(want, row)
		}
	}
	if !reflect.DeepEqual(rest, want) || signs != 2*len(weights) || report.Loss != plain.Loss {
		t.Errorf("%d rows of PSG for %d layers; or other rows differ", signs, len(weights))
	}
	if plain.Signs != nil || len(report.Signs.Layers) != len(weights) {
		t.Fatalf("compared %+v", report.Signs)
	}
	for _, l := range report.Signs.Layers {
		if row := weights[l.Layer]; l.PlainCycles != row.Cycles || l.Plain != row.Joules {
			t.Errorf("%s: %d cycles and %+v, the plain step has %d and %+v", l.Layer, l.PlainCycles, l.Plain, row.Cycles, row.Joules)
		}
	}
}

// The comparison adds up the rows.
func TestSignTotal(t *testing.T) {
	report := profiled(t, signed(100))
	var cycles, masked uint64
	var joules, multipliers float64
	var tiles uint64
	for _, row := range report.Rows {
		if strings.HasPrefix(row.Pass, "psg_") {
			cycles += row.Cycles
			masked += row.MaskedMACs
			joules += row.Joules.Total
			multipliers += row.Multipliers
			tiles += row.Counters[isa.SkippedTiles]
		}
	}
	l := &report.Signs.Total
	close := func(a, b float64) bool { return math.Abs(a-b) <= 1e-12*math.Abs(b) } // the same terms, added in another order
	if l.PredictCycles+l.MaskedCycles != cycles || l.MaskedMACs != masked || !close(l.PSG.Total, joules) || !close(l.PSG.Multipliers, multipliers) {
		t.Errorf("got %+v, the rows have %d cycles, %d switched off, %g J and %g J", l, cycles, masked, joules, multipliers)
	}
	if l.SkippedTiles == 0 || l.SkippedTiles == l.Tiles || tiles == 0 {
		t.Errorf("%d of %d tiles skipped, %d times: the test sees nothing", l.SkippedTiles, l.Tiles, tiles)
	}
	if l.Decided <= 0 || l.Decided >= 1 || l.switchedOff() <= 0 || l.switchedOff() >= 1 {
		t.Errorf("%g decided, %g switched off", l.Decided, l.switchedOff())
	}
}

// Exact PSG saves multiplier energy and not cycles, and the text says so with the numbers; with a skip limit of whole tiles there is
// no masked pass, and a roofline is drawn all the same.
func TestSignText(t *testing.T) {
	for _, skip := range []int{0, 256} {
		report := profiled(t, signed(skip))
		var b strings.Builder
		if err := report.WriteText(&b); err != nil {
			t.Fatal(err)
		}
		l := &report.Signs.Total
		parts := []string{
			fmt.Sprintf("%d  %.2f of plain", l.PredictCycles+l.MaskedCycles, l.cycleRatio()), fmt.Sprint(l.PlainCycles),
			fmt.Sprintf("%d of %d multiplier-cycles", l.MaskedMACs, l.OccupiedSlots), fmt.Sprintf("%d of %d tiles were skipped", l.SkippedTiles, l.Tiles),
			"two products a multiplier",
		}
		if skip == 0 {
			parts = append(parts, "Exact PSG saves multiplier energy and not cycles", "p psg_predict; m psg_masked")
		} else {
			parts = append(parts, "PSG with skip limit 256 saves multiplier energy and cycles", "p psg_predict; d backward_data")
		}
		for _, part := range parts {
			if !strings.Contains(b.String(), part) {
				t.Errorf("skip limit %d: %q is not in\n%s", skip, part, b.String())
			}
		}
		if strings.Contains(b.String(), "NaN") || strings.Contains(b.String(), "Inf") || (skip == 256) != (l.OccupiedSlots == 0) {
			t.Errorf("skip limit %d: got %+v and\n%s", skip, l, b.String())
		}
	}
}

// The tiles that a limit is said to skip are those that a step with it skips, and more tiles with a higher one.
func TestSkippableTiles(t *testing.T) {
	exact := profiled(t, signed(0)).Signs
	for i, limit := range exact.Limits {
		now := profiled(t, signed(limit)).Signs
		for n, l := range now.Layers {
			if got := exact.Layers[n].Skippable[i]; got != l.SkippedTiles || i > 0 && got < exact.Layers[n].Skippable[i-1] {
				t.Errorf("%s, limit %d: %d tiles said to be skipped, %d are", l.Layer, limit, got, l.SkippedTiles)
			}
		}
		if got := exact.Total.Skippable[i]; got != now.Total.SkippedTiles {
			t.Errorf("limit %d: %d tiles said to be skipped, %d are", limit, got, now.Total.SkippedTiles)
		}
	}
	if last := len(exact.Limits) - 1; exact.Total.Skippable[last] == exact.Total.Skippable[0] {
		t.Errorf("%v: the test sees nothing", exact.Total.Skippable)
	}
}

func TestBalance(t *testing.T) {
	for want, psg := range map[string]float64{"wins: it takes 25.0 % less": 3, "loses: it takes 50.0 % more": 6, "loses: it takes 0.0 % more": 4} {
		if got := balance(psg, 4); got != want {
			t.Errorf("%g of 4: %q", psg, got)
		}
	}
}

func TestVerdict(t *testing.T) {
	for _, c := range []struct {
		energy, cycles bool
		want           string
	}{
		{true, true, "saves multiplier energy and cycles"}, {true, false, "saves multiplier energy and not cycles"},
		{false, true, "saves cycles and not multiplier energy"}, {false, false, "saves neither multiplier energy nor cycles"},
	} {
		if got := verdict(c.energy, c.cycles); got != c.want {
			t.Errorf("%+v: %q", c, got)
		}
	}
}

// The trace has the step with signs and not the plain one.
func TestTraceOfSigns(t *testing.T) {
	o := signed(0)
	o.Trace = filepath.Join(t.TempDir(), "trace.json")
	checkTrace(t, o.Trace, profiled(t, o).Rows)
}

func TestSkipLimitOfTheDevice(t *testing.T) {
	o := signed(17)
	o.Device = "sim:tiny"
	if _, err := Run(context.Background(), o); !errors.Is(err, recipe.ErrValue) {
		t.Errorf("got error %v", err)
	}
}
