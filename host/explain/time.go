// SPDX-License-Identifier: Apache-2.0

package explain

import (
	"cmp"
	"maps"
	"slices"

	"github.com/e2train/e2train/driver"
	"github.com/e2train/e2train/driver/conv"
	"github.com/e2train/e2train/host/profile"
	"github.com/e2train/e2train/rtl/isa"
	"github.com/e2train/e2train/sim/timing"
)

// Engine is where the cycles of one engine went.
type Engine struct {
	profile.Engine
	Causes []profile.Wait `json:"causes"` // its waits by semaphore, the longest first; empty if the device tells no times
}

// causes adds up the delays of each engine by semaphore.
type causes [isa.NumEngines]map[string]uint64

// waitsOf has the device tell its delays, if it can.
func waitsOf(d driver.Device) (*causes, error) {
	c := &causes{}
	tracer, ok := d.(driver.Tracer)
	if !ok {
		return c, nil
	}
	for e := range c {
		c[e] = map[string]uint64{}
	}
	return c, tracer.Trace(&driver.Trace{
		Begin:       func(*isa.Program) {},
		Instruction: c.note,
		End:         func(timing.Result) {},
	})
}

func (c *causes) note(e timing.Event) {
	e.EachDelay(func(d timing.Delay) {
		name := "fence"
		if !d.Fence {
			name = d.Semaphore.String()
		}
		c[e.Engine][name] += uint64(d.To - d.From)
	})
}

// sorted returns the causes of an engine, the longest first.
func (c *causes) sorted(e isa.Engine) []profile.Wait {
	list := []profile.Wait{}
	for _, name := range slices.Sorted(maps.Keys(c[e])) {
		list = append(list, profile.Wait{For: name, Cycles: c[e][name]})
	}
	slices.SortStableFunc(list, func(a, b profile.Wait) int { return cmp.Compare(b.Cycles, a.Cycles) })
	return list
}

// time fills in what the pass took.
func (r *Report) time(done *conv.Report, c *causes) {
	k := &done.Counters
	r.MACs, r.Cycles, r.Busy = done.MACs, k[isa.Cycles], k[isa.TensorBusy]
	r.Utilization = float64(r.MACs) / float64(r.config.Lanes*r.config.Lanes) / float64(r.Cycles)
	r.Share = profile.Shares(k)
	r.Bound = r.Share.Bound()
	for e, engine := range profile.Engines(k) {
		r.Engines = append(r.Engines, Engine{engine, c.sorted(isa.Engine(e))})
	}
}
