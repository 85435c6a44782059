// SPDX-License-Identifier: Apache-2.0

package sim_test

import (
	"bytes"
	"os"
	"testing"

	"github.com/e2train/e2train/rtl/isa"
	"github.com/e2train/e2train/sim"
	"github.com/e2train/e2train/sim/kernel"
	"github.com/e2train/e2train/sim/randprog"
	"github.com/e2train/e2train/sim/timing"
	"github.com/e2train/e2train/sim/workers"
)

// programsPerConfig returns how many random programs a test runs on each configuration.
func programsPerConfig() int {
	switch {
	case testing.Short():
		return 30
	case os.Getenv("E2TRAIN_FULL") != "":
		return 1600
	}
	return 160
}

// kernelSets returns all kernels that the CPU can run.
func kernelSets(t testing.TB) (sets []*kernel.Set) {
	t.Helper()
	for _, name := range kernel.Available() {
		s, err := kernel.Select(name)
		if err != nil {
			t.Fatal(err)
		}
		sets = append(sets, s)
	}
	return sets
}

// launchOf binds a random program to copies of memory, at addresses that depend on the number.
func launchOf(p *randprog.Program, memory [isa.NumBases][]byte, number int) *sim.Launch {
	l := &sim.Launch{Code: p.Code, Params: p.Params}
	for b := range memory {
		l.Bases[b] = sim.Region{Bytes: bytes.Clone(memory[b]), Address: uint64(b+1)<<20 + uint64((number*(b+1)%8)*isa.RegionAlign)}
	}
	return l
}

// variant is one way to run a machine that must make no difference.
type variant struct {
	machine *sim.Machine
	workers int
}

// variants returns machines with all kernels, on one worker and on several.
func variants(t *testing.T, c *isa.Config, memory isa.BenchMemory) (all []variant) {
	t.Helper()
	for i, set := range kernelSets(t) {
		for _, n := range []int{1, 2 + i} {
			m := sim.New(*c, memory, set)
			m.SetGrain(1)
			all = append(all, variant{m, n})
		}
	}
	return all
}

// TestMachineMatchesSimpleModels compares memory with the naive interpreter, and counters with the model that steps
// through all cycles.
func TestMachineMatchesSimpleModels(t *testing.T) {
	seed := randprog.Seed(t)
	defer workers.SetLimit(0)
	for _, c := range isa.Configs() {
		for name, memory := range map[string]isa.BenchMemory{"bench": c.Memory, "ideal": isa.IdealMemory} {
			t.Run(c.Name+"/"+name, func(t *testing.T) {
				all := variants(t, &c, memory)
				for i := range programsPerConfig() / 2 {
					rng := randprog.Rand(seed, 2*i+len(name)%2)
					p := randprog.New(&c, rng, randprog.Options{Deadlock: i%8 == 7})
					contents := p.Memory(rng)
					want := launchOf(p, contents, i)
					n := newNaive(&c, rng, want)
					n.run(p.Code)
					steps := stepThrough(t, i, &c, memory, n, want)
					for _, v := range all {
						workers.SetLimit(v.workers)
						l := launchOf(p, contents, i)
						got, err := v.machine.Run(l)
						if err != nil {
							t.Fatalf("program %d: %v", i, err)
						}
						compareBits(t, i, n, l, &got)
						compareTimes(t, i, steps, &got)
					}
				}
			})
		}
	}
}

func compareBits(t *testing.T, number int, want *naive, l *sim.Launch, got *sim.Activity) {
	t.Helper()
	for b := range want.dram {
		if !bytes.Equal(want.dram[b], l.Bases[b].Bytes) {
			t.Fatalf("program %d: DRAM behind base %d differs", number, b)
		}
	}
	if got.MaxAbs != want.maxAbs || got.Saturated != want.saturated || (got.Stall != nil) != want.stuck {
		t.Fatalf("program %d: max %d, saturated %v, deadlock %v; want %d, %v, %v",
			number, got.MaxAbs, got.Saturated, got.Stall != nil, want.maxAbs, want.saturated, want.stuck)
	}
}

// stepThrough steps through the program that n has interpreted.
func stepThrough(t *testing.T, number int, c *isa.Config, memory isa.BenchMemory, n *naive, l *sim.Launch) *stepping {
	t.Helper()
	m := &stepping{c: c, code: l.Code, masks: n.masks}
	for b := range m.bases {
		m.bases[b] = l.Bases[b].Address
	}
	if err := m.run(memory); err != nil {
		t.Fatalf("program %d: %v", number, err)
	}
	return m
}

func compareTimes(t *testing.T, number int, m *stepping, got *sim.Activity) {
	t.Helper()
	for counter, want := range m.n {
		if got.Counters[counter] != want {
			t.Fatalf("program %d: %v is %d, want %d", number, isa.Counter(counter), got.Counters[counter], want)
		}
	}
	if !m.deadlock {
		return
	}
	want := timing.Stall{Segment: m.number, Engine: m.place.Engine, Index: m.place.Index, Cycle: int64(m.n[isa.Cycles])}
	if got.Stall == nil || *got.Stall != want {
		t.Fatalf("program %d: deadlock %+v, want %+v", number, got.Stall, want)
	}
}
