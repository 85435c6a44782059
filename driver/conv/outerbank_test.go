// SPDX-License-Identifier: Apache-2.0

package conv

import (
	"math/rand"
	"slices"
	"testing"

	"github.com/e2train/e2train/rtl/isa"
	"github.com/e2train/e2train/sim/timing"
)

// rowsOf lists the kernel rows of boxes in the order of their tiles.
func rowsOf(boxes []tileBox) (rows []tileBox) {
	for _, b := range boxes {
		rows = append(rows, b.cut(1, 1, 1)...)
	}
	return rows
}

// Pouring tiles into banks keeps their order and makes few boxes.
func TestPourKeepsTheOrder(t *testing.T) {
	r := rand.New(rand.NewSource(testSeed(t)))
	for range 500 {
		all := tileBox{0, 1 + r.Intn(5), 2, 3 + r.Intn(5), 0, 1 + r.Intn(4), 3}
		rows := rowsOf(all.cut(1+r.Intn(3), 1+r.Intn(3), 1+r.Intn(4)))
		var sizes []int
		for left := len(rows); left > 0; left -= sizes[len(sizes)-1] {
			sizes = append(sizes, 1+r.Intn(left))
		}
		var poured []tileBox
		for i, b := range pour(rows, sizes) {
			if b.tiles() != sizes[i]*all.kw {
				t.Fatalf("%v: bank %d has %d tiles, want %d", sizes, i, b.tiles(), sizes[i]*all.kw)
			}
			poured = append(poured, b...)
		}
		if !slices.Equal(rowsOf(poured), rows) {
			t.Fatalf("%v poured into %v: %v", rows, sizes, poured)
		}
	}
	all := tileBox{0, 4, 0, 2, 0, 3, 3}
	if b := pour(rowsOf([]tileBox{all}), []int{24}); len(b[0]) != 1 || b[0][0] != all {
		t.Errorf("a whole box becomes %v", b)
	}
}

// Banks hold all units, and if the array is slower than the store engine it is late by no more than allowed.
func TestBankSizes(t *testing.T) {
	r := rand.New(rand.NewSource(testSeed(t)))
	for range 2000 {
		f := bankFiller{banks: 4, capacity: 1 + r.Intn(30), store: 1 + r.Intn(200)}
		f.total, f.work = 1+r.Intn(4*f.capacity), f.store+r.Intn(1000)
		units := []int{1, 1 + r.Intn(5), 1 + r.Intn(12)}
		found := 0
		f.each(units, func(sizes []int) {
			found++
			sum := 0
			for _, n := range sizes {
				sum += n
				if n < 1 || n > f.capacity {
					t.Fatalf("%+v: sizes %v", f, sizes)
				}
			}
			if sum != f.total || len(sizes) > f.banks {
				t.Fatalf("%+v: sizes %v", f, sizes)
			}
		})
		if found == 0 {
			t.Fatalf("%+v: no sizes", f)
		}
		for late := f.store; late < 5*f.store; late += max(1, f.store/2) {
			if sizes := f.sizes(1, late); sizes != nil && f.late(sizes) > late {
				t.Fatalf("%+v: %v are %d cycles late, want at most %d", f, sizes, f.late(sizes), late)
			}
		}
	}
	f := bankFiller{total: 24, banks: 4, capacity: 10, work: 1536, store: 408}
	if sizes := f.sizes(1, 408); !slices.Equal(sizes, []int{10, 10, 3, 1}) {
		t.Errorf("sizes %v", sizes)
	}
	if late := f.late([]int{10, 10, 4}); late != 4*408 {
		t.Errorf("%d cycles late", late)
	}
	f.work, f.store = 100, 300 // the first bank is stored from 200 to 800, the second one to 1100
	if late := f.late([]int{2, 1}); late != 800 {
		t.Errorf("%d cycles late, want 800", late)
	}
}

// No style of a plan is faster than the plan that is chosen.
func TestFastestStyleIsChosen(t *testing.T) {
	r := rand.New(rand.NewSource(testSeed(t)))
	cycles := func(config *isa.Config, plan *outerPlan) uint64 {
		return timing.NewPlan(config, plan.code).Run(config.Memory, timing.Bases{}, nil, nil).Counters[isa.Cycles]
	}
	better := 0
	for range 10 {
		s := randomShape(r)
		for _, config := range isa.Configs() {
			d := decomposer{config: &config, planKey: planKey{shape: s, pass: BackwardWeights + Pass(r.Intn(3))}}
			j := job{n1: s.Batch, in1: d.blocks(s.InC), out1: d.blocks(s.OutC), y1: s.OutH()}
			spec := d.outerSpec(&j)
			chosen, err := planOuter(&config, spec)
			if err != nil {
				continue
			}
			p := &outerPlanner{spec: spec, config: &config}
			p.shape()
			for _, early := range []bool{false, true} {
				if plan := p.plan(outerStyle{p.even, false, early}); plan != nil && cycles(&config, plan) < cycles(&config, chosen) {
					t.Errorf("%v of %v on %s: a plan of even chunks is faster", d.pass, s, config.Name)
				} else if plan != nil && cycles(&config, plan) > cycles(&config, chosen) {
					better++
				}
			}
		}
	}
	if better == 0 {
		t.Error("no plan is faster than one of even chunks")
	}
}
