// SPDX-License-Identifier: Apache-2.0

package timing_test

import (
	"testing"

	"github.com/e2train/e2train/rtl/isa"
	"github.com/e2train/e2train/sim/randprog"
	"github.com/e2train/e2train/sim/timing"
)

// delayCounter returns the counter that a delay of engine e belongs to.
func delayCounter(e isa.Engine, d timing.Delay) isa.Counter {
	if d.Fence {
		return isa.TensorFence
	}
	return map[[2]isa.Engine]isa.Counter{
		{isa.EngineLoad, isa.EngineTensor}: isa.LoadWaitTensor, {isa.EngineLoad, isa.EngineStore}: isa.LoadWaitStore,
		{isa.EngineTensor, isa.EngineLoad}: isa.TensorWaitLoad, {isa.EngineTensor, isa.EngineStore}: isa.TensorWaitStore,
		{isa.EngineStore, isa.EngineLoad}: isa.StoreWaitLoad, {isa.EngineStore, isa.EngineTensor}: isa.StoreWaitTensor,
	}[[2]isa.Engine{e, d.Semaphore.From()}]
}

// TestDelaysAddUpToTheWaitCounters adds up delays cause by cause.
func TestDelaysAddUpToTheWaitCounters(t *testing.T) {
	seed := randprog.Seed(t)
	for _, c := range isa.Configs() {
		for i := range 40 {
			p := randprog.New(&c, randprog.Rand(seed, i), randprog.Options{})
			var sums isa.Counters
			result := timing.NewPlan(&c, p.Code).Run(c.Memory, timing.Bases{}, nil, func(e timing.Event) {
				at := e.Earliest
				e.EachDelay(func(d timing.Delay) {
					if d.From != at || d.To <= d.From || !d.Fence && d.Semaphore.To() != e.Engine {
						t.Errorf("program %d: delay %+v of %+v after cycle %d", i, d, e, at)
					}
					at = d.To
					sums[delayCounter(e.Engine, d)] += uint64(d.To - d.From)
				})
				if at != e.First {
					t.Errorf("program %d: the delays of %+v end in %d", i, e, at)
				}
			})
			for k := isa.LoadBusy; k <= isa.StoreWaitTensor; k++ {
				switch k {
				case isa.LoadBusy, isa.TensorBusy, isa.StoreBusy:
				default:
					if sums[k] != result.Counters[k] {
						t.Errorf("program %d on %s: %v is %d, the delays give %d", i, c.Name, k, result.Counters[k], sums[k])
					}
				}
			}
		}
	}
}
