// SPDX-License-Identifier: Apache-2.0

package board

import (
	"github.com/e2train/e2train/rtl/isa"
	"github.com/e2train/e2train/sim"
	"github.com/e2train/e2train/sim/exec"
)

// repeatable reports whether a program that was stopped anywhere may be run again from its beginning: nothing that it stores lies
// where it loads from.
func repeatable(c *isa.Config, code *isa.Program, rooms *[isa.NumBases]sim.Room) bool {
	loads, stores := &isa.Program{}, &isa.Program{}
	for i := range code.Segments {
		s := &code.Segments[i]
		loads.Segments = append(loads.Segments, isa.Segment{Load: s.Load})
		stores.Segments = append(stores.Segments, isa.Segment{Store: s.Store})
	}
	read, written := exec.Extents(c, loads), exec.Extents(c, stores)
	for r := range read {
		for w := range written {
			if overlap(rooms[r].Address, read[r], rooms[w].Address, written[w]) {
				return false
			}
		}
	}
	return true
}

// overlap reports whether two extents have a byte in common, each from the address of its base on.
func overlap(a uint64, x exec.Extent, b uint64, y exec.Extent) bool {
	return x.Low < x.High && y.Low < y.High && a+uint64(x.Low) < b+uint64(y.High) && b+uint64(y.Low) < a+uint64(x.High)
}
