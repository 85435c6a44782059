// SPDX-License-Identifier: Apache-2.0

package randprog

import (
	"math/rand/v2"

	"github.com/e2train/e2train/rtl/isa"
)

// clock is what an engine knows: how many instructions of each engine have read their operands and how many are done.
type clock struct {
	read, done [isa.NumEngines]int
}

func (k *clock) join(o clock) {
	for e := range k.read {
		k.read[e], k.done[e] = max(k.read[e], o.read[e]), max(k.done[e], o.done[e])
	}
}

// order hands out semaphores. Each signal is made together with the wait that takes it, and both sequences grow, so that
// the n-th wait finds the n-th signal.
type order struct {
	rng     *rand.Rand
	release [isa.NumSemaphores]bool // signalled as release, not done
	last    [isa.NumSemaphores]int  // last signalling instruction
	now     [isa.NumEngines]clock   // what each engine knows
	begun   [isa.NumEngines][]clock // what it knew when each instruction began
}

// newOrder chooses which semaphores are releases. Each pair of engines has at least one of either kind, but the load engine has
// nothing to release.
func newOrder(rng *rand.Rand) order {
	o := order{rng: rng}
	for s := range o.last {
		o.last[s] = -1
		o.release[s] = isa.Semaphore(s).From() != isa.EngineLoad && (s%4 == 1 || s%4 > 1 && rng.IntN(2) == 0)
	}
	return o
}

// need is an instruction of another engine that must have read its operands, or be done, before the next one begins.
type need struct {
	engine isa.Engine
	index  int
	done   bool
}

// known reports whether engine e need not wait.
func (o *order) known(e isa.Engine, n need) bool {
	if n.done {
		return o.now[e].done[n.engine] > n.index
	}
	return o.now[e].read[n.engine] > n.index
}

// begin adds the next instruction of engine e, whose header is h, behind what it needs.
func (o *order) begin(s *isa.Segment, e isa.Engine, h *isa.Header, needs []need) {
	for _, peer := range []isa.Engine{isa.EngineLoad, isa.EngineTensor, isa.EngineStore} {
		if peer == e || s.Len(peer) == 0 || o.rng.IntN(10) > 0 {
			continue
		}
		needs = append(needs, need{peer, o.rng.IntN(s.Len(peer)), o.rng.IntN(2) == 0})
	}
	// The later of two instructions first: then the earlier one is often known already.
	for len(needs) > 0 {
		latest := 0
		for i := range needs {
			if needs[i].index > needs[latest].index {
				latest = i
			}
		}
		n := needs[latest]
		needs = append(needs[:latest], needs[latest+1:]...)
		if !o.known(e, n) {
			o.wait(s, e, h, n)
		}
	}
	o.begun[e] = append(o.begun[e], o.now[e])
}

// wait makes engine e wait for a signal of n's instruction, or of a later one that exists.
func (o *order) wait(s *isa.Segment, e isa.Engine, h *isa.Header, n need) {
	at := n.index
	if o.rng.IntN(4) == 0 {
		at += o.rng.IntN(s.Len(n.engine) - at)
	}
	var usable []isa.Semaphore
	for i := range 4 {
		sem := isa.Sem(n.engine, e, i)
		if !(n.done && o.release[sem]) && o.last[sem] < at && h.Wait&sem.WaitBit() == 0 {
			usable = append(usable, sem)
		}
	}
	sem := usable[o.rng.IntN(len(usable))]
	h.Wait |= sem.WaitBit()
	o.signal(s, sem, at)
	after := o.begun[n.engine][at]
	after.read[n.engine] = at + 1
	if !o.release[sem] {
		after.done[n.engine] = at + 1
	}
	o.now[e].join(after)
}

// signal makes instruction at of the semaphore's engine signal it.
func (o *order) signal(s *isa.Segment, sem isa.Semaphore, at int) {
	h := header(s, sem.From(), at)
	if o.release[sem] {
		h.Release |= sem.SignalBit()
	} else {
		h.Done |= sem.SignalBit()
	}
	o.last[sem] = at
}

// spare adds signals that nobody waits for.
func (o *order) spare(s *isa.Segment, rng *rand.Rand) {
	for i := range o.last {
		sem := isa.Semaphore(i)
		if from := o.last[i] + 1; rng.IntN(8) == 0 && from < s.Len(sem.From()) {
			o.signal(s, sem, from+rng.IntN(s.Len(sem.From())-from))
		}
	}
}

// header returns the header of instruction i of engine e.
func header(s *isa.Segment, e isa.Engine, i int) *isa.Header {
	switch e {
	case isa.EngineLoad:
		return &s.Load[i].Header
	case isa.EngineTensor:
		return &s.Tensor[i].Header
	default:
		return &s.Store[i].Header
	}
}
