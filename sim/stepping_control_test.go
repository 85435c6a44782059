// SPDX-License-Identifier: Apache-2.0

package sim_test

import (
	"fmt"

	"github.com/e2train/e2train/rtl/isa"
)

// fetchUnit reads the descriptor and the instruction lists of a segment.
type fetchUnit struct {
	bursts []*burst
	from   int64 // first cycle in which the next address is offered
	lists  []*burst
	start  int64 // first issue slot, 0 while it is not known
}

// begin prepares the next segment, whose descriptor address is offered from the given cycle on.
func (m *stepping) begin(number int, at int64) {
	m.number, m.segment = number, &m.code.Segments[number]
	m.sems = semaphores{}
	m.load = mover{gate: gate{m: m, engine: isa.EngineLoad, length: len(m.segment.Load)}, delay: isa.LoadIssue}
	m.tensor = array{gate: gate{m: m, engine: isa.EngineTensor, length: len(m.segment.Tensor)}}
	m.store = mover{gate: gate{m: m, engine: isa.EngineStore, length: len(m.segment.Store)}, delay: isa.StoreIssue}
	m.running = false

	m.fetch = fetchUnit{from: at, bursts: m.bursts(0, isa.DescriptorBytes)}
	for e := range isa.NumEngines {
		m.fetch.lists = append(m.fetch.lists, m.bursts(0, 64*m.segment.Len(e))...)
	}
	m.fetch.mark(m.fetch.bursts, func() {
		if len(m.fetch.lists) == 0 {
			m.fetch.start = m.t + isa.FetchToIssue
			return
		}
		m.fetch.from, m.fetch.bursts = m.t+isa.DescriptorDecode, m.fetch.lists
	})
	m.fetch.mark(m.fetch.lists, func() { m.fetch.start = m.t + isa.FetchToIssue })
}

// mark calls f in the cycle of the last beat of the last burst.
func (*fetchUnit) mark(list []*burst, f func()) {
	for i, b := range list {
		b.last = i == len(list)-1
		b.owner = func(last bool) {
			if last {
				f()
			}
		}
	}
}

func (m *stepping) stepFetch() {
	if len(m.fetch.bursts) > 0 && m.t >= m.fetch.from && m.read.offer(m.fetch.bursts[0]) {
		m.fetch.bursts = m.fetch.bursts[1:]
	}
	if m.fetch.start == m.t && m.t > 0 {
		m.running, m.ended = true, m.t
	}
}

// run steps until DONE.
func (m *stepping) run(memory isa.BenchMemory) error {
	m.read = readSide{m: m, latency: int64(memory.ReadLatency), idle: int64(memory.ReadIdle)}
	m.write = writeSide{m: m, latency: int64(memory.WriteLatency), idle: int64(memory.WriteIdle)}
	m.begin(0, isa.StartToFetch)
	for ; !m.done; m.t++ {
		m.step()
		if m.t > 10e6 {
			return fmt.Errorf("no end after %d cycles", m.t)
		}
	}
	return nil
}

// step is one cycle.
func (m *stepping) step() {
	m.read.step()
	m.write.step()
	m.stepFetch()
	m.control()
	if m.done {
		return
	}
	m.load.step()
	m.tensor.step()
	m.store.step()
	m.read.clock()
	m.write.clock()
	m.sems.clock()
}

// control notices the end of a segment and deadlocks.
func (m *stepping) control() {
	if !m.running {
		return
	}
	var flying bool
	var waiting *gate
	for _, g := range []*gate{&m.store.gate, &m.tensor.gate, &m.load.gate} {
		flying = flying || g.flying > 0
		if g.next < g.length {
			waiting = g
		}
	}
	switch {
	case flying:
	case waiting != nil:
		if m.t == m.ended+isa.StallDetect {
			m.deadlock, m.place = true, isa.Begin{Engine: waiting.engine, Index: waiting.next}
			m.finish()
		}
	case m.t == m.ended+isa.IdleToDone:
		if m.number+1 == len(m.code.Segments) {
			m.finish()
			return
		}
		m.begin(m.number+1, m.t)
		m.stepFetch()
	}
}

// finish is the cycle of DONE.
func (m *stepping) finish() {
	m.n[isa.Cycles] = uint64(m.t)
	m.done = true
}
