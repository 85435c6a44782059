// SPDX-License-Identifier: Apache-2.0

package isa

import "testing"

// fullSegment fills the instruction memories of the largest configuration: 256 loads, tensor instructions and stores with
// double-buffered sources, banks in turn, padding and many taps.
func fullSegment(c *Config) Segment {
	var s Segment
	half := c.XDepth / 2
	toLoad, toTensor := Sem(EngineTensor, EngineLoad, 0), Sem(EngineStore, EngineTensor, 0)
	weights := Load{Op: OpLoadW, Run: uint16(c.WDepth), Count: one, Base: 1}
	s.Load = append(s.Load, weights)
	for i := range c.InstrDepth - 1 {
		l := Load{
			Op: OpLoadX, Dest: uint16(i % 2 * half), Run: uint16(half / 16), Count: [3]uint16{4, 4, 1},
			Stride: [3]int32{1 << 16, 1 << 20, 0}, Header: Header{Done: loaded.SignalBit()},
		}
		bank := i % c.AccBanks * c.AccDepth
		t := Tensor{
			Op: OpGemm, Zero: true, NX: 32, NY: 8, NN: 4, KX: 3, KY: 3, CI: 16, X0: -1, Y0: -1, XLim: 32, YLim: 8,
			Src: int16(int(l.Dest) - 33), SX: 1, SY: 32, SN: 256, SCI: 192, SKX: 1, SKY: 32, StepX: 1, StepY: 1, TapX: 1, TapY: 1,
			Acc: uint16(bank), AX: 1, AY: 32, AN: 256,
			Header: Header{Wait: loaded.WaitBit(), Done: summed.SignalBit(), Release: toLoad.SignalBit()},
		}
		o := Store{
			Op: OpStoreInt32, Acc: uint16(bank), Run: uint16(c.AccDepth / 8), Count: [3]uint16{8, 1, 1}, Base: 2,
			Stride: [3]int32{1 << 16, 0, 0}, Header: Header{Wait: summed.WaitBit(), Release: toTensor.SignalBit()},
		}
		if i >= 2 {
			l.Wait = toLoad.WaitBit()
		}
		if i >= c.AccBanks {
			t.Wait |= toTensor.WaitBit()
		}
		s.Load, s.Tensor, s.Store = append(s.Load, l), append(s.Tensor, t), append(s.Store, o)
	}
	return s
}

// longLoops gives a full segment's instructions the longest loops that Validate accepts; padding hides most of them.
func longLoops(s *Segment) {
	for i := range s.Tensor {
		t := &s.Tensor[i]
		*t = Tensor{
			Op: OpOuter, Zero: true, Header: t.Header, NX: 4095, NY: 4095, NN: 4095, KX: 4, KY: 1, CI: 4, CO: 4,
			Src: t.Src + 33, XLim: 4095, YLim: 4095, StepX: 7, StepY: 7, TapX: 1, TapY: 1, Acc: t.Acc,
		}
	}
	s.Load[0] = Load{Op: OpLoadG, Run: 1, Count: one}
}

func BenchmarkValidate(b *testing.B) {
	c := config(b, "ultra96")
	plain, long := fullSegment(c), fullSegment(c)
	longLoops(&long)
	for _, bench := range []struct {
		name    string
		segment Segment
	}{{"full", plain}, {"longLoops", long}} {
		p := &Program{Segments: []Segment{bench.segment}}
		b.Run(bench.name, func(b *testing.B) {
			for b.Loop() {
				if err := c.Validate(p); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// Full segments are valid, and what Validate does for one depends on its instructions and the memories, not on the length of its loops:
// listing the 10^13 vectors of the second would not end. BenchmarkValidate takes the time; the rules of
// tensor instructions have a GEMM of as many.
func TestValidateFullSegments(t *testing.T) {
	c := config(t, "ultra96")
	s := fullSegment(c)
	for _, name := range []string{"full", "long loops"} {
		if err := c.Validate(&Program{Segments: []Segment{s}}); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		longLoops(&s)
	}
}

func BenchmarkEncode(b *testing.B) {
	s := validSegment()
	for b.Loop() {
		if _, err := s.Tensor[tensorOuter].Encode(); err != nil {
			b.Fatal(err)
		}
	}
}
