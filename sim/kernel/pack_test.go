// SPDX-License-Identifier: Apache-2.0

package kernel

import (
	"slices"
	"testing"
)

func TestPackPairs(t *testing.T) {
	rng := testRand(t)
	// The last two are cut into more than one piece.
	for _, n := range []int{0, 1, 2, 3, 4, 5, 15, 16, 17, 63, 256, 257, 8193, 40001} {
		for _, lanes := range allLanes {
			src := fill16(rng, 7*lanes, -32768, 32767)
			off := entries(rng, n, 7, lanes)
			before := fill16(rng, (n+n%2)*lanes+3, -32768, 32767)
			want := slices.Clone(before)
			for i := range n + n%2 {
				for r := range lanes {
					want[pairIndex(lanes, i, r)] = 0
					if i < n {
						want[pairIndex(lanes, i, r)] = src[int(off[i])+r]
					}
				}
			}
			for _, s := range usableSets(t) {
				dst := slices.Clone(before)
				s.PackPairs(lanes, dst, src, off)
				if i := firstDifference(dst, want); i >= 0 {
					t.Fatalf("%s: lanes %d, %d vectors: dst[%d] is %d, want %d", s.Name(), lanes, n, i, dst[i], want[i])
				}
			}
		}
	}
}
