// SPDX-License-Identifier: Apache-2.0

package isa

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
)

// randomSemaphores returns a segment of instructions that only wait and signal. Each semaphore has one kind of signal.
func randomSemaphores(rng *rand.Rand) *Segment {
	s := &Segment{Load: make([]Load, rng.IntN(8)), Tensor: make([]Tensor, rng.IntN(8)), Store: make([]Store, rng.IntN(8))}
	density := between(rng, 4, 16)
	bitsOf := func() (mask uint8) {
		for range 8 {
			mask <<= 1
			if rng.IntN(density) == 0 {
				mask |= 1
			}
		}
		return mask
	}
	releases := uint8(rng.Uint32())
	header := func() Header {
		signals := bitsOf()
		return Header{Wait: bitsOf() & uint8(rng.Uint32()) & 0x33, Done: signals &^ releases, Release: signals & releases}
	}
	for i := range s.Load {
		s.Load[i].Header = Header{Wait: bitsOf() & 0x11, Done: bitsOf()}
	}
	for i := range s.Tensor {
		s.Tensor[i].Header = header()
	}
	for i := range s.Store {
		s.Store[i].Header = header()
	}
	return s
}

// event is a point in time of an instruction.
type event struct {
	engine Engine
	index  int
	kind   byte // 'b'egin, 'r'ead its operands, 'd'one
}

// happensBefore returns the direct predecessors of every event of the segment, taken from the rules one by one; a wait
// whose signal does not exist has itself as predecessor, so that its instruction never begins.
func happensBefore(s *Segment) map[event][]event {
	before := map[event][]event{}
	signals := map[Semaphore][]event{}
	for e := range NumEngines {
		for i := range s.Len(e) {
			b, r, d := event{e, i, 'b'}, event{e, i, 'r'}, event{e, i, 'd'}
			before[b], before[r], before[d] = nil, []event{b}, []event{r}
			if i > 0 {
				before[b] = append(before[b], event{e, i - 1, 'b'})
				before[r] = append(before[r], event{e, i - 1, 'r'})
				before[d] = append(before[d], event{e, i - 1, 'd'})
			}
			for _, sem := range Signalled(e, s.header(e, i).Release) {
				signals[sem] = append(signals[sem], r)
			}
			for _, sem := range Signalled(e, s.header(e, i).Done) {
				signals[sem] = append(signals[sem], d)
			}
		}
	}
	addWaits(s, before, signals)
	return before
}

func addWaits(s *Segment, before map[event][]event, signals map[Semaphore][]event) {
	for e := range NumEngines {
		waits := map[Semaphore]int{}
		for i := range s.Len(e) {
			b := event{e, i, 'b'}
			for _, sem := range Waited(e, s.header(e, i).Wait) {
				signal := b
				if n := waits[sem]; n < len(signals[sem]) {
					signal = signals[sem][n]
				}
				waits[sem]++
				before[b] = append(before[b], signal)
			}
		}
	}
}

// past returns all events before at, which must not wait for itself.
func past(before map[event][]event, at event) map[event]bool {
	all := map[event]bool{}
	open := []event{at}
	for len(open) > 0 {
		next := open[len(open)-1]
		open = open[:len(open)-1]
		for _, p := range before[next] {
			if !all[p] {
				all[p] = true
				open = append(open, p)
			}
		}
	}
	return all
}

// neverHappens returns the events that wait for themselves, directly or through others.
func neverHappens(before map[event][]event) map[event]bool {
	happened := map[event]bool{}
	for progress := true; progress; {
		progress = false
		for at, needs := range before {
			if !happened[at] && !slices.ContainsFunc(needs, func(e event) bool { return !happened[e] }) {
				happened[at], progress = true, true
			}
		}
	}
	never := map[event]bool{}
	for at := range before {
		never[at] = !happened[at]
	}
	return never
}

