// SPDX-License-Identifier: Apache-2.0

package kernel

import (
	"runtime/debug"
	"testing"

	"github.com/e2train/e2train/sim/kernel/guard"
)

// guarded hands out slices which lie against a page that cannot be touched:
// behind them, or in front of them. One element too far is a fault.
type guarded struct {
	tb     testing.TB
	behind bool
}

// guardedSlice returns n zero elements.
func guardedSlice[T any](g guarded, n int) []T {
	g.tb.Helper()
	return guard.Slice[T](g.tb, n, g.behind)
}

// last returns n offsets that name the entries of a buffer in turn, so that
// its first and its last one are among them.
func last(g guarded, n, count, lanes int) []int32 {
	off := guardedSlice[int32](g, n)
	for i := range off {
		off[i] = int32((n - 1 - i) % count * lanes)
	}
	return off
}

// TestNothingOutside runs every kernel of every set on slices between pages
// that cannot be touched.
func TestNothingOutside(t *testing.T) {
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	for _, s := range usableSets(t) {
		for _, lanes := range allLanes {
			for _, behind := range []bool{false, true} {
				g := guarded{t, behind}
				for name, run := range guardedRuns(s, g, lanes) {
					if said := panicOf(run); said != "" {
						t.Errorf("%s.%s: lanes %d, page behind %t: %s", s.Name(), name, lanes, behind, said)
					}
				}
			}
		}
	}
}

// guardedRuns returns one run of each kernel over a few counts.
func guardedRuns(s *Set, g guarded, lanes int) map[string]func() {
	return map[string]func(){
		"Gemm": func() {
			for _, n := range []int{1, 2, 3, 4, 5, 6, 7, 8, 13, 23, 24, 31} {
				s.Gemm(lanes, guardedSlice[int64](g, n*lanes), last(g, n, n, lanes),
					guardedSlice[int16](g, n*lanes), last(g, 3*n, n, lanes),
					guardedSlice[int16](g, 3*lanes*lanes), 3, false, n%2 == 0)
			}
		},
		"Outer": func() {
			for _, n := range []int{1, 2, 3, 6, 300} {
				even := n + n%2
				s.Outer(lanes, guardedSlice[int64](g, lanes*lanes), guardedSlice[int16](g, even*lanes),
					guardedSlice[int16](g, 5*lanes), last(g, even, 5, lanes), n, n%2 == 0)
			}
		},
		"PackPairs": func() {
			for _, n := range []int{1, 2, 3, 8} {
				s.PackPairs(lanes, guardedSlice[int16](g, (n+n%2)*lanes), guardedSlice[int16](g, 3*lanes), last(g, n, 3, lanes))
			}
		},
		"ExpandBytes": func() {
			for n := 1; n < 70; n++ {
				s.ExpandBytes(guardedSlice[int16](g, n), guardedSlice[byte](g, n), n%2 == 0)
			}
		},
		"ExpandRows": func() {
			for n := 1; n < 6; n++ {
				for row := range 3 {
					s.ExpandRows(lanes, guardedSlice[int16](g, (row+n+1)/2*2*lanes), guardedSlice[byte](g, n*lanes), row)
				}
			}
		},
		"CopyInt16": func() { s.CopyInt16(guardedSlice[int16](g, 33), guardedSlice[byte](g, 66)) },
		"Nibbles": func() {
			for n := 1; n < 70; n++ {
				s.SplitNibbles(guardedSlice[int16](g, n), guardedSlice[int16](g, n), guardedSlice[int16](g, n), n%2 == 0)
				s.RoundNibbles(guardedSlice[byte](g, n), guardedSlice[byte](g, n), n%2 == 0, 4)
				s.RoundWords(guardedSlice[int16](g, n), guardedSlice[int16](g, n))
			}
		},
		"Stores": func() {
			for n := 1; n < 20; n++ {
				for _, k := range storeKinds {
					k.run(s, guardedSlice[byte](g, n*k.size), guardedSlice[int64](g, n), 8)
				}
			}
		},
	}
}
