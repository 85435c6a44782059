// SPDX-License-Identifier: Apache-2.0

package exec

import (
	"bytes"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"

	"github.com/e2train/e2train/rtl/isa"
	"github.com/e2train/e2train/sim/kernel"
	"github.com/e2train/e2train/sim/randprog"
	"github.com/e2train/e2train/sim/timing"
)

// randomAssignment cuts every instruction anywhere and gives the parts to any workers.
func randomAssignment(rng *rand.Rand, s *segment, n int) (a assignment) {
	for _, i := range s.tensorOrder() {
		at, all := 0, s.pieces[i].hi
		for at < all {
			to := all
			if rng.IntN(3) > 0 {
				to = at + 1 + rng.IntN(all-at)
			}
			a = a.add(i, at, to, rng.IntN(n))
			at = to
		}
	}
	return a
}

// outcome is all that one way to run a program leaves behind.
type outcome struct {
	memory [isa.NumBases][]byte
	result Result
}

func start(p *randprog.Program, memory [isa.NumBases][]byte) *Launch {
	l := &Launch{Params: p.Params}
	for b := range memory {
		l.Memory[b], l.Address[b] = bytes.Clone(memory[b]), uint64(b)<<20
	}
	return l
}

// seen counts what the assignments of a test led to.
type seen struct{ linked, merges, kept int }

// runLinked runs code on n workers of each segment, one after the other, in random order.
func (c *seen) runLinked(rng *rand.Rand, e *Executor, code *Code, l *Launch, n int) (r Result) {
	if code.masked {
		r.Masks = code.newMasks()
	}
	for i := range n {
		e.core(i).begin(l)
	}
	for _, s := range code.segments {
		var masks [][]timing.Tile
		if code.masked {
			masks = r.Masks[s.number]
		}
		if !s.separable() {
			e.core(0).serial(s, masks)
		} else {
			linked := s.link(randomAssignment(rng, s, n), n)
			c.linked++
			c.merges += len(linked.merges)
			c.kept += slices.Max(linked.kept)
			for _, w := range rng.Perm(n) {
				e.cores[w].work(s, linked, w, masks)
			}
			for _, k := range rng.Perm(len(linked.merges)) {
				e.cores[k%n].merge(s, &linked.merges[k], e.cores)
			}
		}
		if !s.complete {
			break
		}
	}
	for _, c := range e.cores[:n] {
		r.MaxAbs, r.Saturated = max(r.MaxAbs, c.maxAbs), r.Saturated || c.saturated
	}
	return r
}

func TestAnyAssignmentGivesTheSameBits(t *testing.T) {
	seed := randprog.Seed(t)
	kernels, err := kernel.Default()
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range isa.Configs() {
		t.Run(c.Name, func(t *testing.T) {
			e := NewExecutor(&c, kernels)
			e.Grain = 1 << 60
			var seen seen
			for i := range 150 {
				rng := randprog.Rand(seed, i)
				p := randprog.New(&c, rng, randprog.Options{Deadlock: i%20 == 0, Instructions: i % 3 * 12})
				memory := p.Memory(rng)
				code, err := Compile(&c, p.Code)
				if err != nil {
					t.Fatal(err)
				}
				l := start(p, memory)
				want := outcome{l.Memory, e.Run(code, l)}
				l = start(p, memory)
				got := outcome{l.Memory, seen.runLinked(rng, e, code, l, 1+rng.IntN(5))}
				if !reflect.DeepEqual(got, want) {
					t.Fatalf("program %d: workers give other bits than one", i)
				}
			}
			if t.Logf("%+v", seen); seen.linked < 50 || seen.merges < 10 || seen.kept < 10 {
				t.Errorf("random programs hardly use workers: %+v", seen)
			}
		})
	}
}
