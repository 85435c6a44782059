// SPDX-License-Identifier: Apache-2.0

package timing

import "github.com/e2train/e2train/rtl/isa"

// stall ends a segment in which some engine waits in vain. Waits go on until the cycle in which hardware gives up.
func (e *engines) stall() *Stall {
	var stall *Stall
	cycle := e.quiet + isa.StallDetect
	for engine := range isa.NumEngines {
		index := e.begun[engine]
		if index == e.segment.code.Len(engine) {
			continue
		}
		e.waitInVain(isa.Begin{Engine: engine, Index: index}, cycle)
		if stall == nil {
			stall = &Stall{e.number, engine, index, cycle}
		}
	}
	return stall
}

// waitInVain charges the waits of an instruction that never begins.
func (e *engines) waitInVain(begin isa.Begin, end int64) {
	h, fence := e.header(begin)
	earliest, fenced := e.earliest(begin.Engine, fence)
	gates := gates{fence: fenced}
	for _, sem := range isa.Waited(begin.Engine, h.Wait) {
		open := end
		if e.taken[sem] < len(e.signals[sem]) {
			open = e.signals[sem][e.taken[sem]] + isa.SignalToIssue
		}
		gates.wait(sem, open)
	}
	gates.charge(&e.result.Counters, begin.Engine, earliest)
}
