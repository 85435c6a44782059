// SPDX-License-Identifier: Apache-2.0

package verilator_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/e2train/e2train/driver"
	"github.com/e2train/e2train/driver/drivertest"
	"github.com/e2train/e2train/driver/replay"
	"github.com/e2train/e2train/rtl/isa"
	"github.com/e2train/e2train/sim/randprog"
)

// randomLaunch returns random program i of a seed with random memory.
func randomLaunch(c *isa.Config, seed uint64, i int, o randprog.Options) *replay.Launch {
	rng := randprog.Rand(seed, i)
	p := randprog.New(c, rng, o)
	l := &replay.Launch{Config: *c, Code: p.Code, Params: p.Params}
	for b, content := range p.Memory(rng) {
		l.Bases[b] = replay.Base{Memory: replay.NoMemory}
		if len(content) > 0 {
			offset := rng.IntN(8) * isa.RegionAlign
			l.Bases[b] = replay.Base{Memory: len(l.Memories), Offset: int64(offset)}
			l.Memories = append(l.Memories, append(make([]byte, offset), content...))
		}
	}
	return l
}

// compare runs a launch on the simulator and on another device and returns how they differ.
func compare(l *replay.Launch, sim, other driver.Device) error {
	want, err := l.Run(context.Background(), sim)
	if err != nil {
		return fmt.Errorf("on %s: %w", sim.Info().Address, err)
	}
	got, err := l.Run(context.Background(), other)
	if err != nil {
		return err
	}
	return replay.Compare(got, want, other.Info().Timed)
}

// TestRandomPrograms compares bits, cycles and counters of RTL and simulator.
func TestRandomPrograms(t *testing.T) {
	drivertest.Need(t, "verilator:tiny", "random programs on the RTL")
	compareRandom(t, "tiny", 0, count(2000), randprog.Options{})
}

// TestRandomDeadlocks compares place and cycle of deadlocks too.
func TestRandomDeadlocks(t *testing.T) {
	drivertest.Need(t, "verilator:tiny", "deadlocks of the RTL")
	compareRandom(t, "tiny", 1e6, count(300), randprog.Options{Deadlock: true})
}

// TestLongRandomPrograms fills the instruction memory.
func TestLongRandomPrograms(t *testing.T) {
	drivertest.Need(t, "verilator:tiny", "long random programs on the RTL")
	compareRandom(t, "tiny", 2e6, count(100), randprog.Options{Instructions: 40})
}

// TestRandomProgramsOnLargerArrays has wider buses, longer chains and columns built of LUTs.
func TestRandomProgramsOnLargerArrays(t *testing.T) {
	for _, config := range []string{"zed8", "ultra96", "zedboard"} {
		t.Run(config, func(t *testing.T) {
			drivertest.Need(t, "verilator:"+config, "random programs on the RTL of "+config)
			if config == "zedboard" && os.Getenv("E2TRAIN_FULL") == "" {
				t.Skip("not tested: random programs on the RTL of zedboard, because it takes E2TRAIN_FULL=1 to build one more model")
			}
			compareRandom(t, config, 5e6, count(200), randprog.Options{})
			compareRandom(t, config, 6e6, count(40), randprog.Options{Deadlock: true})
		})
	}
}

// TestRandomProgramsOnSynthesisedArrays has the array that synthesis makes, whose results come later where columns are of LUTs;
// zedboard has columns of both kinds.
func TestRandomProgramsOnSynthesisedArrays(t *testing.T) {
	for _, address := range []string{
		"tiny?array=luts", "tiny?array=dsp48e1", "tiny?array=dsp48e2", "zedboard?array=dsp48e1", "ultra96?array=dsp48e2",
	} {
		t.Run(address, func(t *testing.T) {
			drivertest.Need(t, "verilator:"+address, "random programs on the RTL of "+address)
			if address != "tiny?array=luts" && os.Getenv("E2TRAIN_FULL") == "" {
				t.Skipf("not tested: random programs on the RTL of %s, because it takes E2TRAIN_FULL=1 to build one more model", address)
			}
			compareRandom(t, address, 7e6, count(300), randprog.Options{})
		})
	}
}

