// SPDX-License-Identifier: Apache-2.0

package sim_test

import (
	"bytes"
	"errors"
	"reflect"
	"runtime"
	"testing"
	"time"

	"github.com/e2train/e2train/rtl/isa"
	"github.com/e2train/e2train/sim"
	"github.com/e2train/e2train/sim/kernel"
	"github.com/e2train/e2train/sim/timing"
	"github.com/e2train/e2train/sim/workers"
)

func newMachine(t testing.TB, name string) *sim.Machine {
	t.Helper()
	c, err := isa.ConfigByName(name)
	if err != nil {
		t.Fatal(err)
	}
	kernels, err := kernel.Default()
	if err != nil {
		t.Fatal(err)
	}
	return sim.New(*c, c.Memory, kernels)
}

// smallLaunch is a layer of ultra96 with its memory: X, weights, output.
func smallLaunch(t testing.TB) *sim.Launch {
	t.Helper()
	l := &sim.Launch{Code: layers[2].forward(ultra96(t)), Params: isa.Params{Shift: 3}}
	for b, size := range []int{1 << 17, 1 << 17, 1 << 19} {
		l.Bases[b] = sim.Region{Bytes: make([]byte, size), Address: uint64(b+1) << 20}
		for i := range l.Bases[b].Bytes {
			l.Bases[b].Bytes[i] = byte(i*7 + i>>8)
		}
	}
	return l
}

func TestInvalidLaunchesChangeNothing(t *testing.T) {
	m := newMachine(t, "ultra96")
	for _, c := range []struct {
		name  string
		spoil func(*sim.Launch)
	}{
		{"no code", func(l *sim.Launch) { l.Code = nil }},
		{"invalid code", func(l *sim.Launch) { l.Code.Segments[0].Tensor[0].Wait = 0 }},
		{"missing base", func(l *sim.Launch) { l.Bases[1] = sim.Region{} }},
		{"short base", func(l *sim.Launch) { l.Bases[2].Bytes = l.Bases[2].Bytes[:1000] }},
		{"unaligned base", func(l *sim.Launch) { l.Bases[0].Address += 32 }},
		{"large shift", func(l *sim.Launch) { l.Params.Shift = 40 }},
	} {
		t.Run(c.name, func(t *testing.T) {
			l := smallLaunch(t)
			before := bytes.Clone(l.Bases[2].Bytes)
			out := l.Bases[2].Bytes
			c.spoil(l)
			a, err := m.Run(l)
			if !errors.Is(err, isa.ErrProgram) {
				t.Errorf("got error %v, want one that wraps %v", err, isa.ErrProgram)
			}
			if !reflect.DeepEqual(a, sim.Activity{}) || !bytes.Equal(out, before) {
				t.Error("an invalid launch did something")
			}
		})
	}
}

func TestProgramsLiveAsLongAsTheirCode(t *testing.T) {
	m := newMachine(t, "ultra96")
	l := smallLaunch(t)
	for range 3 {
		if _, err := m.Run(l); err != nil {
			t.Fatal(err)
		}
	}
	if n := m.Programs(); n != 1 {
		t.Fatalf("%d programs are remembered after launches of one", n)
	}
	runtime.KeepAlive(l)
	l = nil
	for end := time.Now().Add(10 * time.Second); m.Programs() > 0; runtime.GC() {
		if time.Now().After(end) {
			t.Fatal("a program is remembered though nobody holds its code")
		}
	}
}

func TestRememberedProgramsAreBounded(t *testing.T) {
	m := newMachine(t, "tiny")
	var held []*isa.Program
	for range 5000 {
		l := &sim.Launch{Code: &isa.Program{Segments: make([]isa.Segment, 1)}}
		if _, err := m.Run(l); err != nil {
			t.Fatal(err)
		}
		held = append(held, l.Code)
	}
	if n := m.Programs(); n == 0 || n > 4096 {
		t.Errorf("%d programs are remembered after launches of %d", n, len(held))
	}
}

