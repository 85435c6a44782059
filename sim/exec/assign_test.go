// SPDX-License-Identifier: Apache-2.0

package exec

import (
	"testing"

	"github.com/e2train/e2train/rtl/isa"
	"github.com/e2train/e2train/sim/randprog"
)

// loads returns the work of each worker, and the work of the largest unit that cannot be cut.
func loads(s *segment, a assignment, n int) (work []int64, unit int64) {
	work = make([]int64, n)
	for _, c := range a {
		p := *s.pieces[c.index]
		p.lo, p.hi = c.lo, c.hi
		work[c.worker] += p.work()
		p.lo, p.hi = 0, 1
		if p.code.Op == isa.OpGemm {
			p.hi = 8
		}
		unit = max(unit, p.work())
	}
	return work, unit
}

func TestStretchesAreEven(t *testing.T) {
	seed := randprog.Seed(t)
	for _, c := range isa.Configs() {
		for i := range 100 {
			rng := randprog.Rand(seed, i)
			p := randprog.New(&c, rng, randprog.Options{Instructions: 1 + i%40})
			code, err := Compile(&c, p.Code)
			if err != nil {
				t.Fatal(err)
			}
			for _, s := range code.segments {
				n := 1 + rng.IntN(8)
				work, unit := loads(s, s.assignStretches(n), n)
				total := int64(0)
				for _, i := range s.tensorOrder() {
					total += s.pieces[i].work()
				}
				sum := int64(0)
				for w, got := range work {
					sum += got
					if got > total/int64(n)+2*unit+1 {
						t.Fatalf("program %d: worker %d of %d has %d of %d, units have %d", i, w, n, got, total, unit)
					}
				}
				if sum != total {
					t.Fatalf("program %d: workers have %d of %d", i, sum, total)
				}
			}
		}
	}
}

// outers returns a segment of OUTER instructions that all add to the same tiles.
func outers(t *testing.T, instructions, vectors, tiles int) *segment {
	t.Helper()
	c := isa.Configs()[0]
	loaded := isa.Sem(isa.EngineLoad, isa.EngineTensor, 0)
	once := [3]uint16{1, 1, 1}
	code := isa.Segment{Load: []isa.Load{
		{Op: isa.OpLoadX, Run: uint16(vectors), Count: once},
		{Op: isa.OpLoadG, Run: uint16(vectors), Count: once, Header: isa.Header{Done: loaded.SignalBit()}},
	}}
	for i := range instructions {
		o := isa.Tensor{
			Op: isa.OpOuter, Zero: i == 0, NX: uint16(vectors), NY: 1, NN: 1, KX: 1, KY: 1, CI: uint16(tiles), CO: 1,
			SX: 1, GX: 1, XLim: uint16(vectors), YLim: 1, StepX: 1,
		}
		if i == 0 {
			o.Wait = loaded.WaitBit()
		}
		code.Tensor = append(code.Tensor, o)
	}
	p := &isa.Program{Segments: []isa.Segment{code}}
	if err := c.Validate(p); err != nil {
		t.Fatal(err)
	}
	compiled, err := Compile(&c, p)
	if err != nil {
		t.Fatal(err)
	}
	return compiled.segments[0]
}

// TestManyTilesAreSharedOut cuts OUTER instructions by tiles where that leaves nothing to merge and little to lose.
func TestManyTilesAreSharedOut(t *testing.T) {
	for _, test := range []struct {
		vectors, tiles, workers int
		byTiles                 bool
	}{
		{256, 144, 2, true}, {256, 144, 8, true}, {256, 36, 2, true},
		{1000, 9, 2, false}, {1000, 1, 2, false}, {500, 37, 2, true}, {1000, 37, 2, false}, {4000, 9, 8, false},
	} {
		s := outers(t, 4, test.vectors, test.tiles)
		a := s.assign(test.workers)
		owner := map[int]int{}
		shared := false
		for _, c := range a {
			for tile := c.lo; tile < c.hi; tile++ {
				w, known := owner[tile]
				shared = shared || known && w != c.worker
				owner[tile] = c.worker
			}
		}
		if shared == test.byTiles {
			t.Errorf("%+v: tiles are summed by several workers: %v", test, shared)
		}
		work, _ := loads(s, a, test.workers)
		for w, got := range work {
			if fair := int64(4 * test.vectors * test.tiles / test.workers); got > fair*5/4 {
				t.Errorf("%+v: worker %d has %d, a fair share is %d", test, w, got, fair)
			}
		}
	}
}

func TestProgramsThatAreTooLarge(t *testing.T) {
	c := isa.Configs()[0]
	loaded := isa.Sem(isa.EngineLoad, isa.EngineTensor, 0)
	once := [3]uint16{1, 1, 1}
	p := &isa.Program{Segments: []isa.Segment{{
		Load: []isa.Load{
			{Op: isa.OpLoadX, Run: 1, Count: once},
			{Op: isa.OpLoadG, Run: 1, Count: once, Header: isa.Header{Done: loaded.SignalBit()}},
		},
		Tensor: []isa.Tensor{{
			Op: isa.OpOuter, Header: isa.Header{Wait: loaded.WaitBit()}, Zero: true,
			NX: 4095, NY: 4095, NN: 4095, KX: 1, KY: 1, CI: 1, CO: 1, XLim: 1, YLim: 1,
		}},
	}}}
	if err := c.Validate(p); err != nil {
		t.Fatal("the program is meant to be valid, only too large:", err)
	}
	if _, err := Compile(&c, p); err == nil {
		t.Error("a program whose operands do not fit memory is compiled")
	}
}
