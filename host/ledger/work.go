// SPDX-License-Identifier: Apache-2.0

package ledger

import (
	"maps"
	"slices"

	"github.com/e2train/e2train/rtl/isa"
	"github.com/e2train/e2train/sim/energy"
)

// Work is what was done: in a pass, an iteration or a run. The zero value is nothing.
type Work struct {
	Counters        isa.Counters     `json:"counters"`
	MACs            int64            `json:"macs"`                  // multiply-accumulates of convolutions, padding taps counted
	PackedMACs      int64            `json:"packed_macs,omitempty"` // of them, those of the predictor, two to a multiplier
	BytesToDevice   int64            `json:"bytes_to_device"`
	BytesKept       int64            `json:"bytes_kept,omitempty"` // that were on the device already, and not moved to it again
	BytesFromDevice int64            `json:"bytes_from_device"`
	Transfers       int64            `json:"transfers"`
	HostOps         map[string]int64 `json:"host_operations"` // elements by kind

	// Passes is the same by pass of each layer, in the order of their first appearance; what the host does belongs to none.
	// Counters, MACs, bytes and transfers of all passes are those of the whole.
	Passes []PassWork `json:"passes,omitempty"`
}

// PassWork is what one pass of one layer did.
type PassWork struct {
	Layer           string       `json:"layer"`
	Pass            string       `json:"pass"`
	Counters        isa.Counters `json:"counters"`
	MACs            int64        `json:"macs"`
	BytesToDevice   int64        `json:"bytes_to_device"`
	BytesKept       int64        `json:"bytes_kept,omitempty"`
	BytesFromDevice int64        `json:"bytes_from_device"`
	Transfers       int64        `json:"transfers"`
}

// Work returns the pass as work of its own.
func (p *PassWork) Work() Work {
	return Work{
		Counters: p.Counters, MACs: p.MACs,
		BytesToDevice: p.BytesToDevice, BytesKept: p.BytesKept, BytesFromDevice: p.BytesFromDevice, Transfers: p.Transfers,
	}
}

// add adds the figures of other to p.
func (p *PassWork) add(other *PassWork) {
	p.Counters.Add(&other.Counters)
	p.MACs += other.MACs
	p.BytesToDevice += other.BytesToDevice
	p.BytesKept += other.BytesKept
	p.BytesFromDevice += other.BytesFromDevice
	p.Transfers += other.Transfers
}

// pass adds a pass, which is where others like it were: at index near, or wherever.
func (w *Work) pass(near int, p *PassWork) {
	is := func(q PassWork) bool { return q.Layer == p.Layer && q.Pass == p.Pass }
	if near >= len(w.Passes) || !is(w.Passes[near]) {
		near = slices.IndexFunc(w.Passes, is)
	}
	if near < 0 {
		w.Passes = append(w.Passes, *p)
		return
	}
	w.Passes[near].add(p)
}

// Add adds other to w.
func (w *Work) Add(other *Work) {
	w.Counters.Add(&other.Counters)
	w.MACs += other.MACs
	w.PackedMACs += other.PackedMACs
	w.BytesToDevice += other.BytesToDevice
	w.BytesKept += other.BytesKept
	w.BytesFromDevice += other.BytesFromDevice
	w.Transfers += other.Transfers
	for kind, n := range other.HostOps {
		w.host(kind, n)
	}
	for i := range other.Passes {
		w.pass(i, &other.Passes[i])
	}
}

// Times returns what n times the work is.
func (w *Work) Times(n int64) Work {
	scale := func(c isa.Counters) isa.Counters {
		for i := range c {
			c[i] *= uint64(n)
		}
		return c
	}
	t := w.Clone()
	t.Counters, t.MACs, t.PackedMACs = scale(w.Counters), n*w.MACs, n*w.PackedMACs
	t.BytesToDevice, t.BytesFromDevice, t.Transfers = n*w.BytesToDevice, n*w.BytesFromDevice, n*w.Transfers
	t.BytesKept = n * w.BytesKept
	for kind := range t.HostOps {
		t.HostOps[kind] *= n
	}
	for i := range t.Passes {
		p := &t.Passes[i]
		p.Counters, p.MACs = scale(p.Counters), n*p.MACs
		p.BytesToDevice, p.BytesFromDevice, p.Transfers = n*p.BytesToDevice, n*p.BytesFromDevice, n*p.Transfers
		p.BytesKept = n * p.BytesKept
	}
	return t
}

// IsZero reports whether nothing was done.
func (w *Work) IsZero() bool {
	return w.Counters == isa.Counters{} && w.MACs == 0 && w.Transfers == 0 && len(w.HostOps) == 0 && len(w.Passes) == 0
}

// Clone returns a copy that shares nothing with w.
func (w *Work) Clone() Work {
	c := *w
	c.HostOps, c.Passes = maps.Clone(w.HostOps), slices.Clone(w.Passes)
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
