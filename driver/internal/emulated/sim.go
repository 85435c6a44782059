// SPDX-License-Identifier: Apache-2.0

package emulated

import (
	"fmt"

	"golang.org/x/sys/unix"

	"github.com/e2train/e2train/rtl/isa"
	"github.com/e2train/e2train/sim"
	"github.com/e2train/e2train/sim/kernel"
)

// simBoard is the Go simulator behind registers. A launch happens at its end: until then memory stays as it is.
type simBoard struct {
	machine *sim.Machine
	config  isa.Config
	dram    *DRAM
	bytes   []byte // the memory, mapped

	values    map[isa.Register]uint32
	irq       bool // raised and not cleared
	remaining uint64
	done      func() // what becomes visible when remaining is 0; nil if nothing runs
	cycles    uint64
}

// NewSim returns the Go simulator as a board with the given memory.
func NewSim(c *isa.Config, dram *DRAM) (Board, error) {
	kernels, err := kernel.Default()
	if err != nil {
		return nil, err
	}
	b, err := unix.Mmap(int(dram.File.OS().Fd()), 0, int(dram.Size), unix.PROT_READ|unix.PROT_WRITE, unix.MAP_SHARED)
	if err != nil {
		return nil, fmt.Errorf("map %d bytes of memory: %w", dram.Size, err)
	}
	s := &simBoard{machine: sim.New(*c, c.Memory, kernels), config: *c, dram: dram, bytes: b}
	return s, s.Reset()
}

// Config implements Board.
func (s *simBoard) Config() isa.Config { return s.config }

// Cycles implements Board.
func (s *simBoard) Cycles() uint64 { return s.cycles }

// Close implements Board.
func (s *simBoard) Close() error { return unix.Munmap(s.bytes) }

// Reset implements Board.
func (s *simBoard) Reset() error {
	s.values = map[isa.Register]uint32{isa.RegID: isa.ID, isa.RegVersion: isa.Version, isa.RegConfigHash: s.config.Hash()}
	s.irq, s.remaining, s.done = false, 0, nil
	return nil
}

// accessCycles is what an access of a register takes.
const accessCycles = 4

// Load implements Board.
func (s *simBoard) Load(r isa.Register) (uint32, bool, error) {
	s.pass(accessCycles)
	switch r {
	case isa.RegControl:
		return 0, s.line(), nil
	case isa.RegFreeClock:
		return uint32(s.cycles), s.line(), nil
	case isa.RegFreeClock + 4:
		return uint32(s.cycles >> 32), s.line(), nil
	}
	return s.values[r], s.line(), nil
}

// Store implements Board.
func (s *simBoard) Store(r isa.Register, v uint32) (bool, error) {
	s.pass(accessCycles)
	switch r {
	case isa.RegControl:
		s.control(v)
	case isa.RegIrqClear:
		s.irq = s.irq && v&1 == 0
	case isa.RegIrqEnable, isa.RegAxi, isa.RegDescriptor, isa.RegDescriptor + 4:
		s.values[r] = v
	}
	return s.line(), nil
}

// Run implements Board.
func (s *simBoard) Run(cycles uint64) (bool, error) {
	for cycles > 0 && !s.line() {
		n := cycles
		if s.done != nil {
			n = min(n, s.remaining)
		}
		s.pass(n)
		cycles -= n
	}
	return s.line(), nil
}

func (s *simBoard) line() bool { return s.irq && s.values[isa.RegIrqEnable]&1 != 0 }

// pass lets cycles pass.
func (s *simBoard) pass(cycles uint64) {
	s.cycles += cycles
	if s.done == nil {
		return
	}
	if s.remaining -= min(s.remaining, cycles); s.remaining == 0 {
		s.done()
		s.done, s.irq = nil, true
	}
}

func (s *simBoard) control(v uint32) {
	switch {
	case v&isa.ControlReset != 0:
		s.clear(0)
		s.done, s.irq = nil, false
	case v&isa.ControlStart != 0 && s.done == nil:
		s.clear(isa.StatusBusy)
		s.irq = false
		s.start()
	}
}

// clear clears what a launch sets.
func (s *simBoard) clear(status isa.Status) {
	for r := range s.values {
		if r >= isa.RegCounters || r == isa.RegMaxAbs || r == isa.RegMaxAbs+4 || r == isa.RegErrorPlace {
			delete(s.values, r)
		}
	}
	s.values[isa.RegStatus] = uint32(status)
}

// start reads the program, which runs at the end of its time.
func (s *simBoard) start() {
	l, err := s.read()
	if err != nil {
		s.fail(isa.StatusOpcode)
		return
	}
	s.remaining, s.done = s.time(l.Code), func() { s.finish(l) }
}

// time returns about how long a program is busy; its counters say exactly, when it has run.
func (s *simBoard) time(code *isa.Program) uint64 {
	slots := 1
	for i := range code.Segments {
		for k := range code.Segments[i].Tensor {
			t := &code.Segments[i].Tensor[k]
			slots += t.Tiles() * max(t.Vectors(), s.config.MinTile(t.Pack != isa.PackNone))
		}
	}
	return uint64(slots)
}

// fail ends a launch at once.
func (s *simBoard) fail(status isa.Status) {
	s.remaining, s.done = 1, func() { s.values[isa.RegStatus] = uint32(isa.StatusDone | status) }
}

// finish runs the launch and shows what it did.
func (s *simBoard) finish(l *sim.Launch) {
	done, err := s.machine.Run(l)
	if err != nil {
		s.values[isa.RegStatus] = uint32(isa.StatusDone | isa.StatusOpcode)
		return
	}
	status := isa.StatusDone
	if done.Saturated {
		status |= isa.StatusSaturated
	}
	if stall := done.Stall; stall != nil {
		status |= isa.StatusDeadlock
		place := isa.ErrorPlace{Engine: stall.Engine, Index: uint16(stall.Index), Segment: uint16(stall.Segment)}
		s.values[isa.RegErrorPlace], _ = place.Encode()
	}
	s.wide(isa.RegMaxAbs, uint64(done.MaxAbs))
	for c, v := range done.Counters {
		s.wide(isa.RegCounters+isa.Register(8*c), v)
	}
	s.values[isa.RegStatus] = uint32(status)
}

func (s *simBoard) wide(r isa.Register, v uint64) {
	s.values[r], s.values[r+4] = uint32(v), uint32(v>>32)
}
