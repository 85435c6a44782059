// SPDX-License-Identifier: Apache-2.0

package sim_test

import (
	"github.com/e2train/e2train/rtl/isa"
)

// stepping is a model of the hardware that goes from cycle to cycle: state machines for fetch, the three engines and the two
// sides of the memory, counting semaphores with a delay line. It is written from the documentation of package isa and shares
// no code with the recurrences of package timing. It moves no data; masks come from outside.
type stepping struct {
	c     *isa.Config
	code  *isa.Program
	bases [isa.NumBases]uint64
	masks [][][]tileMask // by segment, tensor instruction, tile

	t       int64 // this cycle
	n       isa.Counters
	number  int // segment
	segment *isa.Segment

	read  readSide
	write writeSide
	sems  semaphores

	fetch  fetchUnit
	load   mover
	tensor array
	store  mover

	running bool  // engines may issue
	ended   int64 // cycle of the last completion or S
	done    bool

	deadlock bool
	place    isa.Begin
}

type tileMask struct {
	decided int
	skip    bool
}

// burst is one burst in flight. last marks the end of what its owner waits for.
type burst struct {
	beats    int
	accepted int64
	last     bool
	owner    func(last bool) // called in the cycle of the last beat (read) or with progress (write)
	answered func()          // write: called in the cycle of the response
}

// readSide is the bench memory for reads: one address per cycle, eight in flight, in order.
type readSide struct {
	m       *stepping
	queue   []*burst
	flying  int   // accepted and not ended, as the next address sees it
	ended   bool  // a burst ended in this cycle
	sent    int   // beats of the first burst in the queue
	free    int64 // first cycle in which the next burst may begin
	latency int64
	idle    int64
}

// offer asks for an address to be accepted in this cycle.
func (r *readSide) offer(b *burst) bool {
	if r.flying == isa.MaxOutstanding {
		return false
	}
	b.accepted = r.m.t
	r.queue = append(r.queue, b)
	r.flying++
	r.m.n[isa.DramReadBursts]++
	r.m.n[isa.DramReadBytes] += uint64(b.beats * r.m.c.AXIBytes)
	return true
}

// step delivers the beat of this cycle, if there is one.
func (r *readSide) step() {
	r.ended = false
	if len(r.queue) == 0 {
		return
	}
	b := r.queue[0]
	if r.sent == 0 && (r.m.t < b.accepted+r.latency || r.m.t < r.free) {
		return
	}
	if r.sent++; r.sent < b.beats {
		return
	}
	r.sent, r.free, r.ended = 0, r.m.t+1+r.idle, true
	r.queue = r.queue[1:]
	b.owner(b.last)
}

// clock ends the cycle: the end of a burst makes room for an address in the next one.
func (r *readSide) clock() {
	if r.ended {
		r.flying--
	}
}

// writeSide is the bench memory for writes.
type writeSide struct {
	m        *stepping
	queue    []*burst
	flying   int
	sent     int
	free     int64
	latency  int64
	idle     int64
	pending  []*burst // data written, no response yet
	due      []int64
	answered bool
}

func (w *writeSide) offer(b *burst) bool {
	if w.flying == isa.MaxOutstanding {
		return false
	}
	b.accepted = w.m.t
	w.queue = append(w.queue, b)
	w.flying++
	w.m.n[isa.DramWriteBursts]++
	w.m.n[isa.DramWriteBytes] += uint64(b.beats * w.m.c.AXIBytes)
	return true
}

func (w *writeSide) step() {
	w.answered = false
	if len(w.due) > 0 && w.due[0] == w.m.t {
		b := w.pending[0]
		w.pending, w.due, w.answered = w.pending[1:], w.due[1:], true
		if b.last {
			b.answered()
		}
	}
	if len(w.queue) == 0 {
		return
	}
	b := w.queue[0]
	if w.sent == 0 && (w.m.t < b.accepted+isa.WriteAccept || w.m.t < w.free) {
		return
	}
	if w.sent++; w.sent < b.beats {
		return
	}
	w.sent, w.free = 0, w.m.t+1+w.idle
	w.queue = w.queue[1:]
	w.pending, w.due = append(w.pending, b), append(w.due, w.m.t+w.latency)
	b.owner(b.last)
}

func (w *writeSide) clock() {
	if w.answered {
		w.flying--
	}
}

// semaphores count; a signal reaches its counter through a delay line.
type semaphores struct {
	count    [isa.NumSemaphores]int
	arriving [isa.SignalToIssue][isa.NumSemaphores]int // by cycles to go
}

func (s *semaphores) signal(e isa.Engine, mask uint8) {
	for bit := range 8 {
		if mask>>bit&1 == 1 {
			s.arriving[isa.SignalToIssue-1][8*int(e)+bit]++
		}
	}
}

func (s *semaphores) clock() {
	for i, n := range s.arriving[0] {
		s.count[i] += n
	}
	copy(s.arriving[:], s.arriving[1:])
	s.arriving[isa.SignalToIssue-1] = [isa.NumSemaphores]int{}
}

// waiting returns whether engine e is held back by its first and its second peer.
func (s *semaphores) waiting(e isa.Engine, wait uint8) (held [2]bool) {
	s.each(e, wait, func(sem, peer int) { held[peer] = held[peer] || s.count[sem] == 0 })
	return held
}

func (s *semaphores) take(e isa.Engine, wait uint8) {
	s.each(e, wait, func(sem, _ int) { s.count[sem]-- })
}

// each finds the semaphores by their numbers: 8*from + 4*slot + i, the slot being e's among from's peers.
func (s *semaphores) each(e isa.Engine, wait uint8, f func(sem, peer int)) {
	peers := [3][2]int{{1, 2}, {0, 2}, {0, 1}}
	for bit := range 8 {
		if wait>>bit&1 == 0 {
			continue
		}
		from, slot := peers[e][bit/4], 0
		if peers[from][1] == int(e) {
			slot = 1
		}
		f(8*from+4*slot+bit%4, bit/4)
	}
}

// bursts cuts a linear run.
func (m *stepping) bursts(addr uint64, bytes int) (list []*burst) {
	beats := bytes / m.c.AXIBytes
	at := addr / uint64(m.c.AXIBytes)
	for beats > 0 {
		n := min(beats, 16-int(at%16))
		list = append(list, &burst{beats: n})
		at, beats = at+uint64(n), beats-n
	}
	return list
}
