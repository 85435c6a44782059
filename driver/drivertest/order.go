// SPDX-License-Identifier: Apache-2.0

package drivertest

import (
	"github.com/e2train/e2train/rtl/isa"
)

// checkSemaphores sends chunks through two entries of X and two banks of ACC, in turn: without the semaphores chunks would
// meet each other's operands.
func checkSemaphores(s *subject) error {
	if err := s.computes(); err != nil {
		return err
	}
	const chunks = 9
	const n = 5 // vectors of a chunk
	read := isa.Sem(isa.EngineTensor, isa.EngineLoad, 1)
	stored := isa.Sem(isa.EngineStore, isa.EngineTensor, 2)
	x := s.unsignedX(chunks * n)
	var segment isa.Segment
	segment.Load = []isa.Load{{Op: isa.OpLoadW, Run: uint16(s.lanes), Count: once, Base: baseW}}
	for i := range chunks {
		slot := i % 2
		in := isa.Load{Op: isa.OpLoadX, Run: n, Count: once, Dest: uint16(slot * n), Base: baseX, Offset: uint32(i * n * s.lanes)}
		t := gemm(n)
		t.Src, t.Acc = int16(slot*n), uint16(slot*s.c.AccDepth)
		out := isa.Store{Op: isa.OpStoreInt32, Run: n, Count: once, Acc: t.Acc, Base: baseOut, Offset: uint32(i * n * s.lanes * 4)}
		in.Done, t.Wait = loaded.SignalBit(), loaded.WaitBit()
		t.Done, out.Wait = summed.SignalBit(), summed.WaitBit()
		t.Release, out.Release = read.SignalBit(), stored.SignalBit()
		if i >= 2 {
			in.Wait = read.WaitBit()
			t.Wait |= stored.WaitBit()
		}
		segment.Load, segment.Tensor, segment.Store = append(segment.Load, in), append(segment.Tensor, t), append(segment.Store, out)
	}
	l := &launch{code: &isa.Program{Segments: []isa.Segment{segment}}}
	l.before[baseX], l.before[baseW], l.before[baseOut] = x.encode(1), s.weights().encode(1), dirty(chunks*n*s.lanes*4)
	l.after[baseOut] = x.times(s.weights()).encode(4)
	return s.expect(l)
}

// checkChain loads in one segment what the one before has stored.
func checkChain(s *subject) error {
	if err := s.computes(); err != nil {
		return err
	}
	x := s.signedX(4)
	l := s.gemmLaunch(x, true, isa.OpStoreSign, 1, nil, isa.Params{})
	second := program(isa.OpStoreInt32, 4, loads(
		isa.Load{Op: isa.OpLoadX, Signed: true, Run: 4, Base: baseOut},
		isa.Load{Op: isa.OpLoadW, Run: uint16(s.lanes), Base: baseW},
	), gemm(4)).Segments[0]
	signs := 4 * s.lanes
	second.Store[0].Offset = uint32(signs)
	l.code.Segments = append(l.code.Segments, second)
	between := x.times(s.weights()).mapped(sign)
	l.before[baseOut] = dirty(signs + 4*signs)
	l.after[baseOut] = append(between.encode(1), between.times(s.weights()).encode(4)...)
	return s.expect(l)
}

// checkEmpty runs segments without instructions, or with some that have no effect on memory.
func checkEmpty(s *subject) error {
	if err := s.computes(); err != nil {
		return err
	}
	x := s.unsignedX(3)
	l := s.gemmLaunch(x, false, isa.OpStoreInt32, 4, x.times(s.weights()), isa.Params{})
	loadOnly := isa.Segment{Load: []isa.Load{{Op: isa.OpLoadX, Run: 3, Count: once, Base: baseX}}}
	l.code.Segments = append([]isa.Segment{{}, loadOnly}, append(l.code.Segments, isa.Segment{})...)
	return first(s.expect(&launch{code: &isa.Program{Segments: make([]isa.Segment, 1)}}), s.expect(l))
}

// checkRelocation runs one program at several places, whose bursts are cut in different ways.
func checkRelocation(s *subject) error {
	if err := s.computes(); err != nil {
		return err
	}
	x := s.unsignedX(24)
	l := s.gemmLaunch(x, false, isa.OpStoreInt32, 4, x.times(s.weights()), isa.Params{})
	for _, at := range []int64{0, 64, 128, 192, 256, 4032, 4096, 0} {
		l.offset = [isa.NumBases]int64{baseX: at, baseW: 2 * at, baseOut: at / 128 * 64}
		if err := s.expect(l); err != nil {
			return err
		}
	}
	return nil
}

// checkParams runs one program with several parameters.
func checkParams(s *subject) error {
	if err := s.computes(); err != nil {
		return err
	}
	x := s.unsignedX(3)
	l := s.gemmLaunch(x, false, isa.OpStoreInt32, 4, nil, isa.Params{})
	for _, shift := range []uint8{0, 3, 17, isa.MaxShift, 0} {
		l.params.Shift = shift
		l.after[baseOut] = x.times(s.weights()).mapped(halfUp(shift)).encode(4)
		if err := s.expect(l); err != nil {
			return err
		}
	}
	return nil
}
