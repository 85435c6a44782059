// SPDX-License-Identifier: Apache-2.0

package verilator_test

import (
	"testing"

	"github.com/e2train/e2train/driver/drivertest"
	"github.com/e2train/e2train/driver/replay"
	"github.com/e2train/e2train/rtl/isa"
)

// TestFullLists fills the instruction memories of all engines.
func TestFullLists(t *testing.T) {
	drivertest.Need(t, "verilator:tiny", "lists that fill the instruction memories of the RTL")
	sim, rtl := open(t, "sim:tiny"), open(t, "verilator:tiny")
	c := rtl.Info().Config
	summed := isa.Sem(isa.EngineTensor, isa.EngineStore, 0)
	one := [3]uint16{1, 1, 1}
	row := c.EntryBytes(isa.OpStoreInt32)
	var s isa.Segment
	for i := range c.InstrDepth {
		s.Load = append(s.Load, isa.Load{Op: isa.OpLoadX, Run: 1, Count: one, Dest: uint16(i)})
		s.Tensor = append(s.Tensor, isa.Tensor{Op: isa.OpGemm, Zero: true, NoTaps: true, NX: 1, NY: 1, NN: 1, KX: 1, KY: 1, CI: 1})
		s.Store = append(s.Store, isa.Store{Op: isa.OpStoreInt32, Run: 1, Count: one, Base: 1, Offset: uint32(i * row)})
	}
	s.Tensor[c.InstrDepth-1].Done = summed.SignalBit()
	s.Store[0].Wait = summed.WaitBit()
	l := launch(&c, s, c.EntryBytes(isa.OpLoadX), c.InstrDepth*row)
	if err := compare(l, sim, rtl); err != nil {
		t.Error(err)
	}
}

// TestSemaphoresCountExactly takes signals while others arrive, one more than there are: the last wait deadlocks.
func TestSemaphoresCountExactly(t *testing.T) {
	drivertest.Need(t, "verilator:tiny", "semaphores of the RTL that are signalled and taken at once")
	sim, rtl := open(t, "sim:tiny"), open(t, "verilator:tiny")
	c := rtl.Info().Config
	loaded := isa.Sem(isa.EngineLoad, isa.EngineTensor, 3)
	one := [3]uint16{1, 1, 1}
	for more := range uint16(3) { // tiles of other lengths meet signals at other times
		var s isa.Segment
		for range 40 {
			s.Load = append(s.Load, isa.Load{Op: isa.OpLoadX, Run: 1, Count: one, Header: isa.Header{Done: loaded.SignalBit()}})
			s.Tensor = append(s.Tensor, isa.Tensor{
				Op: isa.OpGemm, Zero: true, NoTaps: true, NX: uint16(c.MinTile(false)) + more, NY: 1, NN: 1, KX: 1, KY: 1, CI: 1, AX: 1,
				Header: isa.Header{Wait: loaded.WaitBit()},
			})
		}
		s.Tensor = append(s.Tensor, s.Tensor[0])
		if err := compare(launch(&c, s, c.EntryBytes(isa.OpLoadX)), sim, rtl); err != nil {
			t.Errorf("%d slots a tile: %v", s.Tensor[0].NX, err)
		}
	}
}

// launch returns a launch of one segment whose base registers point to memories of some sizes.
func launch(c *isa.Config, s isa.Segment, sizes ...int) *replay.Launch {
	l := &replay.Launch{Config: *c, Code: &isa.Program{Segments: []isa.Segment{s}}}
	for b := range l.Bases {
		l.Bases[b].Memory = replay.NoMemory
		if b < len(sizes) {
			l.Bases[b].Memory = b
			l.Memories = append(l.Memories, make([]byte, sizes[b]))
		}
	}
	return l
}
