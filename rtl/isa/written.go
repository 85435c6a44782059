// SPDX-License-Identifier: Apache-2.0

package isa

// written rejects reads of entries that nothing in the segment wrote before.
func (v *validator) written(order []Begin, clocks [NumEngines][]clock) error {
	memories := [OpLoadMask + 1]entrySet{
		OpLoadX: newEntrySet(v.config.XDepth), OpLoadG: newEntrySet(v.config.GDepth),
		OpLoadW: newEntrySet(v.config.WDepth), OpLoadMask: newEntrySet(v.config.MaskDepth),
	}
	acc := newEntrySet(v.config.AccRows())
	loaded, summed := 0, 0
	for _, begin := range order {
		known := clocks[begin.Engine][begin.Index]
		for ; loaded < known.done[EngineLoad]; loaded++ {
			l := &v.segment.Load[loaded]
			memories[l.Op].addSpan(l.dest())
		}
		for ; summed < known.done[EngineTensor]; summed++ {
			acc.addAll(v.acc[summed])
		}
		switch begin.Engine {
		case EngineTensor:
			t := &v.segment.Tensor[begin.Index]
			for op := OpLoadX; op <= OpLoadMask; op++ {
				if at := memories[op].missing(t.reads(v.config, op)); at >= 0 {
					return v.fail(EngineTensor, begin.Index, "reads entry %d of %s that no load before it wrote", at, op.buffer())
				}
			}
		case EngineStore:
			if at := acc.missing(v.segment.Store[begin.Index].rows()); at >= 0 {
				return v.fail(EngineStore, begin.Index, "reads ACC row %d that no tensor instruction before it wrote", at)
			}
		}
	}
	return v.accumulated()
}

// accumulated rejects sums onto ACC rows that no instruction has overwritten first. The tensor engine runs in order, so
// its list is enough.
func (v *validator) accumulated() error {
	acc := newEntrySet(v.config.AccRows())
	for i := range v.segment.Tensor {
		if at := acc.missingOf(v.acc[i]); at >= 0 && !v.segment.Tensor[i].Zero {
			return v.fail(EngineTensor, i, "adds to ACC row %d that was never overwritten in this segment", at)
		}
		acc.addAll(v.acc[i])
	}
	return nil
}
