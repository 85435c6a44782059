// SPDX-License-Identifier: Apache-2.0

package kernel

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
)

// gemmCase is the operands of one Gemm and what comes out of it.
type gemmCase struct {
	lanes, tiles int
	wide         bool
	x, w         []int16
	accOff, xOff []int32
	acc          []int64
	sums         []int64
}

// spread returns offsets of n different entries among a few more.
func spread(rng *rand.Rand, n, lanes int) (off []int32, count int) {
	count = n + 3
	for _, e := range rng.Perm(count)[:n] {
		off = append(off, int32(e*lanes))
	}
	return off, count
}

// randomGemm makes a case with operands from their whole ranges.
func randomGemm(rng *rand.Rand, lanes, vectors, tiles int, wide bool) gemmCase {
	c := gemmCase{lanes: lanes, tiles: tiles, wide: wide}
	low, high := -255, 255
	if wide {
		low, high = -32768, 32767
	}
	// Fewer entries than operands, so that some are used more than once; the
	// first one is the zero entry.
	count := max(2, vectors/2)
	c.x = fill16(rng, count*lanes, low, high)
	clear(c.x[:lanes])
	c.w = fill16(rng, tiles*lanes*lanes, -128, 127)
	c.xOff = entries(rng, tiles*vectors, count, lanes)
	var rows int
	c.accOff, rows = spread(rng, vectors, lanes)
	c.acc = fill64(rng, rows*lanes)
	c.sums = referenceGemm(lanes, vectors, c.x, c.xOff, c.w, tiles)
	return c
}

// want returns acc as it should be after the call.
func (c *gemmCase) want(accumulate bool) []int64 {
	acc := slices.Clone(c.acc)
	for t, at := range c.accOff {
		for i := range c.lanes {
			if !accumulate {
				acc[int(at)+i] = 0
			}
			acc[int(at)+i] += c.sums[t*c.lanes+i]
		}
	}
	return acc
}

// check runs the case on every set.
func (c *gemmCase) check(t *testing.T, sets []*Set) {
	t.Helper()
	for _, accumulate := range []bool{false, true} {
		want := c.want(accumulate)
		for _, s := range sets {
			acc := slices.Clone(c.acc)
			s.Gemm(c.lanes, acc, c.accOff, c.x, c.xOff, c.w, c.tiles, c.wide, accumulate)
			if i := firstDifference(acc, want); i >= 0 {
				t.Fatalf("%s: lanes %d, %d vectors, %d tiles, wide %t, accumulate %t: acc[%d] is %d, want %d",
					s.Name(), c.lanes, len(c.accOff), c.tiles, c.wide, accumulate, i, acc[i], want[i])
			}
		}
	}
}

// firstDifference returns the first index at which a and b differ, or -1.
func firstDifference[T comparable](a, b []T) int {
	for i := range a {
		if a[i] != b[i] {
			return i
		}
	}
	return -1
}

func TestGemmRandom(t *testing.T) {
	rng := testRand(t)
	sets := usableSets(t)
	var vectors []int
	for n := 1; n <= 40; n++ {
		vectors = append(vectors, n)
	}
	vectors = append(vectors, 255, 256, 257, 1000)
	if underRace {
		vectors = []int{1, 2, 3, 7, 12, 23, 41, 257}
	}
	for _, lanes := range allLanes {
		for _, tiles := range []int{1, 2, 3, 31, 32, 36, 100} {
			for _, n := range vectors {
				for _, wide := range []bool{false, true} {
					c := randomGemm(rng, lanes, n, tiles, wide)
					c.check(t, sets)
				}
			}
		}
	}
}

// TestGemmExtremes puts all operands at the ends of their ranges, where int32
// sums would overflow first.
func TestGemmExtremes(t *testing.T) {
	rng := testRand(t)
	sets := usableSets(t)
	for _, lanes := range allLanes {
		for _, wide := range []bool{false, true} {
			ends := []int{-255, 255}
			if wide {
				ends = []int{-32768, 32767}
			}
			counts := []int{1, 31, 32, 36, 100}
			if exact := ExactTiles(lanes, wide); wide || !underRace {
				counts = append(counts, exact, exact+1)
			}
			for _, tiles := range counts {
				vectors := []int{1, 7}
				if tiles <= 100 {
					vectors = append(vectors, 20)
				}
				for _, n := range vectors {
					for _, fill := range signFills(rng, ends, []int{-128, 127}) {
						c := randomGemm(rng, lanes, n, 1, wide)
						c.tiles = tiles
						c.x = fill.make(2*lanes, fill.first)
						c.w = fill.make(tiles*lanes*lanes, fill.second)
						c.xOff = entries(rng, tiles*n, 2, lanes)
						c.sums = referenceGemm(lanes, n, c.x, c.xOff, c.w, tiles)
						c.check(t, sets)
					}
				}
			}
		}
	}
}

// signFill fills two operands; first and second make one value of them each.
type signFill struct{ first, second func() int16 }

func (signFill) make(n int, value func() int16) []int16 {
	v := make([]int16, n)
	for i := range v {
		v[i] = value()
	}
	return v
}

