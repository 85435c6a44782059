// SPDX-License-Identifier: Apache-2.0

package drivertest

import (
	"bytes"
	"context"
	"fmt"

	"github.com/e2train/e2train/driver"
	"github.com/e2train/e2train/rtl/isa"
	"github.com/e2train/e2train/sim/timing"
)

// subject is the device under test.
type subject struct {
	device driver.Device
	info   driver.Info
	c      *isa.Config
	lanes  int
	seed   uint64
}

func newSubject(d driver.Device, seed uint64) *subject {
	s := &subject{device: d, info: d.Info(), seed: seed}
	s.c = &s.info.Config
	s.lanes = s.c.Lanes
	return s
}

// computes returns an error that skips a part if the device runs no programs.
func (s *subject) computes() error {
	if s.info.Kind.RunsPrograms() != nil {
		return skip("the device runs no programs")
	}
	return nil
}

// memory allocates memory that holds b.
func (s *subject) memory(b []byte) (driver.Memory, error) {
	m, err := s.device.Alloc(len(b))
	if err != nil {
		return nil, err
	}
	if _, err := m.WriteAt(b, 0); err != nil {
		return nil, err
	}
	return m, nil
}

// contents reads all of a memory.
func contents(m driver.Memory) ([]byte, error) {
	b := make([]byte, m.Size())
	_, err := m.ReadAt(b, 0)
	return b, err
}

// launch is a program with the contents of its memory: what is behind each base register before, and what is expected
// there afterwards; nil for what stays as it is.
type launch struct {
	code   *isa.Program
	params isa.Params
	before [isa.NumBases][]byte
	after  [isa.NumBases][]byte
	offset [isa.NumBases]int64 // of the base in its memory

	maxAbs    int64
	saturated bool
	masks     timing.Masks // what masked instructions find
}

// bound is a launch on a device.
type bound struct {
	*launch
	program driver.Program
}

// bind allocates the memory of a launch.
func (s *subject) bind(l *launch) (*bound, error) {
	b := &bound{l, driver.Program{Code: l.code, Params: l.params}}
	for i, content := range l.before {
		if content == nil {
			continue
		}
		m, err := s.memory(append(make([]byte, l.offset[i]), content...))
		if err != nil {
			return nil, err
		}
		b.program.Bases[i] = driver.Region{Memory: m, Offset: l.offset[i]}
	}
	return b, nil
}

// free gives back the memory.
func (b *bound) free() error {
	for i, r := range b.program.Bases {
		if r.Memory == nil {
			continue
		}
		if err := r.Memory.Free(); err != nil {
			return fmt.Errorf("memory of base %d: %w", i, err)
		}
	}
	return nil
}

// expect runs a launch and compares memory, maximum, saturation and counters.
func (s *subject) expect(l *launch) error {
	if err := s.computes(); err != nil {
		return err
	}
	b, err := s.bind(l)
	if err != nil {
		return err
	}
	a, err := s.device.Launch(context.Background(), b.program)
	if err != nil {
		return err
	}
	return first(b.compareMemory(), b.compareActivity(&a), s.compareTimes(b, &a), b.free())
}

// compareMemory compares memory with what is expected, or with what was there before.
func (b *bound) compareMemory() error {
	for i, r := range b.program.Bases {
		if r.Memory == nil {
			continue
		}
		wanted := b.after[i]
		if wanted == nil {
			wanted = b.before[i]
		}
		got, err := contents(r.Memory)
		if err != nil {
			return fmt.Errorf("read back base %d: %w", i, err)
		}
		if err := compareBytes(got[b.offset[i]:], wanted); err != nil {
			return fmt.Errorf("memory of base %d: %w", i, err)
		}
		if !bytes.Equal(got[:b.offset[i]], make([]byte, b.offset[i])) {
			return fmt.Errorf("memory in front of base %d was written", i)
		}
	}
	return nil
}

func compareBytes(got, wanted []byte) error {
	if len(got) != len(wanted) {
		return fmt.Errorf("%d bytes, want %d", len(got), len(wanted))
	}
	for i := range wanted {
		if got[i] != wanted[i] {
			return fmt.Errorf("byte %d is %#02x, want %#02x", i, got[i], wanted[i])
		}
	}
	return nil
}

func (b *bound) compareActivity(a *driver.Activity) error {
	return first(
		want(a.MaxAbs == b.maxAbs, "maximum is %d, want %d", a.MaxAbs, b.maxAbs),
		want(a.Saturated == b.saturated, "saturated is %v, want %v", a.Saturated, b.saturated),
	)
}

// compareTimes compares counters with the rules of package isa.
func (s *subject) compareTimes(b *bound, a *driver.Activity) error {
	if !s.info.Timed {
		return nil
	}
	result := s.times(b.launch)
	return s.compareCounters(&a.Counters, &result.Counters)
}

// times computes a launch by the rules.
func (s *subject) times(l *launch) timing.Result {
	var bases timing.Bases
	for i, offset := range l.offset {
		bases[i] = uint64(offset) // allocations are aligned to more than a burst
	}
	return timing.NewPlan(s.c, l.code).Run(s.benchMemory(), bases, l.masks, nil)
}
