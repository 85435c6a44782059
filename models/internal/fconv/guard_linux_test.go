// SPDX-License-Identifier: Apache-2.0

package fconv

import (
	"runtime/debug"
	"syscall"
	"testing"
	"unsafe"

	"github.com/e2train/e2train/driver/conv"
	"github.com/e2train/e2train/models/internal/testseed"
)

// guarded hands out slices which lie against a page that cannot be touched: behind them, or in front of them. One
// element too far is a fault.
type guarded struct {
	tb     testing.TB
	behind bool
}

// guardedSlice returns n zero elements.
func guardedSlice[T int32 | float32](g guarded, n int) []T {
	g.tb.Helper()
	page := syscall.Getpagesize()
	bytes := n * 4
	size := (bytes+page-1)/page*page + 2*page
	mem, err := syscall.Mmap(-1, 0, size, syscall.PROT_READ|syscall.PROT_WRITE, syscall.MAP_ANON|syscall.MAP_PRIVATE)
	if err != nil {
		g.tb.Fatal(err)
	}
	g.tb.Cleanup(func() { _ = syscall.Munmap(mem) })
	for _, edge := range [][]byte{mem[:page], mem[size-page:]} {
		if err := syscall.Mprotect(edge, syscall.PROT_NONE); err != nil {
			g.tb.Fatal(err)
		}
	}
	at := page
	if g.behind {
		at = size - page - bytes
	}
	return unsafe.Slice((*T)(unsafe.Pointer(&mem[at])), n)
}

// copied returns a copy of v.
func copied[T int32 | float32](g guarded, v []T) []T {
	c := guardedSlice[T](g, len(v))
	copy(c, v)
	return c
}

// guard moves the tables and weights of a product between pages.
func (g guarded) guard(p *product) {
	p.from, p.to, p.packed = copied(g, p.from), copied(g, p.to), copied(g, p.packed)
	g.guardSteps(p.spans)
}

func (g guarded) guardSteps(spans []span) {
	for _, s := range spans {
		for i := range s.chunks {
			s.chunks[i].step = copied(g, s.chunks[i].step)
		}
	}
}

// TestNothingOutside runs the passes of many shapes with every operand, table and frame between pages that cannot be
// touched.
func TestNothingOutside(t *testing.T) {
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	needAssembly(t)
	eachShape(t, testseed.New(t), func(t *testing.T, s conv.Shape) {
		for i := range 2 * len(assemblies) {
			assembly, behind := []func() (multipliers, bool){fused, rounded}[i/2], i%2 == 1
			m, _ := assembly()
			g := guarded{t, behind}
			d := newDirect(s, m.of(s))
			g.guard(&d.forward)
			g.guardSteps(d.gradient.spans)
			d.gradient.sums = copied(g, d.gradient.sums)
			for i := range d.backward {
				g.guard(&d.backward[i])
			}
			floats := func(n int) []float32 { return guardedSlice[float32](g, n) }
			x, y := floats(imageLen(s.InC, s.InH, s.InW)), floats(imageLen(s.OutC, s.OutH(), s.OutW()))
			kept, frame := floats(d.KeptLen()), floats(d.output.len())
			said := panicOf(func() {
				d.Forward(y, x, kept)
				d.output.fill(frame, y)
				for i := range d.backward {
					d.backward[i].run(d.multiply, x, s.InH*s.InW*lanes, frame)
				}
				d.BackwardWeights(floats(d.SumsLen()), kept, y)
			})
			if said != "" {
				t.Errorf("page behind %t: %s", behind, said)
			}
		}
	})
}

// TestGuardFaults shows that the pages guard: an access beside a slice is a fault.
func TestGuardFaults(t *testing.T) {
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	m := needAssembly(t)
	for _, behind := range []bool{false, true} {
		g := guarded{t, behind}
		beside := int32(-1)
		if behind {
			beside = 16
		}
		run := func(step int32) string {
			floats := func(n int) []float32 { return guardedSlice[float32](g, n) }
			return panicOf(func() {
				m.dense(piece{y: floats(16), to: []int32{0}, x: floats(16), at: []int32{0}, step: []int32{step}, w: floats(16)})
			})
		}
		if run(0) != "" || run(beside) == "" {
			t.Errorf("page behind %t: inside %q, beside %q", behind, run(0), run(beside))
		}
	}
}
