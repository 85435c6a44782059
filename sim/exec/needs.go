// SPDX-License-Identifier: Apache-2.0

package exec

import "github.com/e2train/e2train/rtl/isa"

// findNeeds finds, for each worker, which entries of each load its pieces read, and when it last touches each row of ACC.
func (l *linker) findNeeds() {
	var writers [isa.OpLoadMask + 1][]int // of each entry of a buffer: the load that wrote it last
	for op, depth := range []int{
		isa.OpLoadX: l.config.XDepth, isa.OpLoadG: l.config.GDepth, isa.OpLoadW: l.config.WDepth, isa.OpLoadMask: l.config.MaskDepth,
	} {
		writers[op] = make([]int, depth)
	}
	for position, begin := range l.order {
		switch begin.Engine {
		case isa.EngineLoad:
			t := &l.loads[begin.Index]
			for e := range t.entries {
				writers[t.op][t.first+e] = begin.Index
			}
		case isa.EngineTensor:
			for i, p := range l.pieces[begin.Index] {
				w := l.workers[begin.Index][i]
				p.eachRead(l.config.Lanes, func(op isa.Opcode, entry int) { l.need(w, writers[op][entry], entry) })
				p.eachRow(l.config.Lanes, func(row int) { l.last[w][row] = position })
			}
		}
	}
}

// need notes that worker w reads a buffer entry that a load wrote. Pieces read whole tiles of a mask, so those of masks stay whole.
func (l *linker) need(w, load, entry int) {
	t := &l.loads[load]
	e := &l.needs[w][load]
	from, to := entry-t.first, entry-t.first+1
	if e.hi <= e.lo {
		*e = entries{from, to}
		return
	}
	e.lo, e.hi = min(e.lo, from), max(e.hi, to)
}

// eachRow calls f for every row of ACC that the piece touches.
func (p *piece) eachRow(lanes int, f func(row int)) {
	if p.code.Op == isa.OpGemm {
		first := p.acc.place(int(p.code.Acc))
		for _, at := range p.acc.offsets {
			f(first + int(at)/lanes)
		}
		return
	}
	for i := p.lo * lanes; i < p.hi*lanes; i++ {
		f(int(p.code.Acc) + i)
	}
	if p.code.Pack != isa.PackNone {
		for i := p.lo * lanes; i < p.hi*lanes; i++ {
			f(int(p.code.Acc) + int(p.code.Second) + i)
		}
	}
}

// eachRead calls f for every entry of a buffer that the piece reads; op is the load that fills the buffer.
func (p *piece) eachRead(lanes int, f func(op isa.Opcode, entry int)) {
	t := p.code
	if t.NoTaps {
		return
	}
	if t.Op == isa.OpGemm {
		p.eachSource(lanes, 0, t.Tiles(), f)
		for i := range t.Tiles() * lanes {
			f(isa.OpLoadW, int(t.W)+i)
		}
		return
	}
	p.eachSource(lanes, p.lo, p.hi, f)
	for co := p.lo / p.sourceTiles(); co <= (p.hi-1)/p.sourceTiles(); co++ {
		first := p.rows.place(int(t.G) + co*int(t.GCO))
		for _, at := range p.rows.offsets {
			f(isa.OpLoadG, first+int(at)/lanes)
		}
	}
	if t.Masked {
		for i := p.lo * lanes; i < p.hi*lanes; i++ {
			f(isa.OpLoadMask, int(t.Mask)+i)
		}
	}
}

// eachSource calls f for the source entries of tiles [lo, hi).
func (p *piece) eachSource(lanes, lo, hi int, f func(op isa.Opcode, entry int)) {
	op := isa.OpLoadX
	if p.code.SourceG {
		op = isa.OpLoadG
	}
	first := p.source.place(int(p.code.Src))
	for k := lo; k < min(hi, lo+p.sourceTiles()); k++ { // further ones repeat
		for _, at := range p.source.offsets[k%p.sourceTiles()*p.source.stride:][:p.source.stride] {
			if at != p.source.padding {
				f(op, first+int(at)/lanes)
			}
		}
	}
}
