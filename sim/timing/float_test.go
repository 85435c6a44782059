// SPDX-License-Identifier: Apache-2.0

package timing_test

import (
	"testing"

	"github.com/e2train/e2train/rtl/isa"
	"github.com/e2train/e2train/sim/timing"
)

// outer returns a program with one OUTER of 100 vectors for each of so many tiles.
func outer(tiles uint16) *isa.Program {
	t := isa.Tensor{
		Op: isa.OpOuter, Zero: true, NX: 10, NY: 10, NN: 1, KX: 1, KY: 1, CI: tiles, CO: 1, XLim: 10, YLim: 10,
		StepX: 1, StepY: 1, SX: 1, SY: 10, SCI: 100, GX: 1, GY: 10,
	}
	return &isa.Program{Segments: []isa.Segment{{Tensor: []isa.Tensor{t}}}}
}

// The array is busy for every vector of every tile, and for the reduction where there are too few tiles to interleave. The
// integer array never is.
func TestReductionsTakeTime(t *testing.T) {
	integer, err := isa.ConfigByName("ultra96")
	if err != nil {
		t.Fatal(err)
	}
	float := *integer
	float.Lanes, float.FloatLanes = 8, isa.FloatLanes{Count: 64, Add: 8}
	for tiles, reduction := range map[uint16]uint64{1: 24, 2: 16, 4: 8, 8: 0, 9: 0} {
		for config, extra := range map[*isa.Config]uint64{integer: 0, &float: reduction} {
			k := timing.NewPlan(config, outer(tiles)).Run(config.Memory, timing.Bases{}, nil, nil).Counters
			if want := 100*uint64(tiles) + extra; k[isa.TensorBusy] != want || k[isa.IssueBackWeight] != 100*uint64(tiles) {
				t.Errorf("%d tiles on %d lanes: busy %d, vectors %d, want %d busy", tiles, config.Lanes, k[isa.TensorBusy], k[isa.IssueBackWeight], want)
			}
		}
	}
}