// compareRandom compares the simulator with the RTL at "verilator:" and an address that begins with a configuration.
func compareRandom(t *testing.T, address string, from, n int, o randprog.Options) {
	t.Helper()
	seed := randprog.Seed(t)
	config, _, _ := strings.Cut(address, "?")
	sim, rtl := open(t, "sim:"+config), open(t, "verilator:"+address)
	c := rtl.Info().Config
	for i := from; i < from+n; i++ {
		l := randomLaunch(&c, seed, i, o)
		if err := compare(l, sim, rtl); err != nil {
			explain(t, l, fmt.Sprintf("%s-%d-%d", config, seed, i))
			t.Fatalf("program %d of seed %d on %s: %v", i, seed, address, err)
		}
	}
}

// TestRandomLatency lets memory and register port answer at random: bits stay.
func TestRandomLatency(t *testing.T) {
	drivertest.Need(t, "verilator:tiny", "the RTL with memory of random latency")
	seed := randprog.Seed(t)
	sim := open(t, "sim:tiny")
	c := sim.Info().Config
	for i := range count(200) {
		rtl := open(t, fmt.Sprintf("verilator:tiny?latency=random&seed=%d", seed+uint64(i)))
		for k := range 3 {
			number := 3e6 + 10*i + k
			o := randprog.Options{Deadlock: k == 2 && i%4 == 0}
			if err := compare(randomLaunch(&c, seed, number, o), sim, rtl); err != nil {
				t.Fatalf("program %d of seed %d on %s: %v", number, seed, rtl.Info().Address, err)
			}
		}
	}
}

// TestRacingPrograms takes waits away from random programs until they are invalid, and wants both devices to refuse them
// and to leave memory alone.
func TestRacingPrograms(t *testing.T) {
	drivertest.Need(t, "verilator:tiny", "refusal of racing programs")
	seed := randprog.Seed(t)
	sim, rtl := open(t, "sim:tiny"), open(t, "verilator:tiny")
	c := rtl.Info().Config
	refused := 0
	for i := range count(300) {
		l := randomLaunch(&c, seed, 4e6+i, randprog.Options{})
		if !race(&c, l.Code) {
			continue
		}
		refused++
		for _, d := range []driver.Device{sim, rtl} {
			if err := refuse(l, d); err != nil {
				t.Fatalf("program %d of seed %d on %s: %v", 4e6+i, seed, d.Info().Address, err)
			}
		}
	}
	if refused == 0 {
		t.Error("no program became invalid")
	}
}

// race takes the waits of tensor and store away; it reports whether the program became invalid.
func race(c *isa.Config, p *isa.Program) bool {
	for i := range p.Segments {
		s := &p.Segments[i]
		for k := range s.Tensor {
			s.Tensor[k].Wait = 0
		}
		for k := range s.Store {
			s.Store[k].Wait = 0
		}
	}
	return c.Validate(p) != nil
}

// refuse launches an invalid program and looks at what it did to memory.
func refuse(l *replay.Launch, d driver.Device) error {
	p := driver.Program{Code: l.Code, Params: l.Params}
	memories := make([]driver.Memory, len(l.Memories))
	for i, content := range l.Memories {
		m, err := d.Alloc(len(content))
		if err != nil {
			return err
		}
		defer m.Free()
		if _, err := m.WriteAt(content, 0); err != nil {
			return err
		}
		memories[i] = m
	}
	for b, base := range l.Bases {
		if base.Memory != replay.NoMemory {
			p.Bases[b] = driver.Region{Memory: memories[base.Memory], Offset: base.Offset}
		}
	}
	if _, err := d.Launch(context.Background(), p); !errors.Is(err, isa.ErrProgram) {
		return fmt.Errorf("got error %v, want one that wraps %v", err, isa.ErrProgram)
	}
	for i, m := range memories {
		got := make([]byte, m.Size())
		if _, err := m.ReadAt(got, 0); err != nil {
			return err
		}
		if !bytes.Equal(got, l.Memories[i]) {
			return fmt.Errorf("memory %d was written", i)
		}
	}
	return nil
}
