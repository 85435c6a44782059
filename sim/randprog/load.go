// SPDX-License-Identifier: Apache-2.0

package randprog

import "github.com/e2train/e2train/rtl/isa"

// addLoads fills the entries s of a buffer, or some random ones if s is empty, with one or several loads.
func (b *builder) addLoads(op isa.Opcode, s span) {
	step := 1
	if op == isa.OpLoadMask {
		step = b.config.Lanes
	}
	depth := len(b.loaded[op])
	if s.size() <= 0 {
		s.low = b.rng.IntN(depth/step) * step
		s.high = s.low + b.between(1, min(24, (depth-s.low)/step))*step
	}
	for s.size() > 0 {
		part := s
		if b.chance(3) {
			part.high = part.low + b.between(1, s.size()/step)*step
		}
		b.addLoad(op, part)
		s.low = part.high
	}
}

// addLoad adds one load that fills entries s.
func (b *builder) addLoad(op isa.Opcode, s span) {
	w := b.randomWalk(s.size(), b.config.EntryBytes(op), 0)
	l := isa.Load{
		Op: op, Signed: op == isa.OpLoadX && b.chance(2), Dest: uint16(s.low), Base: b.loadBase(),
		Run: w.run, Count: w.count, Offset: w.offset, Stride: w.stride,
	}
	f := footprint{base: l.Base, dram: w.dram}
	f.buffers[op] = s
	b.region(l.Base, w.dram)

	var needs []need
	for i := range b.tensors {
		if b.tensors[i].buffers[op].overlaps(s) {
			needs = append(needs, need{isa.EngineTensor, i, false})
		}
	}
	for i := range b.stores {
		if b.stores[i].base == l.Base && b.stores[i].dram.overlaps(w.dram) {
			needs = append(needs, need{isa.EngineStore, i, true})
		}
	}
	b.order.begin(&b.segment, isa.EngineLoad, &l.Header, latest(needs))
	b.segment.Load = append(b.segment.Load, l)
	b.loads = append(b.loads, f)
	for i := s.low; i < s.high; i++ {
		b.loaded[op][i] = true
	}
}

// latest keeps the last need of each engine and kind; engines run in order, so the earlier ones follow.
func latest(needs []need) (kept []need) {
	var last [2 * isa.NumEngines]need
	var found [2 * isa.NumEngines]bool
	for _, n := range needs {
		i := 2 * int(n.engine)
		if n.done {
			i++
		}
		if !found[i] || n.index > last[i].index {
			last[i], found[i] = n, true
		}
	}
	for i := range last {
		if found[i] {
			kept = append(kept, last[i])
		}
	}
	return kept
}
