// SPDX-License-Identifier: Apache-2.0

package kernel

import (
	"slices"
	"testing"
)

// outerVectors are counts around the limits of the int32 sums and of the
// blocks the implementations work on.
func outerVectors() []int {
	vectors := []int{127, 128, 129, 255, 256, 257, 258, 511, 512, 513, 1000}
	for n := 0; n <= 40; n++ {
		vectors = append(vectors, n)
	}
	return vectors
}

// checkOuter runs one case on every set.
func checkOuter(t *testing.T, lanes int, g, x []int16, xOff []int32, vectors int, before []int64) {
	t.Helper()
	sums := referenceOuter(lanes, g, x, xOff, vectors)
	for _, accumulate := range []bool{false, true} {
		want := slices.Clone(before)
		for i, v := range sums {
			if !accumulate {
				want[i] = 0
			}
			want[i] += v
		}
		for _, s := range usableSets(t) {
			acc := slices.Clone(before)
			s.Outer(lanes, acc, g, x, xOff, vectors, accumulate)
			if i := firstDifference(acc, want); i >= 0 {
				t.Fatalf("%s: lanes %d, %d vectors, accumulate %t: acc[%d] is %d, want %d",
					s.Name(), lanes, vectors, accumulate, i, acc[i], want[i])
			}
		}
	}
}

func TestOuterRandom(t *testing.T) {
	rng := testRand(t)
	for _, lanes := range allLanes {
		for _, n := range outerVectors() {
			even := n + n%2
			x := fill16(rng, 9*lanes, -255, 255)
			clear(x[:lanes])
			xOff := entries(rng, even, 9, lanes)
			g := fill16(rng, even*lanes, -32768, 32767)
			if n%2 == 1 {
				xOff[n] = 0
				for r := range lanes {
					g[pairIndex(lanes, n, r)] = 0
				}
			}
			checkOuter(t, lanes, g, x, xOff, n, fill64(rng, lanes*lanes+5))
		}
	}
}

func TestOuterExtremes(t *testing.T) {
	rng := testRand(t)
	for _, lanes := range allLanes {
		for _, n := range []int{2, 128, 256, 258, 1000} {
			for _, fill := range signFills(rng, []int{-32768, 32767}, []int{-255, 255}) {
				g, x := fill.make(n*lanes, fill.first), fill.make(3*lanes, fill.second)
				checkOuter(t, lanes, g, x, entries(rng, n, 3, lanes), n, fill64(rng, lanes*lanes))
			}
		}
	}
}

// TestOuterOfPacked goes the way callers go: PackPairs and then Outer, with
// an odd number of vectors.
func TestOuterOfPacked(t *testing.T) {
	rng := testRand(t)
	const vectors = 37
	for _, s := range usableSets(t) {
		for _, lanes := range allLanes {
			src := fill16(rng, 11*lanes, -32768, 32767)
			off := entries(rng, vectors, 11, lanes)
			x := fill16(rng, 11*lanes, -255, 255)
			clear(x[:lanes])
			xOff := append(entries(rng, vectors, 11, lanes), 0)
			g := fill16(rng, (vectors+1)*lanes, -32768, 32767)
			s.PackPairs(lanes, g, src, off)
			acc := fill64(rng, lanes*lanes)
			s.Outer(lanes, acc, g, x, xOff, vectors, false)
			for r := range lanes {
				for c := range lanes {
					var want int64
					for v := range vectors {
						want += int64(src[int(off[v])+r]) * int64(x[int(xOff[v])+c])
					}
					if got := acc[r*lanes+c]; got != want {
						t.Fatalf("%s: lanes %d: row %d, column %d is %d, want %d", s.Name(), lanes, r, c, got, want)
					}
				}
			}
		}
	}
}

// TestOuterPieces watches how calls are cut.
func TestOuterPieces(t *testing.T) {
	for _, vectors := range []int{1, 255, 256, 257, 600} {
		pairs := (vectors + 1) / 2
		g := make([]int16, pairs*8)
		for p := range pairs {
			g[p*8] = int16(p)
		}
		done := 0
		s := Set{outer: func(p outerPiece) {
			if 2*p.pairs > ExactVectors || int(p.g[0]) != done || p.accumulate != (done > 0) {
				t.Fatalf("%d vectors: a piece of %d pairs from %d, accumulate %t, behind %d", vectors, p.pairs, p.g[0], p.accumulate, done)
			}
			done += p.pairs
		}}
		s.Outer(4, make([]int64, 16), g, make([]int16, 4), make([]int32, 2*pairs), vectors, false)
		if done != pairs {
			t.Fatalf("%d vectors: %d pairs were summed", vectors, done)
		}
	}
}
