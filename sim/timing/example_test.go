// SPDX-License-Identifier: Apache-2.0

package timing_test

import (
	"fmt"

	"github.com/e2train/e2train/rtl/isa"
	"github.com/e2train/e2train/sim/timing"
)

// smallProgram multiplies three vectors with one weight tile.
func smallProgram() *isa.Program {
	loaded, summed := isa.Sem(isa.EngineLoad, isa.EngineTensor, 0), isa.Sem(isa.EngineTensor, isa.EngineStore, 0)
	once := [3]uint16{1, 1, 1}
	return &isa.Program{Segments: []isa.Segment{{
		Load: []isa.Load{
			{Op: isa.OpLoadX, Run: 3, Count: once},
			{Op: isa.OpLoadW, Run: 4, Count: once, Offset: 64, Header: isa.Header{Done: loaded.SignalBit()}},
		},
		Tensor: []isa.Tensor{{
			Op: isa.OpGemm, Header: isa.Header{Wait: loaded.WaitBit(), Done: summed.SignalBit()}, Zero: true,
			NX: 3, NY: 1, NN: 1, KX: 1, KY: 1, CI: 1, SX: 1, AX: 1, XLim: 3, YLim: 1, StepX: 1,
		}},
		Store: []isa.Store{{Op: isa.OpStoreInt32, Header: isa.Header{Wait: summed.WaitBit()}, Run: 3, Count: once, Base: 1}},
	}}}
}

func Example() {
	c, err := isa.ConfigByName("tiny")
	if err != nil {
		fmt.Println(err)
		return
	}
	plan := timing.NewPlan(c, smallProgram())
	result := plan.Run(c.Memory, timing.Bases{}, nil, func(e timing.Event) {
		fmt.Printf("%-6s %d: slots %d to %d, done in %d\n", e.Engine, e.Index, e.First, e.Last, e.Done)
	})
	fmt.Println("cycles:", result.Counters[isa.Cycles])
	// Output:
	// load   0: slots 130 to 132, done in 149
	// load   1: slots 133 to 135, done in 154
	// tensor 0: slots 156 to 167, done in 183
	// store  0: slots 185 to 193, done in 213
	// cycles: 216
}