// TestTimesAreRemembered launches at addresses that come back, and compares with times that are computed anew.
func TestTimesAreRemembered(t *testing.T) {
	m := newMachine(t, "ultra96")
	l := smallLaunch(t)
	c := m.Config()
	plan := timing.NewPlan(&c, l.Code)
	cycles := map[uint64]bool{}
	for i := range 24 {
		var bases timing.Bases
		for b := range 3 {
			l.Bases[b].Address = uint64(b+1)<<20 + uint64(64*(i*(b+1)%8))
		}
		for b := range bases {
			bases[b] = l.Bases[b].Address
		}
		a, err := m.Run(l)
		if err != nil {
			t.Fatal(err)
		}
		if want := plan.Run(c.Memory, bases, nil, nil); !reflect.DeepEqual(a.Result, want) {
			t.Fatalf("launch %d: %v, want %v", i, a.Result, want)
		}
		cycles[a.Counters[isa.DramReadBursts]] = true
	}
	if len(cycles) < 2 {
		t.Error("addresses make no difference")
	}
}

func TestObserverSeesEveryInstruction(t *testing.T) {
	m := newMachine(t, "ultra96")
	l := smallLaunch(t)
	silent, err := m.Run(l)
	if err != nil {
		t.Fatal(err)
	}
	var seen [isa.NumEngines]int
	l.Observe = func(e timing.Event) {
		if e.Index != seen[e.Engine] {
			t.Errorf("%s[%d] comes after %d others", e.Engine, e.Index, seen[e.Engine])
		}
		seen[e.Engine]++
	}
	observed, err := m.Run(l)
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(observed, silent) {
		t.Errorf("observed launch: %v, want %v", observed, silent)
	}
	for e := range isa.NumEngines {
		if want := l.Code.Segments[0].Len(e); seen[e] != want {
			t.Errorf("%d instructions of %s were seen, want %d", seen[e], e, want)
		}
	}
}

// TestSharedMemoryRunsInOrder lets base registers point to the same bytes.
func TestSharedMemoryRunsInOrder(t *testing.T) {
	shared := func() sim.Region {
		r := sim.Region{Bytes: make([]byte, 1<<20), Address: 1 << 24}
		for i := range r.Bytes {
			r.Bytes[i] = byte(i * 13)
		}
		return r
	}
	for _, c := range []struct {
		name  string
		share func(l *sim.Launch, r sim.Region)
	}{
		{"loads what it stores", func(l *sim.Launch, r sim.Region) {
			l.Bases[0], l.Bases[2] = sim.Region{Bytes: r.Bytes[1<<16:], Address: r.Address + 1<<16}, r
		}},
		{"stores twice", func(l *sim.Launch, r sim.Region) {
			l.Bases[2], l.Bases[3] = r, r
			stores := l.Code.Segments[0].Store
			for i := 1; i < len(stores); i += 2 {
				stores[i].Base, stores[i].Offset = 3, stores[i-1].Offset
			}
		}},
		{"stores twice through one register", func(l *sim.Launch, r sim.Region) {
			l.Bases[2] = r
			stores := l.Code.Segments[0].Store
			for i := range stores {
				stores[i].Offset = uint32(i % 3 * 256)
			}
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			defer workers.SetLimit(0)
			var want []byte
			for _, n := range []int{1, 2, 5, 8} {
				workers.SetLimit(n)
				m := newMachine(t, "ultra96")
				m.SetGrain(1)
				l, r := smallLaunch(t), shared()
				c.share(l, r)
				for range 20 { // threads do not meet every time
					if _, err := m.Run(l); err != nil {
						t.Fatal(err)
					}
				}
				if want == nil {
					want = r.Bytes
				}
				if !bytes.Equal(r.Bytes, want) {
					t.Fatalf("the result on %d workers differs from that on one", n)
				}
			}
		})
	}
}

func TestCachedLaunchAllocatesLittle(t *testing.T) {
	defer workers.SetLimit(0)
	workers.SetLimit(1)
	m := newMachine(t, "ultra96")
	l := smallLaunch(t)
	run := func() {
		if _, err := m.Run(l); err != nil {
			t.Fatal(err)
		}
	}
	run()
	if n := testing.AllocsPerRun(20, run); n > 4 {
		t.Errorf("a launch of a known program allocates %v times", n)
	}
}
