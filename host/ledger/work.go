// SPDX-License-Identifier: Apache-2.0

package ledger

import (
	"maps"

	"github.com/e2train/e2train/rtl/isa"
	"github.com/e2train/e2train/sim/energy"
)

// Work is what was done: in a pass, an iteration or a run. The zero value is nothing.
type Work struct {
	Counters        isa.Counters     `json:"counters"`
	MACs            int64            `json:"macs"`                  // multiply-accumulates of convolutions, padding taps counted
	PackedMACs      int64            `json:"packed_macs,omitempty"` // of them, those of the predictor, two to a multiplier
	BytesToDevice   int64            `json:"bytes_to_device"`
	BytesFromDevice int64            `json:"bytes_from_device"`
	Transfers       int64            `json:"transfers"`
	HostOps         map[string]int64 `json:"host_operations"` // elements by kind
}

// Add adds other to w.
func (w *Work) Add(other *Work) {
	w.Counters.Add(&other.Counters)
	w.MACs += other.MACs
	w.PackedMACs += other.PackedMACs
	w.BytesToDevice += other.BytesToDevice
	w.BytesFromDevice += other.BytesFromDevice
	w.Transfers += other.Transfers
	for kind, n := range other.HostOps {
		w.host(kind, n)
	}
}

// Clone returns a copy that shares nothing with w.
func (w *Work) Clone() Work {
	c := *w
	c.HostOps = maps.Clone(w.HostOps)
	return c
}

func (w *Work) host(kind string, n int64) {
	if n == 0 {
		return
	}
	if w.HostOps == nil {
		w.HostOps = map[string]int64{}
	}
	w.HostOps[kind] += n
}

// activity returns w as the energy model takes it.
func (w *Work) activity() *energy.Activity {
	return &energy.Activity{
		Counters: w.Counters, HostOps: w.HostOps,
		BytesToDevice: w.BytesToDevice, BytesFromDevice: w.BytesFromDevice, Transfers: w.Transfers,
	}
}
