// SPDX-License-Identifier: Apache-2.0

package drivertest

import (
	"context"
	"errors"
	"fmt"
	"math"

	"github.com/e2train/e2train/driver"
	"github.com/e2train/e2train/rtl/isa"
)

// valid returns a launch that works.
func (s *subject) valid() *launch {
	x := s.unsignedX(3)
	return s.gemmLaunch(x, false, isa.OpStoreInt32, 4, x.times(s.weights()), isa.Params{})
}

// refused launches a program and wants an error that wraps isa.ErrProgram and memory as it was. bound is freed.
func (s *subject) refused(b *bound, what string) error {
	_, err := s.device.Launch(context.Background(), b.program)
	if err := wantError(err, isa.ErrProgram, what); err != nil {
		return err
	}
	b.after = [isa.NumBases][]byte{}
	if err := b.compareMemory(); err != nil {
		return fmt.Errorf("after %s: %w", what, err)
	}
	return b.free()
}

func checkInvalid(s *subject) error {
	if err := s.computes(); err != nil {
		return err
	}
	for _, c := range []struct {
		what  string
		spoil func(*isa.Program)
	}{
		{"a program without segments", func(p *isa.Program) { p.Segments = nil }},
		{"a bad load opcode", func(p *isa.Program) { p.Segments[0].Load[0].Op = isa.OpGemm }},
		{"a bad tensor opcode", func(p *isa.Program) { p.Segments[0].Tensor[0].Op = isa.OpDepthwise }},
		{"a bad store opcode", func(p *isa.Program) { p.Segments[0].Store[0].Op = isa.OpLoadX }},
		{"a count of zero", func(p *isa.Program) { p.Segments[0].Load[0].Run = 0 }},
		{"a load beyond X", func(p *isa.Program) { p.Segments[0].Load[0].Dest = uint16(s.c.XDepth - 1) }},
		{"a read beyond X", func(p *isa.Program) { p.Segments[0].Tensor[0].Src = int16(s.c.XDepth - 2) }},
		{"a store beyond ACC", func(p *isa.Program) { p.Segments[0].Store[0].Acc = uint16(s.c.AccRows() - 2) }},
		{"a missing wait", func(p *isa.Program) { p.Segments[0].Tensor[0].Wait = 0 }},
		{"a sum onto nothing", func(p *isa.Program) { p.Segments[0].Tensor[0].Zero = false }},
		{"too many instructions", func(p *isa.Program) {
			p.Segments[0].Load = append(make([]isa.Load, s.c.InstrDepth), p.Segments[0].Load...)
		}},
	} {
		l := s.valid()
		c.spoil(l.code)
		b, err := s.bind(l)
		if err != nil {
			return err
		}
		if err := s.refused(b, c.what); err != nil {
			return err
		}
	}
	return s.expect(s.valid())
}

// checkInvalidLaunches gives a valid program addresses and parameters that it cannot run with.
func checkInvalidLaunches(s *subject) error {
	if err := s.computes(); err != nil {
		return err
	}
	small, err := s.memory(make([]byte, 3*s.lanes*4-1))
	if err != nil {
		return err
	}
	freed, err := s.memory(make([]byte, 4096))
	if err != nil {
		return err
	}
	if err := freed.Free(); err != nil {
		return err
	}
	for _, c := range []struct {
		what  string
		spoil func(*driver.Program)
	}{
		{"no code", func(p *driver.Program) { p.Code = nil }},
		{"a missing base", func(p *driver.Program) { p.Bases[baseX] = driver.Region{} }},
		{"memory that is too small", func(p *driver.Program) { p.Bases[baseOut].Memory = small }},
		{"a base that is not aligned", func(p *driver.Program) { p.Bases[baseW].Offset = isa.RegionAlign / 2 }},
		{"a base before its memory", func(p *driver.Program) { p.Bases[baseW].Offset = -isa.RegionAlign }},
		{"a base behind its memory", func(p *driver.Program) { p.Bases[baseW].Offset = math.MaxInt64 - 63 }},
		{"memory of another device", func(p *driver.Program) { p.Bases[baseW].Memory = foreign{p.Bases[baseW].Memory} }},
		{"memory that was freed", func(p *driver.Program) { p.Bases[baseX].Memory = freed }},
		{"a shift beyond the sums", func(p *driver.Program) { p.Params.Shift = isa.MaxShift + 1 }},
	} {
		b, err := s.bind(s.valid())
		if err != nil {
			return err
		}
		kept := b.program
		c.spoil(&b.program)
		_, err = s.device.Launch(context.Background(), b.program)
		b.program = kept
		if err := wantError(err, isa.ErrProgram, c.what); err != nil {
			return err
		}
		b.after = [isa.NumBases][]byte{}
		if err := first(b.compareMemory(), b.free()); err != nil {
			return fmt.Errorf("after %s: %w", c.what, err)
		}
	}
	return first(s.expect(s.valid()), small.Free())
}

