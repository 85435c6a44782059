// SPDX-License-Identifier: Apache-2.0

package timing

import "github.com/e2train/e2train/rtl/isa"

// Delay is a time in which an engine stood still before an instruction, for one cause: the fence, or a semaphore.
type Delay struct {
	Fence     bool
	Semaphore isa.Semaphore // unless Fence; of several semaphores of a peer the last to open
	From, To  int64         // cycles of the launch; To is the first one after the delay
}

// EachDelay calls f for the delays between Earliest and First, in order and without gaps. Each cycle has the cause that the
// wait counters charge it to.
func (e *Event) EachDelay(f func(Delay)) {
	at := e.Earliest
	until := func(d Delay, open int64) {
		if open > at {
			d.From, d.To = at, open
			f(d)
			at = open
		}
	}
	until(Delay{Fence: true}, e.Fence)
	for peer := range 2 {
		if last, ok := e.lastWait(peer); ok {
			until(Delay{Semaphore: last.Semaphore}, last.Signal+isa.SignalToIssue)
		}
	}
}

// lastWait returns the wait for the engine's given peer that ended last.
func (e *Event) lastWait(peer int) (last Wait, ok bool) {
	for _, w := range e.Waits {
		if (w.Semaphore.WaitBit() >= 1<<4) == (peer == 1) && (!ok || w.Signal > last.Signal) {
			last, ok = w, true
		}
	}
	return last, ok
}
