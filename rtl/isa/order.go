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
	for i := range clocks[EngineTensor] {
		var reads [OpLoadMask + 1]span
		for op := OpLoadX; op <= OpLoadMask; op++ {
			reads[op] = v.segment.Tensor[i].reads(v.config, op)
		}
		for j := range clocks[EngineLoad] {
			l := &v.segment.Load[j]
			if !reads[l.Op].overlaps(l.dest()) {
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
	banks := func(s span) span {
		return span{s.low / v.config.AccDepth, (s.high-1)/v.config.AccDepth + 1}
	}
	for i := range clocks[EngineTensor] {
		t := banks(v.segment.Tensor[i].accSpan(v.config))
		for j := range clocks[EngineStore] {
			s := &v.segment.Store[j]
			if !t.overlaps(banks(s.rows())) {
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
	for j := range clocks[EngineStore] {
		s := &v.segment.Store[j]
		sLow, sHigh := s.Extent(v.config)
		for i := range clocks[EngineLoad] {
			l := &v.segment.Load[i]
			low, high := l.Extent(v.config)
			if l.Base != s.Base || low >= sHigh || sLow >= high {
				continue
			}
			if clocks[EngineLoad][i].done[EngineStore] <= j && clocks[EngineStore][j].done[EngineLoad] <= i {
				return v.fail(EngineStore, j, "writes DRAM that load[%d] reads, and no semaphore orders the two", i)
			}
		}
	}
	return nil
}

func (l *Load) dest() span  { return span{int(l.Dest), int(l.Dest) + l.Entries()} }
func (s *Store) rows() span { return span{int(s.Acc), int(s.Acc) + s.Entries()} }

// reads returns the entries of the buffer that op loads which t reads.
func (t *Tensor) reads(c *Config, op Opcode) span {
	rows := t.Tiles() * c.Lanes
	switch {
	case op == OpLoadX && !t.SourceG:
		return t.source()
	case op == OpLoadG && t.SourceG:
		return t.source()
	case op == OpLoadG && t.Op == OpOuter:
		return t.rowOperand()
	case op == OpLoadW && t.Op == OpGemm && !t.NoTaps:
		return span{int(t.W), int(t.W) + rows}
	case op == OpLoadMask && t.Masked:
		return span{int(t.Mask), int(t.Mask) + rows}
	}
	return span{}
}

// written rejects reads of entries that nothing in the segment wrote before.
func (v *validator) written(order []Begin, clocks [NumEngines][]clock) error {
	buffers := [OpLoadMask + 1][]bool{
		OpLoadX: make([]bool, v.config.XDepth), OpLoadG: make([]bool, v.config.GDepth),
		OpLoadW: make([]bool, v.config.WDepth), OpLoadMask: make([]bool, v.config.MaskDepth),
	}
	acc := make([]bool, v.config.AccRows())
	loaded, summed := 0, 0
	mark := func(b []bool, s span) {
		for i := s.low; i < s.high; i++ {
			b[i] = true
		}
	}
	missing := func(b []bool, s span) int {
		for i := s.low; i < s.high; i++ {
			if !b[i] {
				return i
			}
		}
		return -1
	}
	for _, begin := range order {
		known := clocks[begin.Engine][begin.Index]
		for ; loaded < known.done[EngineLoad]; loaded++ {
			l := &v.segment.Load[loaded]
			mark(buffers[l.Op], l.dest())
		}
		switch begin.Engine {
		case EngineTensor:
			t := &v.segment.Tensor[begin.Index]
			for op := OpLoadX; op <= OpLoadMask; op++ {
				if at := missing(buffers[op], t.reads(v.config, op)); at >= 0 {
					return v.fail(EngineTensor, begin.Index, "reads entry %d of %s that no load before it wrote", at, op.buffer())
				}
			}
		case EngineStore:
			for ; summed < known.done[EngineTensor]; summed++ {
				v.segment.Tensor[summed].eachAccRow(v.config, func(row int) { acc[row] = true })
			}
			if at := missing(acc, v.segment.Store[begin.Index].rows()); at >= 0 {
				return v.fail(EngineStore, begin.Index, "reads ACC row %d that no tensor instruction before it wrote", at)
			}
		}
	}
	return v.accumulated()
}

// accumulated rejects sums onto ACC rows that no instruction has overwritten first. The tensor engine runs in order, so
// its list is enough.
func (v *validator) accumulated() error {
	acc := make([]bool, v.config.AccRows())
	for i := range v.segment.Tensor {
		t := &v.segment.Tensor[i]
		bad := -1
		t.eachAccRow(v.config, func(row int) {
			if !t.Zero && !acc[row] {
				bad = row
			}
			acc[row] = true
		})
		if bad >= 0 {
			return v.fail(EngineTensor, i, "adds to ACC row %d that was never overwritten in this segment", bad)
		}
	}
	return nil
}
