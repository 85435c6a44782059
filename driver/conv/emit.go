// SPDX-License-Identifier: Apache-2.0

package conv

import (
	"errors"

	"github.com/e2train/e2train/rtl/isa"
)

// errTooLarge is returned by a planner when a piece of work that cannot be cut further does not fit one segment. The
// decomposition then cuts the reduction instead.
var errTooLarge = errors.New("does not fit the instruction memory")

// resource is a buffer that two engines hand to each other in slots: the producer fills slot i mod slots, signals ready, and
// waits for the i-th release before it overwrites the slot.
type resource struct {
	slots    int
	ready    isa.Semaphore // producer to consumer
	free     isa.Semaphore // consumer to producer
	used     int           // slots handed out in this segment
	lastUser int           // instruction of the consumer that used the newest slot last, -1 for none
}

func newResource(producer, consumer isa.Engine, index, slots int) resource {
	return resource{slots: slots, ready: isa.Sem(producer, consumer, index), free: isa.Sem(consumer, producer, index), lastUser: -1}
}

// next hands out a slot: its number, and the wait mask with which the producer makes sure that it is free.
func (r *resource) next() (slot int, wait uint8) {
	slot = r.used % r.slots
	if r.used >= r.slots {
		wait = r.free.WaitBit()
	}
	r.used++
	r.lastUser = -1
	return slot, wait
}

// segmentBuilder collects instructions into segments. Work is added unit by unit; a unit that does not fit the current
// segment starts the next one.
type segmentBuilder struct {
	config *isa.Config
	done   []isa.Segment
	isa.Segment
}

// fits reports whether the instruction memories hold the current segment and its semaphores cannot overflow.
func (b *segmentBuilder) fits() bool {
	n := min(b.config.InstrDepth, isa.SemaphoreMax)
	return len(b.Load) <= n && len(b.Tensor) <= n && len(b.Store) <= n
}

// empty reports whether the current segment has no instructions.
func (b *segmentBuilder) empty() bool { return len(b.Load)+len(b.Tensor)+len(b.Store) == 0 }

// add lets emit add a piece of work that must not be parted: to the current segment, or, if it does not fit, to the next one,
// before which start is told that nothing is on chip. What does not fit a segment alone is errTooLarge.
func (b *segmentBuilder) add(start, emit func()) error {
	load, tensor, store := len(b.Load), len(b.Tensor), len(b.Store)
	emit()
	if b.fits() {
		return nil
	}
	b.truncate(load, tensor, store)
	b.close()
	start()
	emit()
	if !b.fits() {
		return errTooLarge
	}
	return nil
}

// close ends the current segment.
func (b *segmentBuilder) close() {
	if b.empty() {
		return
	}
	trim(&b.Segment)
	b.done = append(b.done, b.Segment)
	b.Segment = isa.Segment{}
}

// nextSlot hands out a slot of a resource that load fills and tensor reads. The last reader of the slot handed out before
// releases that one.
func (b *segmentBuilder) nextSlot(r *resource) (slot int, wait uint8) {
	if r.lastUser >= 0 {
		b.Tensor[r.lastUser].Release |= r.free.SignalBit()
	}
	return r.next()
}

// truncate takes back instructions that were added since the lists had the given lengths.
func (b *segmentBuilder) truncate(load, tensor, store int) {
	b.Load, b.Tensor, b.Store = b.Load[:load], b.Tensor[:tensor], b.Store[:store]
}

// trim removes signals that nobody waits for: releases of the last slots, and what was meant for work that moved to the next
// segment. The n-th wait takes the n-th signal, so the surplus is at the end of the list.
func trim(s *isa.Segment) {
	var waits [isa.NumSemaphores]int
	each(s, func(e isa.Engine, h *isa.Header) {
		for _, sem := range isa.Waited(e, h.Wait) {
			waits[sem]++
		}
	})
	each(s, func(e isa.Engine, h *isa.Header) {
		for _, mask := range []*uint8{&h.Done, &h.Release} {
			for _, sem := range isa.Signalled(e, *mask) {
				if waits[sem] == 0 {
					*mask &^= sem.SignalBit()
					continue
				}
				waits[sem]--
			}
		}
	})
}

// each calls f with the header of every instruction of s.
func each(s *isa.Segment, f func(isa.Engine, *isa.Header)) {
	for i := range s.Load {
		f(isa.EngineLoad, &s.Load[i].Header)
	}
	for i := range s.Tensor {
		f(isa.EngineTensor, &s.Tensor[i].Header)
	}
	for i := range s.Store {
		f(isa.EngineStore, &s.Store[i].Header)
	}
}
