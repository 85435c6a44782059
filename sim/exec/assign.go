// SPDX-License-Identifier: Apache-2.0

package exec

import "github.com/e2train/e2train/rtl/isa"

// cut is a part of a tensor instruction, in units of newPiece, and the worker that runs it.
type cut struct {
	index  int
	lo, hi int
	worker int
}

// assignment gives every unit of the tensor instructions that begin to a worker, in the order in which they run.
type assignment []cut

// mergeWork is what adding and storing one worker's share of an ACC row costs, in vector-times-tile products.
const mergeWork = 3

// assign spreads a segment's work over n workers. By default every worker gets a stretch of the program. OUTER
// instructions, which tend to add to the same many rows all along, are better cut by their tiles if these are many.
func (s *segment) assign(n int) assignment {
	lost, rows, outer := int64(0), int64(0), true
	for _, i := range s.tensorOrder() {
		t := &s.code.Tensor[i]
		tiles := int64(t.Tiles())
		if t.Op != isa.OpOuter {
			outer = false
			break
		}
		most := (tiles + int64(n) - 1) / int64(n)
		lost += (most*int64(n) - tiles) * int64(t.Vectors()) / int64(n)
		rows = max(rows, tiles*int64(s.config.Lanes))
	}
	if outer && lost <= rows*mergeWork {
		return s.assignTiles(n)
	}
	return s.assignStretches(n)
}

// tensorOrder returns the tensor instructions that begin.
func (s *segment) tensorOrder() (order []int) {
	for _, begin := range s.order {
		if begin.Engine == isa.EngineTensor {
			order = append(order, begin.Index)
		}
	}
	return order
}

// assignTiles cuts each instruction into n ranges of about as many units.
func (s *segment) assignTiles(n int) (a assignment) {
	for _, i := range s.tensorOrder() {
		all := s.pieces[i].hi
		for w := range n {
			a = a.add(i, all*w/n, all*(w+1)/n, w)
		}
	}
	return a
}

// assignStretches cuts the program into n stretches of about equal work.
func (s *segment) assignStretches(n int) (a assignment) {
	order := s.tensorOrder()
	total, before := int64(0), int64(0)
	for _, i := range order {
		total += s.pieces[i].work()
	}
	for _, i := range order {
		p := s.pieces[i]
		work, at := p.work(), 0
		for w := 0; w < n; w++ {
			to := p.hi
			if end := total * int64(w+1) / int64(n); w+1 < n && before+work > end {
				to = roundUnits(p.code, int(max(end-before, 0)*int64(p.hi)/max(work, 1)))
			}
			if to > at {
				a = a.add(i, at, to, w)
				at = to
			}
		}
		before += work
	}
	return a
}

// roundUnits keeps cuts of GEMMs at numbers of vectors that kernels like.
func roundUnits(t *isa.Tensor, units int) int {
	if t.Op == isa.OpGemm {
		return units / 8 * 8
	}
	return units
}

func (a assignment) add(index, lo, hi, worker int) assignment {
	if lo == hi {
		return a
	}
	return append(a, cut{index, lo, hi, worker})
}