// signFills returns every combination of the ends of two ranges, and one fill
// that takes ends at random.
func signFills(rng *rand.Rand, a, b []int) []signFill {
	constant := func(v int) func() int16 { return func() int16 { return int16(v) } }
	either := func(v []int) func() int16 { return func() int16 { return int16(v[rng.IntN(len(v))]) } }
	fills := []signFill{{either(a), either(b)}}
	for _, x := range a {
		for _, y := range b {
			fills = append(fills, signFill{constant(x), constant(y)})
		}
	}
	return fills
}

// TestGemmPieceExact gives the implementations themselves, which Gemm would
// give fewer, as many tiles as their sums are said to be exact for.
func TestGemmPieceExact(t *testing.T) {
	for _, lanes := range allLanes {
		for _, wide := range []bool{false, true} {
			tiles := ExactTiles(lanes, wide)
			x, w := make([]int16, lanes), make([]int16, tiles*lanes*lanes)
			for i := range x {
				x[i] = -255
				if wide {
					x[i] = -32768
				}
			}
			for i := range w {
				w[i] = -128
			}
			want := int64(x[0]) * -128 * int64(lanes*tiles)
			for _, s := range usableSets(t) {
				acc := make([]int64, lanes)
				s.gemm(gemmPiece{
					lanes: lanes, acc: acc, accOff: []int32{0}, x: x,
					xOff: make([]int32, tiles), stride: 1, w: w, tiles: tiles,
				})
				for c, v := range acc {
					if v != want {
						t.Fatalf("%s: lanes %d, wide %t: acc[%d] is %d, want %d", s.Name(), lanes, wide, c, v, want)
					}
				}
			}
		}
	}
}

func TestExactTiles(t *testing.T) {
	for _, c := range []struct {
		lanes        int
		narrow, wide int
	}{{4, 16448, 127}, {8, 8224, 63}, {16, 4112, 31}} {
		if n, w := ExactTiles(c.lanes, false), ExactTiles(c.lanes, true); n != c.narrow || w != c.wide {
			t.Errorf("lanes %d: %d narrow and %d wide tiles, want %d and %d", c.lanes, n, w, c.narrow, c.wide)
		}
	}
}

// TestGemmRepeatedRows adds several vectors to one row of acc.
func TestGemmRepeatedRows(t *testing.T) {
	rng := testRand(t)
	for _, lanes := range allLanes {
		c := randomGemm(rng, lanes, 23, 40, true)
		for i := range c.accOff {
			c.accOff[i] = c.accOff[i%3]
		}
		want := c.want(true)
		for _, s := range usableSets(t) {
			acc := slices.Clone(c.acc)
			s.Gemm(lanes, acc, c.accOff, c.x, c.xOff, c.w, c.tiles, true, true)
			if i := firstDifference(acc, want); i >= 0 {
				t.Fatalf("%s: lanes %d: acc[%d] is %d, want %d", s.Name(), lanes, i, acc[i], want[i])
			}
		}
	}
}

// TestGemmPieces watches how calls are cut: the pieces must be exact and
// short, and cover every tile of every vector once.
func TestGemmPieces(t *testing.T) {
	for _, lanes := range allLanes {
		for _, wide := range []bool{false, true} {
			for _, tiles := range []int{1, 31, 32, 63, 64, 65, 128, 300} {
				for _, vectors := range []int{1, 24, 2000, 20000} {
					checkPieces(t, lanes, vectors, tiles, wide)
				}
			}
		}
	}
}

// checkPieces has the tables tell the pieces apart: accOff[t] is t*lanes, and
// the offset of tile k of vector t is its own index, k*vectors+t.
func checkPieces(t *testing.T, lanes, vectors, tiles int, wide bool) {
	t.Helper()
	accOff, xOff := make([]int32, vectors), make([]int32, tiles*vectors)
	for i := range accOff {
		accOff[i] = int32(i * lanes)
	}
	for i := range xOff {
		xOff[i] = int32(i)
	}
	seen := make([]int, vectors) // tiles so far
	what := fmt.Sprintf("lanes %d, wide %t, %d tiles, %d vectors", lanes, wide, tiles, vectors)
	s := Set{gemm: func(p gemmPiece) {
		if macs := p.tiles * len(p.accOff) * lanes * lanes; macs > maxPieceMACs {
			t.Fatalf("%s: a piece of %d MACs", what, macs)
		}
		if p.tiles > ExactTiles(lanes, wide) {
			t.Fatalf("%s: a piece of %d tiles", what, p.tiles)
		}
		for i, at := range p.accOff {
			v := int(at) / lanes
			first, last := int(p.xOff[i]), int(p.xOff[(p.tiles-1)*p.stride+i])
			if first != seen[v]*vectors+v || last != first+(p.tiles-1)*vectors {
				t.Fatalf("%s: vector %d, %d tiles of it done: operands %d to %d", what, v, seen[v], first, last)
			}
			if p.accumulate != (seen[v] > 0) {
				t.Fatalf("%s: vector %d, tile %d: accumulate is %t", what, v, seen[v], p.accumulate)
			}
			seen[v] += p.tiles
		}
	}}
	s.Gemm(lanes, make([]int64, lanes), accOff, make([]int16, lanes), xOff, make([]int16, tiles*lanes*lanes), tiles, wide, false)
	for v, n := range seen {
		if n != tiles {
			t.Fatalf("%s: vector %d got %d tiles", what, v, n)
		}
	}
}

func TestGemmNoVectors(t *testing.T) {
	for _, s := range usableSets(t) {
		s.Gemm(16, nil, nil, nil, nil, nil, 1, false, false)
	}
}