// foreign is memory that the device did not allocate.
type foreign struct{ driver.Memory }

// checkDeadlock waits for signals that never come, behind a store that still happens.
func checkDeadlock(s *subject) error {
	if err := s.computes(); err != nil {
		return err
	}
	l := s.valid()
	l.maxAbs = 1
	never := isa.Sem(isa.EngineStore, isa.EngineTensor, 3)
	t := gemm(3)
	t.Wait, t.Acc = never.WaitBit(), uint16(s.c.AccDepth)
	segment := &l.code.Segments[0]
	segment.Tensor = append(segment.Tensor, t)
	stuck := segment.Store[0]
	stuck.Wait = isa.Sem(isa.EngineLoad, isa.EngineStore, 1).WaitBit()
	segment.Store = append(segment.Store, stuck)
	signs := segment.Store[0]
	signs.Op, signs.TrackMax = isa.OpStoreSign, true
	segment.Store[0] = signs
	stored := append([]byte(nil), s.unsignedX(3).times(s.weights()).mapped(sign).encode(1)...)
	l.after[baseOut] = append(stored, dirty(len(l.before[baseOut])-len(stored))...)
	unreached := s.valid().code.Segments[0]
	l.code.Segments = []isa.Segment{{}, l.code.Segments[0], unreached}
	return first(s.expectDeadlock(l, 1, isa.EngineTensor, 1), s.expect(s.valid()))
}

// expectDeadlock runs a launch that gets stuck at a known place.
func (s *subject) expectDeadlock(l *launch, segment int, engine isa.Engine, index int) error {
	b, err := s.bind(l)
	if err != nil {
		return err
	}
	_, err = s.device.Launch(context.Background(), b.program)
	if err := wantError(err, driver.ErrDeadlock, "launch of a program that deadlocks"); err != nil {
		return err
	}
	var stall *driver.DeadlockError
	if !errors.As(err, &stall) {
		return fmt.Errorf("deadlock is %T, want *driver.DeadlockError", err)
	}
	place := fmt.Sprintf("segment %d, %s[%d]", stall.Segment, stall.Engine, stall.Index)
	wanted := fmt.Sprintf("segment %d, %s[%d]", segment, engine, index)
	err = first(want(place == wanted, "deadlock in %s, want %s", place, wanted), b.compareMemory(), b.compareActivity(&stall.Activity))
	if err != nil || !s.info.Timed {
		return first(err, b.free())
	}
	times := s.times(l)
	return first(
		want(!s.exact() || stall.Cycle == times.Stall.Cycle, "deadlock in cycle %d, want %d", stall.Cycle, times.Stall.Cycle),
		s.compareCounters(&stall.Activity.Counters, &times.Counters), b.free(),
	)
}

// checkContext launches with contexts that have ended.
func checkContext(s *subject) error {
	if err := s.computes(); err != nil {
		return err
	}
	canceled, cancel := context.WithCancel(context.Background())
	cancel()
	late, cancel := context.WithTimeout(context.Background(), 0)
	defer cancel()
	for _, ctx := range []context.Context{canceled, late} {
		l := s.valid()
		b, err := s.bind(l)
		if err != nil {
			return err
		}
		_, err = s.device.Launch(ctx, b.program)
		if err := wantError(err, ctx.Err(), "launch with a context that has ended"); err != nil {
			return err
		}
		b.after = [isa.NumBases][]byte{}
		if err := first(b.compareMemory(), b.free()); err != nil {
			return err
		}
	}
	return s.expect(s.valid())
}
