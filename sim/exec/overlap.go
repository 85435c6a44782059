// SPDX-License-Identifier: Apache-2.0

package exec

import (
	"cmp"
	"slices"

	"github.com/e2train/e2train/rtl/isa"
)

// splitting says whether several workers may run a segment as far as its own addresses tell.
type splitting uint8

const (
	splitUnknown splitting = iota
	splitNo
	splitYes
)

// separable reports whether no byte of DRAM is stored twice or stored and loaded through the same base register. Workers
// store in any order, and load before others store. The caller holds
// s.tables.mu.
func (s *segment) separable() bool {
	if s.split == splitUnknown {
		s.split = splitYes
		for base := range uint8(isa.NumBases) {
			if !s.separableBase(base) {
				s.split = splitNo
			}
		}
	}
	return s.split == splitYes
}

func (s *segment) separableBase(base uint8) bool {
	stored := ranges(s.stores, base)
	for i := 1; i < len(stored); i++ {
		if stored[i].Low < stored[i-1].High {
			return false
		}
	}
	loaded := ranges(s.loads, base)
	var reach int64 // highest end of the loaded ranges so far
	for len(stored) > 0 && len(loaded) > 0 {
		if loaded[0].Low < stored[0].High {
			reach = max(reach, loaded[0].High)
			if reach > stored[0].Low {
				return false
			}
			loaded = loaded[1:]
		} else {
			stored = stored[1:]
		}
	}
	return true
}

// ranges returns the bytes of all runs through a base register, sorted by their beginning.
func ranges(transfers []transfer, base uint8) (all []Extent) {
	for i := range transfers {
		t := &transfers[i]
		if t.base != base {
			continue
		}
		for _, r := range t.runs {
			all = append(all, Extent{r.offset, r.offset + int64(r.n)*int64(t.entryBytes)})
		}
	}
	slices.SortFunc(all, func(a, b Extent) int { return cmp.Compare(a.Low, b.Low) })
	return all
}

// apart reports whether what the segment stores through one base register is apart from what it loads or stores through
// another one, when the registers hold the given addresses.
func (e *extents) apart(address *[isa.NumBases]uint64) bool {
	for a := range e.stores {
		for b := range e.stores {
			if a != b && (meet(e.stores[a], e.stores[b], address[a], address[b]) || meet(e.stores[a], e.loads[b], address[a], address[b])) {
				return false
			}
		}
	}
	return true
}

// meet reports whether two extents from different addresses share bytes.
func meet(a, b Extent, addressA, addressB uint64) bool {
	return !a.empty() && !b.empty() &&
		addressA+uint64(a.Low) < addressB+uint64(b.High) && addressB+uint64(b.Low) < addressA+uint64(a.High)
}
