// SPDX-License-Identifier: Apache-2.0

package isa

import (
	"math/rand/v2"
	"slices"
	"testing"
)

// randomTensor returns small loops with random strides and limits.
func randomTensor(rng *rand.Rand, op Opcode) *Tensor {
	count := func(high int) uint16 { return uint16(between(rng, 1, high)) }
	stride := func() int16 { return int16(between(rng, -6, 6)) }
	step := func() int8 { return int8(between(rng, -8, 7) >> rng.IntN(4)) }
	t := &Tensor{
		Op: op, NX: count(5), NY: count(4), NN: count(3), KX: count(4), KY: count(3), CI: count(3),
		Src: stride(), SX: stride(), SY: stride(), SN: stride(), SKX: stride(), SKY: stride(), SCI: stride(),
		X0: stride() + 2, Y0: stride() + 2, XLim: count(20) - 1, YLim: count(20) - 1,
		StepX: step(), StepY: step(), TapX: step(), TapY: step(), Acc: count(50),
	}
	if op == OpOuter {
		t.CO, t.G, t.GX, t.GY, t.GN, t.GCO = count(3), count(50), stride(), stride(), stride(), stride()
	} else {
		t.AX, t.AY, t.AN, t.W = stride(), stride(), stride(), count(50)
	}
	return t
}

// eachVector calls f with the source entry and row operand of every vector of every tile, in issue order; padded says
// that the source is not read.
func eachVector(t *Tensor, f func(source, g int, padded bool)) {
	for co := range max(1, int(t.CO)) {
		for ci := range int(t.CI) {
			for ky := range int(t.KY) {
				for kx := range int(t.KX) {
					eachVectorOfTile(t, co, ci, ky, kx, f)
				}
			}
		}
	}
}

func eachVectorOfTile(t *Tensor, co, ci, ky, kx int, f func(source, g int, padded bool)) {
	for n := range int(t.NN) {
		for y := range int(t.NY) {
			for x := range int(t.NX) {
				atX := int(t.X0) + x*int(t.StepX) + kx*int(t.TapX)
				atY := int(t.Y0) + y*int(t.StepY) + ky*int(t.TapY)
				source := int(t.Src) + x*int(t.SX) + y*int(t.SY) + n*int(t.SN) + kx*int(t.SKX) + ky*int(t.SKY) + ci*int(t.SCI)
				g := int(t.G) + x*int(t.GX) + y*int(t.GY) + n*int(t.GN) + co*int(t.GCO)
				f(source, g, atX < 0 || atX >= int(t.XLim) || atY < 0 || atY >= int(t.YLim))
			}
		}
	}
}

// covering returns the smallest span with all entries.
func covering(entries []int) span {
	if len(entries) == 0 {
		return span{}
	}
	return span{int64(slices.Min(entries)), int64(slices.Max(entries)) + 1}
}

// sameSpan compares spans; empty ones are equal.
func sameSpan(a, b span) bool { return a == b || a.empty() && b.empty() }

// TestTensorSpans compares the spans of all operands with those of a loop over all vectors.
func TestTensorSpans(t *testing.T) {
	rng := testRand(t)
	c := config(t, "tiny")
	var padded, partial, plain int
	for range 4000 {
		x := randomTensor(rng, []Opcode{OpGemm, OpOuter}[rng.IntN(2)])
		var sources, rows []int
		vectors := 0
		eachVector(x, func(source, g int, outside bool) {
			if vectors++; !outside {
				sources = append(sources, source)
			}
			rows = append(rows, g)
		})
		switch len(sources) {
		case 0:
			padded++
		case vectors:
			plain++
		default:
			partial++
		}
		if got, want := x.source(), covering(sources); !sameSpan(got, want) {
			t.Fatalf("source of %v: %v, want %v", x, got, want)
		}
		if got, want := x.rowOperand(), covering(rows); x.Op == OpOuter && got != want {
			t.Fatalf("row operand of %v: %v, want %v", x, got, want)
		}
		if vectors != x.Vectors()*x.Tiles() {
			t.Fatalf("%v: %d vectors, want %d", x, x.Vectors()*x.Tiles(), vectors)
		}
		checkAccSpan(t, c, x)
	}
	if min(padded, partial, plain) < 50 {
		t.Errorf("too few cases: %d without a source, %d partly padded, %d not", padded, partial, plain)
	}
}

func checkAccSpan(t *testing.T, c *Config, x *Tensor) {
	t.Helper()
	rows := x.AccRowsOf()
	if x.Op == OpOuter {
		rows = nil
		for k := range x.Tiles() * c.Lanes {
			rows = append(rows, int(x.Acc)+k)
			if x.Pack != PackNone {
				rows = append(rows, int(x.Acc)+int(x.Second)+k)
			}
		}
	}
	if got, want := x.accSpan(c), covering(rows); got != want {
		t.Fatalf("ACC of %v: %v, want %v", x, got, want)
	}
	if covering(rows).within(c.AccRows()) {
		checkAccSet(t, c, x, rows)
	}
}

