// SPDX-License-Identifier: Apache-2.0

package exec

import (
	"math/bits"

	"github.com/e2train/e2train/rtl/isa"
)

// maxWorkers is how many workers a segment is linked for at most: a row's contributors are bits of a word.
const maxWorkers = 64

// mergeRows bounds the rows of one merge, so that merges can be spread over workers.
const mergeRows = 64

// linker derives what each of several workers does from an assignment.
type linker struct {
	*segment
	linkage
	pieces       [][]*piece  // of each tensor instruction
	workers      [][]int     // their workers
	needs        [][]entries // of each worker, of each load
	last         [][]int     // of each worker, of each ACC row: position of the last instruction with a piece that touches it
	contributors []uint64    // of each ACC row: the workers with a share of its sum
}

// entries is a range of a load's entries, empty if hi <= lo.
type entries struct{ lo, hi int }

// link makes the segment ready for n workers.
func (s *segment) link(a assignment, n int) *linkage {
	l := linker{
		segment: s, pieces: make([][]*piece, len(s.pieces)), workers: make([][]int, len(s.pieces)),
		linkage:      linkage{steps: make([][]step, n), kept: make([]int, n)},
		contributors: make([]uint64, s.config.AccRows()),
	}
	for range n {
		l.needs = append(l.needs, make([]entries, len(s.loads)))
		l.last = append(l.last, make([]int, s.config.AccRows()))
	}
	for _, c := range a {
		p := s.pieces[c.index]
		if c.lo != p.lo || c.hi != p.hi {
			p = newPiece(s.tables, s.code, c.index, c.lo, c.hi)
		}
		l.pieces[c.index] = append(l.pieces[c.index], p)
		l.workers[c.index] = append(l.workers[c.index], c.worker)
	}
	l.findNeeds()
	for position, begin := range s.order {
		switch begin.Engine {
		case isa.EngineLoad:
			l.linkLoad(begin.Index)
		case isa.EngineTensor:
			l.linkTensor(begin.Index)
		case isa.EngineStore:
			l.linkStore(begin.Index, position)
		}
	}
	return &l.linkage
}

// add appends a step of a worker.
func (l *linker) add(worker int, s step) { l.steps[worker] = append(l.steps[worker], s) }

// linkLoad makes every worker load what its pieces read before it is overwritten.
func (l *linker) linkLoad(index int) {
	for w := range l.steps {
		if e := l.needs[w][index]; e.hi > e.lo {
			l.add(w, step{kind: stepLoad, index: index, lo: e.lo, hi: e.hi})
		}
	}
}

// linkTensor runs the pieces of an instruction. A worker that adds to rows of whose sum it has no share yet begins its
// share at zero.
func (l *linker) linkTensor(index int) {
	for i, p := range l.pieces[index] {
		w := l.workers[index][i]
		me := uint64(1) << w
		fresh := entries{-1, -1}
		flush := func() {
			if fresh.hi > fresh.lo {
				l.add(w, step{kind: stepClear, lo: fresh.lo, hi: fresh.hi})
			}
		}
		p.eachRow(l.config.Lanes, func(row int) {
			switch {
			case p.code.Zero:
				l.contributors[row] = me
			case l.contributors[row]&me == 0:
				l.contributors[row] |= me
				if row != fresh.hi {
					flush()
					fresh.lo = row
				}
				fresh.hi = row + 1
			}
		})
		flush()
		l.add(w, step{kind: stepTensor, piece: p})
	}
}

// linkStore stores rows that one worker has summed up alone at once, and leaves others to be merged.
func (l *linker) linkStore(index, position int) {
	t := &l.stores[index]
	for lo := 0; lo < t.entries; {
		who := l.contributors[t.first+lo]
		hi := lo + 1
		for hi < t.entries && l.contributors[t.first+hi] == who {
			hi++
		}
		if bits.OnesCount64(who) == 1 {
			l.add(bits.TrailingZeros64(who), step{kind: stepStore, index: index, lo: lo, hi: hi})
		} else {
			l.linkMerge(index, position, entries{lo, hi}, who)
		}
		lo = hi
	}
}

// linkMerge keeps the shares of rows that several workers contributed to, in place where nothing changes them any more.
func (l *linker) linkMerge(index, position int, e entries, who uint64) {
	first := l.stores[index].first
	for lo := e.lo; lo < e.hi; lo += mergeRows {
		m := merge{index: index, lo: lo, hi: min(lo+mergeRows, e.hi)}
		for w := range l.steps {
			if who>>w&1 == 0 {
				continue
			}
			sh := share{worker: w, at: first + m.lo}
			if l.changed(w, first+m.lo, first+m.hi, position) {
				sh.kept, sh.at = true, l.kept[w]
				l.add(w, step{kind: stepKeep, lo: first + m.lo, hi: first + m.hi, at: sh.at})
				l.kept[w] += m.hi - m.lo
			}
			m.shares = append(m.shares, sh)
		}
		l.merges = append(l.merges, m)
	}
}

// changed reports whether worker w touches one of the ACC rows [lo, hi) after a position of the order.
func (l *linker) changed(w, lo, hi, position int) bool {
	for row := lo; row < hi; row++ {
		if l.last[w][row] > position {
			return true
		}
	}
	return false
}
