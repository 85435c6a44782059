// SPDX-License-Identifier: Apache-2.0

package randprog

import "github.com/e2train/e2train/rtl/isa"

// addStore adds a store of some of the rows that have been written, if there are any.
func (b *builder) addStore() {
	rows, ok := b.writtenRows()
	if !ok {
		return
	}
	op := isa.OpStoreInt32 + isa.Opcode(b.rng.IntN(4))
	base := b.storeBase()
	w := b.randomWalk(rows.size(), b.config.EntryBytes(op), b.storeFrom(base))
	s := isa.Store{
		Op: op, TrackMax: b.chance(2), Acc: uint16(rows.low), Base: base,
		Run: w.run, Count: w.count, Offset: w.offset, Stride: w.stride,
	}
	f := footprint{banks: b.bankSpan(rows), base: s.Base, dram: w.dram}
	b.region(s.Base, w.dram)

	var needs []need
	for i := range b.tensors {
		if b.tensors[i].banks.overlaps(f.banks) {
			needs = append(needs, need{isa.EngineTensor, i, true})
		}
	}
	for i := range b.loads {
		if b.loads[i].base == s.Base && b.loads[i].dram.overlaps(w.dram) {
			needs = append(needs, need{isa.EngineLoad, i, true})
		}
	}
	b.order.begin(&b.segment, isa.EngineStore, &s.Header, latest(needs))
	b.segment.Store = append(b.segment.Store, s)
	b.stores = append(b.stores, f)
}

// writtenRows returns a random range of ACC rows all of which have been written.
func (b *builder) writtenRows() (span, bool) {
	var starts []int
	for row, written := range b.summed {
		if written {
			starts = append(starts, row)
		}
	}
	if len(starts) == 0 {
		return span{}, false
	}
	s := span{low: starts[b.rng.IntN(len(starts))]}
	if b.chance(2) { // from the beginning of a stretch
		for s.low > 0 && b.summed[s.low-1] {
			s.low--
		}
	}
	limit := b.between(1, 64)
	for s.high = s.low; s.high < len(b.summed) && b.summed[s.high] && s.size() < limit; s.high++ {
	}
	return s, true
}
