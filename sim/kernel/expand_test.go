// SPDX-License-Identifier: Apache-2.0

package kernel

import (
	"slices"
	"testing"
)

func TestExpandBytes(t *testing.T) {
	rng := testRand(t)
	lengths := []int{1000, maxPieceElements + 17}
	for n := range 70 {
		lengths = append(lengths, n)
	}
	for _, n := range lengths {
		src := fillBytes(rng, n)
		before := fill16(rng, n+3, -32768, 32767)
		for _, signed := range []bool{false, true} {
			want := slices.Clone(before)
			for i, b := range src {
				want[i] = int16(b)
				if signed && b >= 128 {
					want[i] = int16(b) - 256
				}
			}
			for _, s := range usableSets(t) {
				dst := slices.Clone(before)
				s.ExpandBytes(dst, src, signed)
				if i := firstDifference(dst, want); i >= 0 {
					t.Fatalf("%s: %d bytes, signed %t: dst[%d] is %d, want %d", s.Name(), n, signed, i, dst[i], want[i])
				}
			}
		}
	}
}

func TestExpandRows(t *testing.T) {
	rng := testRand(t)
	rows := []int{16, 31, 32, 33, maxPieceElements/4 + 5}
	for n := range 9 {
		rows = append(rows, n)
	}
	for _, n := range rows {
		for _, row := range []int{0, 1, 2, 3, 15, 16, 17} {
			for _, lanes := range allLanes {
				src := fillBytes(rng, n*lanes)
				pairs := (row + n + 1) / 2
				before := fill16(rng, pairs*2*lanes, -32768, 32767)
				want := slices.Clone(before)
				for i := range n {
					for c := range lanes {
						want[weightIndex(lanes, 0, row+i, c)] = int16(int8(src[i*lanes+c]))
					}
				}
				for _, s := range usableSets(t) {
					dst := slices.Clone(before)
					s.ExpandRows(lanes, dst, src, row)
					if i := firstDifference(dst, want); i >= 0 {
						t.Fatalf("%s: lanes %d, %d rows from %d: dst[%d] is %d, want %d", s.Name(), lanes, n, row, i, dst[i], want[i])
					}
				}
			}
		}
	}
}
