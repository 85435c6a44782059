// SPDX-License-Identifier: Apache-2.0

package isa

// clock is what an engine knows at some point of a segment: how many instructions of each engine have finished reading
// their operands, and how many have finished altogether.
type clock struct {
	read, done [NumEngines]int
}

func (k *clock) join(o clock) {
	for e := range NumEngines {
		k.read[e] = max(k.read[e], o.read[e])
		k.done[e] = max(k.done[e], o.done[e])
	}
}

// Begin is the order in which the instructions of a segment can begin: it lists (engine, index) so that every wait finds
// its signal earlier in the list. Instructions that never begin, because of a deadlock, are missing.
type Begin struct {
	Engine Engine
	Index  int
}

// Schedule returns an order in which the segment's instructions begin, and whether all of them do.
func (s *Segment) Schedule() (order []Begin, complete bool) {
	order, _ = s.schedule()
	return order, len(order) == s.Len(EngineLoad)+s.Len(EngineTensor)+s.Len(EngineStore)
}

// schedule also returns what each instruction's engine knows when it begins.
func (s *Segment) schedule() (order []Begin, clocks [NumEngines][]clock) {
	var signals [NumSemaphores][]clock
	var taken [NumSemaphores]int
	var now [NumEngines]clock
	var next [NumEngines]int

	begin := func(e Engine) bool {
		if next[e] == s.Len(e) {
			return false
		}
		h := s.header(e, next[e])
		waited := Waited(e, h.Wait)
		for _, sem := range waited {
			if taken[sem] == len(signals[sem]) {
				return false
			}
		}
		for _, sem := range waited {
			now[e].join(signals[sem][taken[sem]])
			taken[sem]++
		}
		order = append(order, Begin{e, next[e]})
		clocks[e] = append(clocks[e], now[e])
		next[e]++
		after := now[e]
		after.read[e] = next[e]
		for _, sem := range Signalled(e, h.Release) {
			signals[sem] = append(signals[sem], after)
		}
		after.done[e] = next[e]
		for _, sem := range Signalled(e, h.Done) {
			signals[sem] = append(signals[sem], after)
		}
		return true
	}
	for progress := true; progress; {
		progress = false
		for e := range NumEngines {
			for begin(e) {
				progress = true
			}
		}
	}
	return order, clocks
}

// order rejects overlapping accesses of two engines that no chain of semaphores orders, and reads of what was never written.
func (v *validator) order() error {
	order, clocks := v.segment.schedule()
	for _, check := range []func([NumEngines][]clock) error{v.loadTensorRaces, v.tensorStoreRaces, v.dramRaces} {
		if err := check(clocks); err != nil {
			return err
		}
	}
	return v.written(order, clocks)
}

func (v *validator) loadTensorRaces(clocks [NumEngines][]clock) error {
	dests := make([]span, len(v.segment.Load))
	for j := range dests {
		dests[j] = v.segment.Load[j].dest()
	}
	for i := range clocks[EngineTensor] {
		var reads [OpLoadMask + 1]span
		for op := OpLoadX; op <= OpLoadMask; op++ {
			reads[op] = v.segment.Tensor[i].reads(v.config, op)
		}
		for j := range clocks[EngineLoad] {
			if !reads[v.segment.Load[j].Op].overlaps(dests[j]) {
				continue
			}
			if clocks[EngineTensor][i].done[EngineLoad] <= j && clocks[EngineLoad][j].read[EngineTensor] <= i {
				return v.fail(EngineTensor, i, "reads what load[%d] writes, and no semaphore orders the two", j)
			}
		}
	}
	return nil
}

// tensorStoreRaces compares whole banks: a bank has one read port.
func (v *validator) tensorStoreRaces(clocks [NumEngines][]clock) error {
	depth := int64(v.config.AccDepth)
	banks := func(s span) span { return span{s.low / depth, (s.high-1)/depth + 1} }
	reads := make([]span, len(v.segment.Store))
	for j := range reads {
		reads[j] = banks(v.segment.Store[j].rows())
	}
	for i := range clocks[EngineTensor] {
		t := banks(v.segment.Tensor[i].accSpan(v.config))
		for j := range clocks[EngineStore] {
			if !t.overlaps(reads[j]) {
				continue
			}
			if clocks[EngineTensor][i].read[EngineStore] <= j && clocks[EngineStore][j].done[EngineTensor] <= i {
				return v.fail(EngineTensor, i, "uses an ACC bank that store[%d] reads, and no semaphore orders the two", j)
			}
		}
	}
	return nil
}

// dramRaces compares accesses through the same base register; regions behind different registers are the host's to keep apart.
func (v *validator) dramRaces(clocks [NumEngines][]clock) error {
	reads := make([]span, len(v.segment.Load))
	for i := range reads {
		reads[i] = v.segment.Load[i].bytes(v.config)
	}
	for j := range clocks[EngineStore] {
		writes := v.segment.Store[j].bytes(v.config)
		for i := range clocks[EngineLoad] {
			if v.segment.Load[i].Base != v.segment.Store[j].Base || !reads[i].overlaps(writes) {
				continue
			}
			if clocks[EngineLoad][i].done[EngineStore] <= j && clocks[EngineStore][j].done[EngineLoad] <= i {
				return v.fail(EngineStore, j, "writes DRAM that load[%d] reads, and no semaphore orders the two", i)
			}
		}
	}
	return nil
}

// reads returns the entries of the buffer that op loads which t reads.
func (t *Tensor) reads(c *Config, op Opcode) span {
	switch {
	case op == OpLoadX && !t.SourceG:
		return t.source()
	case op == OpLoadG && t.SourceG:
		return t.source()
	case op == OpLoadG && t.Op == OpOuter:
		return t.rowOperand()
	case op == OpLoadW && t.Op == OpGemm && !t.NoTaps:
		return spanOf(int64(t.W), t.tileRows(c))
	case op == OpLoadMask && t.Masked:
		return spanOf(int64(t.Mask), t.tileRows(c))
	}
	return span{}
}
