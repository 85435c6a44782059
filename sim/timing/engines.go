// SPDX-License-Identifier: Apache-2.0

package timing

import "github.com/e2train/e2train/rtl/isa"

// engines is the state of the three engines and the semaphores during one segment.
type engines struct {
	*run
	segment *segment
	number  int
	start   int64 // first issue slot of every engine
	quiet   int64 // latest completion so far
	begun   [isa.NumEngines]int
	last    [isa.NumEngines]int64      // last issue slot of an engine that has begun
	done    [isa.NumEngines]int64      // completion of its last instruction
	signals [isa.NumSemaphores][]int64 // cycles of all signals
	taken   [isa.NumSemaphores]int     // signals that waits have taken
	waits   [8]Wait                    // room for the waits of one instruction
}

// The counters of an engine's waits for its first and second peer, and of its busy cycles.
var (
	waitCounters = [isa.NumEngines][2]isa.Counter{
		{isa.LoadWaitTensor, isa.LoadWaitStore}, {isa.TensorWaitLoad, isa.TensorWaitStore}, {isa.StoreWaitLoad, isa.StoreWaitTensor},
	}
	busyCounters = [isa.NumEngines]isa.Counter{isa.LoadBusy, isa.TensorBusy, isa.StoreBusy}
)

// issue runs one instruction all of whose signals are known.
func (e *engines) issue(begin isa.Begin) {
	h, fence := e.header(begin)
	ev := Event{Segment: e.number, Engine: begin.Engine, Index: begin.Index}
	ev.Earliest, ev.Fence = e.earliest(begin.Engine, fence)
	gates := gates{fence: ev.Fence}
	for i, sem := range isa.Waited(begin.Engine, h.Wait) {
		signal := e.signals[sem][e.taken[sem]]
		e.taken[sem]++
		gates.wait(sem, signal+isa.SignalToIssue)
		e.waits[i] = Wait{sem, signal}
		ev.Waits = e.waits[:i+1]
	}
	ev.First = gates.charge(&e.result.Counters, begin.Engine, ev.Earliest)
	e.perform(&ev)
	e.result.Counters[busyCounters[begin.Engine]] += uint64(ev.Last - ev.First + 1)
	e.finish(&ev, h)
	if e.observe != nil {
		e.observe(ev)
	}
}

// header returns what all instructions share, and whether this one has a fence.
func (e *engines) header(begin isa.Begin) (h isa.Header, fence bool) {
	switch begin.Engine {
	case isa.EngineLoad:
		return e.segment.code.Load[begin.Index].Header, false
	case isa.EngineTensor:
		t := &e.segment.code.Tensor[begin.Index]
		return t.Header, t.Fence
	default:
		return e.segment.code.Store[begin.Index].Header, false
	}
}

// earliest returns the first slot of an engine's next instruction by its predecessor alone, and with a fence.
func (e *engines) earliest(engine isa.Engine, fence bool) (earliest, fenced int64) {
	if e.begun[engine] == 0 {
		return e.start, e.start
	}
	earliest = e.last[engine] + 1
	if fence {
		return earliest, e.done[engine] + 1
	}
	return earliest, earliest
}

// perform computes when an instruction whose first slot is known ends.
func (e *engines) perform(ev *Event) {
	switch ev.Engine {
	case isa.EngineLoad:
		e.load(ev)
	case isa.EngineTensor:
		e.tensor(ev)
	default:
		e.store(ev)
	}
}

func (e *engines) load(ev *Event) {
	l := &e.segment.code.Load[ev.Index]
	bytes := int(l.Run) * e.config.EntryBytes(l.Op)
	base := e.bases[l.Base]
	l.EachRun(func(offset int64) {
		ev.Last, ev.Release = e.readRun(ev.First+isa.LoadIssue, base+uint64(offset), bytes)
	})
	ev.Done = ev.Release + isa.LoadWrite
}

func (e *engines) tensor(ev *Event) {
	t := &e.segment.tensors[ev.Index]
	slots := t.slots()
	if t.masked {
		slots = t.mask(&e.result.Counters, e.config, e.masks.of(ev.Segment, ev.Index))
	}
	ev.Last = ev.First + slots - 1
	ev.Release = ev.Last
	ev.Done = ev.Last + int64(e.config.TensorDrain(t.code.Pack != isa.PackNone))
}

func (e *engines) store(ev *Event) {
	s := &e.segment.code.Store[ev.Index]
	bytes := int(s.Run) * e.config.EntryBytes(s.Op)
	base := e.bases[s.Base]
	s.EachRun(func(offset int64) {
		ev.Last, ev.Release, ev.Done = e.writeRun(ev.First+isa.StoreIssue, base+uint64(offset), bytes)
	})
}

// finish records the end of an instruction and sends its signals.
func (e *engines) finish(ev *Event, h isa.Header) {
	e.begun[ev.Engine]++
	e.last[ev.Engine], e.done[ev.Engine] = ev.Last, ev.Done
	e.quiet = max(e.quiet, ev.Done, ev.Last+1)
	for _, sem := range isa.Signalled(ev.Engine, h.Done) {
		e.signals[sem] = append(e.signals[sem], ev.Done)
	}
	for _, sem := range isa.Signalled(ev.Engine, h.Release) {
		e.signals[sem] = append(e.signals[sem], ev.Release)
	}
}
