// SPDX-License-Identifier: Apache-2.0

package exec

import "github.com/e2train/e2train/sim/timing"

// linkage is a segment made ready for several workers.
type linkage struct {
	steps  [][]step // of each worker
	merges []merge  // what is left to do when all workers are done
	kept   []int    // ACC rows that each worker keeps
}

// stepKind says what a step does.
type stepKind uint8

const (
	stepLoad   stepKind = iota // entries [lo, hi) of load index
	stepTensor                 // piece
	stepStore                  // entries [lo, hi) of store index
	stepClear                  // ACC rows [lo, hi)
	stepKeep                   // ACC rows [lo, hi), to kept row at
)

// step is one thing that a worker does.
type step struct {
	kind   stepKind
	index  int
	lo, hi int
	at     int
	piece  *piece
}

// merge adds up and stores entries [lo, hi) of a store.
type merge struct {
	index  int
	lo, hi int
	shares []share
}

// share is where a worker has its part of the sums: in its ACC from row at on, or among the rows that it kept.
type share struct {
	worker int
	kept   bool
	at     int
}

// work runs a worker's steps.
func (c *core) work(s *segment, l *linkage, worker int, masks [][]timing.Tile) {
	c.kept = grown(c.kept, l.kept[worker]*c.config.Lanes)
	for i := range l.steps[worker] {
		p := &l.steps[worker][i]
		switch p.kind {
		case stepLoad:
			c.load(&s.code.Load[p.index], &s.loads[p.index], p.lo, p.hi)
		case stepTensor:
			c.tensor(p.piece, tilesOf(masks, p.piece.index))
		case stepStore:
			t := &s.stores[p.index]
			c.store(&s.code.Store[p.index], t, c.rows(t.first+p.lo, p.hi-p.lo), p.lo, p.hi)
		case stepClear:
			clear(c.rows(p.lo, p.hi-p.lo))
		case stepKeep:
			copy(c.kept[p.at*c.config.Lanes:], c.rows(p.lo, p.hi-p.lo))
		}
	}
}

// tilesOf returns the room for what instruction i finds in its masks, nil in a program without masks.
func tilesOf(masks [][]timing.Tile, i int) []timing.Tile {
	if masks == nil {
		return nil
	}
	return masks[i]
}

// merge adds the shares of some rows and stores them. The cores' buffers are not changed any more.
func (c *core) merge(s *segment, m *merge, cores []*core) {
	lanes := c.config.Lanes
	n := (m.hi - m.lo) * lanes
	c.merged = grown(c.merged, n)
	for i, sh := range m.shares {
		from := cores[sh.worker].acc
		if sh.kept {
			from = cores[sh.worker].kept
		}
		drain(c.merged, from[sh.at*lanes:][:n], i == 0)
	}
	c.store(&s.code.Store[m.index], &s.stores[m.index], c.merged, m.lo, m.hi)
}
