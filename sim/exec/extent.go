// SPDX-License-Identifier: Apache-2.0

package exec

import "github.com/e2train/e2train/rtl/isa"

// Extent is a range of bytes from a base register on; it is empty when High <= Low.
type Extent struct{ Low, High int64 }

func (e Extent) empty() bool { return e.High <= e.Low }

// join returns the smallest extent that holds e and [low, high).
func (e Extent) join(low, high int64) Extent {
	if e.empty() {
		return Extent{low, high}
	}
	return Extent{min(e.Low, low), max(e.High, high)}
}

// extents tells what a segment loads and stores through each base register.
type extents struct {
	loads, stores [isa.NumBases]Extent
}

func newExtents(c *isa.Config, code *isa.Segment) (e extents) {
	for i := range code.Load {
		l := &code.Load[i]
		low, high := l.Extent(c)
		e.loads[l.Base] = e.loads[l.Base].join(low, high)
	}
	for i := range code.Store {
		s := &code.Store[i]
		low, high := s.Extent(c)
		e.stores[s.Base] = e.stores[s.Base].join(low, high)
	}
	return e
}

// Extents returns the bytes that a program touches through each base register.
func Extents(c *isa.Config, p *isa.Program) (all [isa.NumBases]Extent) {
	for i := range p.Segments {
		s := newExtents(c, &p.Segments[i])
		for b := range all {
			for _, e := range []Extent{s.loads[b], s.stores[b]} {
				if !e.empty() {
					all[b] = all[b].join(e.Low, e.High)
				}
			}
		}
	}
	return all
}