// TestClocks compares what the vector clocks know with the transitive closure of the rules.
func TestClocks(t *testing.T) {
	rng := testRand(t)
	stuck, known := 0, 0
	for range 1500 {
		s := randomSemaphores(rng)
		before := happensBefore(s)
		never := neverHappens(before)
		order, clocks := s.schedule()
		begun := map[event]bool{}
		for _, o := range order {
			begun[event{o.Engine, o.Index, 'b'}] = true
		}
		for e := range NumEngines {
			for i := range s.Len(e) {
				at := event{e, i, 'b'}
				if begun[at] == never[at] {
					t.Fatalf("%v[%d] begins is %v, want %v:\n%s", e, i, begun[at], !never[at], dump(s))
				}
				if never[at] {
					stuck++
					continue
				}
				known += checkClock(t, s, before, at, clocks[e][i])
			}
		}
	}
	if stuck < 500 || known < 500 {
		t.Errorf("too few cases: %d instructions in a deadlock, %d orders", stuck, known)
	}
}

// checkClock returns the number of foreign events that the clock knows.
func checkClock(t *testing.T, s *Segment, before map[event][]event, at event, got clock) (known int) {
	t.Helper()
	all := past(before, at)
	var want clock
	for e := range NumEngines {
		for all[event{e, want.read[e], 'r'}] {
			want.read[e]++
		}
		for all[event{e, want.done[e], 'd'}] {
			want.done[e]++
		}
		known += want.read[e] + want.done[e]
	}
	if got != want {
		t.Fatalf("%v[%d] knows %+v, want %+v:\n%s", at.engine, at.index, got, want, dump(s))
	}
	return known
}

func dump(s *Segment) (text string) {
	for e := range NumEngines {
		for i := range s.Len(e) {
			text += fmt.Sprintf("%v[%d]%s\n", e, i, s.header(e, i).suffix(e))
		}
	}
	return text
}

// TestScheduleOrder expects every wait's signal earlier in the list, and each engine's instructions in order.
func TestScheduleOrder(t *testing.T) {
	rng := testRand(t)
	complete := 0
	for range 500 {
		s := randomSemaphores(rng)
		order, all := s.Schedule()
		if all {
			complete++
		}
		var next [NumEngines]int
		var level [NumSemaphores]int
		for _, o := range order {
			if o.Index != next[o.Engine] {
				t.Fatalf("%v comes when %v[%d] is next:\n%s", o, o.Engine, next[o.Engine], dump(s))
			}
			next[o.Engine]++
			h := s.header(o.Engine, o.Index)
			for _, sem := range Waited(o.Engine, h.Wait) {
				if level[sem]--; level[sem] < 0 {
					t.Fatalf("%v begins before %v is signalled:\n%s", o, sem, dump(s))
				}
			}
			for _, sem := range Signalled(o.Engine, h.Done|h.Release) {
				level[sem]++
			}
		}
		if want := next == [NumEngines]int{len(s.Load), len(s.Tensor), len(s.Store)}; all != want {
			t.Fatalf("complete is %v after %v:\n%s", all, next, dump(s))
		}
	}
	if complete < 20 || complete > 480 {
		t.Errorf("%d of 500 segments are complete", complete)
	}
}

func TestScheduleExample(t *testing.T) {
	toTensor, toLoad := Sem(EngineLoad, EngineTensor, 2), Sem(EngineTensor, EngineLoad, 1)
	s := &Segment{
		Load: []Load{
			{Header: Header{Done: toTensor.SignalBit()}},
			{Header: Header{Wait: toLoad.WaitBit()}},
			{Header: Header{Wait: toLoad.WaitBit()}}, // its signal never comes
		},
		Tensor: []Tensor{{Header: Header{Wait: toTensor.WaitBit(), Release: toLoad.SignalBit()}}},
		Store:  []Store{{}},
	}
	order, complete := s.Schedule()
	want := []Begin{{EngineLoad, 0}, {EngineTensor, 0}, {EngineStore, 0}, {EngineLoad, 1}}
	if complete || !slices.Equal(order, want) {
		t.Errorf("order %v, complete %v, want %v, false", order, complete, want)
	}
}
