// SPDX-License-Identifier: Apache-2.0

package profile

import "github.com/e2train/e2train/rtl/isa"

// Engine is where the cycles of one engine went: busy, waits and idle add up to all.
type Engine struct {
	Name  string `json:"name"`
	Busy  uint64 `json:"busy_cycles"`
	Waits []Wait `json:"waits"` // by peer, from the counters
	Idle  uint64 `json:"idle_cycles"`
}

// Wait is a time in which an engine stood still.
type Wait struct {
	For    string `json:"for"` // an engine, a semaphore, or the fence
	Cycles uint64 `json:"cycles"`
}

// counted are the counters of each engine: busy, and what it waits for.
var counted = [isa.NumEngines]struct {
	busy  isa.Counter
	waits []isa.Counter
	names []string
}{
	{isa.LoadBusy, []isa.Counter{isa.LoadWaitTensor, isa.LoadWaitStore}, []string{"tensor", "store"}},
	{isa.TensorBusy, []isa.Counter{isa.TensorWaitLoad, isa.TensorWaitStore, isa.TensorFence}, []string{"load", "store", "fence"}},
	{isa.StoreBusy, []isa.Counter{isa.StoreWaitLoad, isa.StoreWaitTensor}, []string{"load", "tensor"}},
}

// Engines divides the cycles of every engine.
func Engines(k *isa.Counters) []Engine {
	var engines []Engine
	for e := range isa.NumEngines {
		engine := Engine{Name: e.String(), Busy: k[counted[e].busy], Idle: k[isa.Cycles] - k[counted[e].busy]}
		for i, counter := range counted[e].waits {
			engine.Waits = append(engine.Waits, Wait{counted[e].names[i], k[counter]})
			engine.Idle -= k[counter]
		}
		engines = append(engines, engine)
	}
	return engines
}