// checkAccSet expects exactly these rows, and a row that occurs twice if there is one.
func checkAccSet(t *testing.T, c *Config, x *Tensor, rows []int) {
	t.Helper()
	times := map[int]int{}
	for _, row := range rows {
		times[row]++
	}
	set, twice := x.accSet(c)
	for row := range c.AccRows() {
		if set.add(row) != (times[row] > 0) {
			t.Fatalf("ACC row %d of %v is in the set: %v", row, x, times[row] == 0)
		}
	}
	if repeats := len(times) < len(rows) && x.Op == OpGemm; repeats != (twice >= 0) || repeats && times[twice] < 2 {
		t.Fatalf("%v: row %d is said to occur twice, %d rows of %d differ", x, twice, len(times), len(rows))
	}
}

func TestPackedAccSpan(t *testing.T) {
	c := config(t, "tiny")
	x := &Tensor{Op: OpOuter, Pack: PackSigned, NX: 1, NY: 1, NN: 1, KX: 3, KY: 1, CI: 1, CO: 2, Acc: 8, Second: 40}
	checkAccSpan(t, c, x)
	if got, want := x.accSpan(c), (span{8, 8 + 40 + 6*4}); got != want {
		t.Errorf("span %v, want %v", got, want)
	}
}

// TestNoTapsReadsNothing: neither source nor weights.
func TestNoTapsReadsNothing(t *testing.T) {
	x := randomTensor(testRand(t), OpGemm)
	x.NoTaps = true
	for op := OpLoadX; op <= OpLoadMask; op++ {
		if s := x.reads(config(t, "tiny"), op); !s.empty() {
			t.Errorf("reads %v of %s", s, op.buffer())
		}
	}
}

// TestAxisOfLongLoops: the span of extreme loops takes no time, and is right at the ends.
func TestAxisOfLongLoops(t *testing.T) {
	// Coordinate 0 is 4682 steps away, the loops make 4094 + 14.
	got := axis(4095, 15, 1, 0, -32768, 65535, 7, 7)
	if !got.empty() {
		t.Errorf("%v is not empty", got)
	}
	got = axis(4095, 15, 1, 0, -28000, 650, 7, 7)
	if want := (span{4000 - 14, 4093}); got != want {
		t.Errorf("%v, want %v", got, want)
	}
}

// TestTransferSpans compares extent and runs of random transfers with a loop over all runs.
func TestTransferSpans(t *testing.T) {
	rng := testRand(t)
	c := config(t, "tiny")
	for range 500 {
		s := Store{Op: OpStoreInt16, Run: uint16(between(rng, 1, 9)), Offset: 1 << 16}
		for i := range s.Count {
			s.Count[i], s.Stride[i] = uint16(between(rng, 1, 4)), int32(between(rng, -900, 900))
		}
		var bytes, starts []int
		s.EachRun(func(offset int64) {
			starts = append(starts, int(offset))
			bytes = append(bytes, int(offset), int(offset)+int(s.Run)*2*c.Lanes-1)
		})
		low, high := s.Extent(c)
		if got := (span{low, high}); got != covering(bytes) {
			t.Fatalf("%v: extent %v, want %v", s, got, covering(bytes))
		}
		if got := s.Entries(); got != len(starts)*int(s.Run) {
			t.Fatalf("%v: %d entries, want %d", s, got, len(starts)*int(s.Run))
		}
		l := Load{Op: OpLoadG, Run: s.Run, Count: s.Count, Offset: s.Offset, Stride: s.Stride}
		checkRuns(t, c, l, starts, low, high)
	}
}

// checkRuns expects a load to read the runs that an equal store writes, index 0 innermost.
func checkRuns(t *testing.T, c *Config, l Load, starts []int, low, high int64) {
	t.Helper()
	i := 0
	l.EachRun(func(offset int64) {
		n0, n1 := int(l.Count[0]), int(l.Count[1])
		want := int(l.Offset) + i%n0*int(l.Stride[0]) + i/n0%n1*int(l.Stride[1]) + i/n0/n1*int(l.Stride[2])
		if int(offset) != want || starts[i] != want {
			t.Fatalf("%v: run %d at %d and %d, want %d", l, i, offset, starts[i], want)
		}
		i++
	})
	gotLow, gotHigh := l.Extent(c)
	if gotLow != low || gotHigh != high || i*int(l.Run) != l.Entries() {
		t.Fatalf("%v: extent %d to %d, %d entries, want %d to %d, %d", l, gotLow, gotHigh, l.Entries(), low, high, i*int(l.Run))
	}
}

func TestSpanString(t *testing.T) {
	if got := (span{3, 5}).String(); got != "[3, 5)" {
		t.Errorf("got %s", got)
	}
}
