// SPDX-License-Identifier: Apache-2.0

package isa

import "testing"

// The semaphores of the test programs.
var (
	loaded   = Sem(EngineLoad, EngineTensor, 0)
	summed   = Sem(EngineTensor, EngineStore, 0)
	released = Sem(EngineTensor, EngineLoad, 0)
	stored   = Sem(EngineStore, EngineTensor, 0)
)

// one is the count of a transfer of one run.
var one = [3]uint16{1, 1, 1}

// validSegment returns a segment for the tiny configuration that fills all memories and uses every kind of instruction.
// Tests break it in one place.
func validSegment() Segment {
	return Segment{Load: validLoads(), Tensor: validTensors(), Store: validStores()}
}

func validLoads() []Load {
	loads := []Load{
		{Op: OpLoadX, Run: 256, Count: one, Base: 0, Signed: true},
		{Op: OpLoadG, Run: 256, Count: one, Base: 1},
		{Op: OpLoadW, Run: 32, Count: [3]uint16{2, 2, 1}, Stride: [3]int32{128, 256, 0}, Base: 2, Offset: 64},
		{Op: OpLoadMask, Run: 128, Count: one, Base: 3},
	}
	loads[3].Done = loaded.SignalBit()
	return loads
}

// Indices into validTensors.
const (
	tensorClear  = iota // GEMM without taps over all ACC rows
	tensorGemm          // 3x3 taps of X with padding
	tensorBack          // G instead of X
	tensorOuter         // plain
	tensorMasked        // masked
	tensorPacked        // packed
	tensorLast          // GEMM
)

func validTensors() []Tensor {
	gemm := Tensor{
		Op: OpGemm, Zero: true, Fence: true, NX: 4, NY: 4, NN: 2, KX: 3, KY: 3, CI: 2,
		Src: 0, SX: 1, SY: 4, SN: 32, SKX: 1, SKY: 4, SCI: 16, X0: -1, Y0: -1, XLim: 4, YLim: 4, StepX: 1, StepY: 1, TapX: 1, TapY: 1,
		Acc: 0, AX: 1, AY: 4, AN: 16, W: 8,
	}
	gemm.Src = -5 // the first taps lie in the padding
	back := gemm
	back.SourceG, back.Zero, back.Fence = true, false, false
	last := gemm
	last.Header = Header{Done: summed.SignalBit()}
	tensors := []Tensor{
		{Op: OpGemm, Zero: true, NoTaps: true, NX: 256, NY: 1, NN: 1, KX: 1, KY: 1, CI: 1, AX: 1, Header: Header{Wait: loaded.WaitBit()}},
		gemm, back, validOuter(), validOuter(), validOuter(), last,
	}
	tensors[tensorMasked].Masked, tensors[tensorMasked].FillSign, tensors[tensorMasked].Mask = true, true, 4
	tensors[tensorPacked].Pack, tensors[tensorPacked].Second = PackSigned, 48
	return tensors
}

// validOuter computes 3x2x1x2 tiles over 4x4x2 vectors.
func validOuter() Tensor {
	return Tensor{
		Op: OpOuter, NX: 4, NY: 4, NN: 2, KX: 3, KY: 2, CI: 1, CO: 2,
		Src: 11, SX: 1, SY: 4, SN: 16, SKX: 1, SKY: 4, X0: -1, Y0: -1, XLim: 4, YLim: 4, StepX: 1, StepY: 1, TapX: 1, TapY: 1,
		Acc: 64, G: 100, GX: 1, GY: 4, GN: 16, GCO: 32,
	}
}

func validStores() []Store {
	stores := []Store{
		{Op: OpStoreInt32, Acc: 0, Run: 16, Count: [3]uint16{2, 1, 1}, Stride: [3]int32{256, 0, 0}, Base: 4, TrackMax: true},
		{Op: OpStoreSign, Acc: 64, Run: 48, Count: one, Base: 5},
		{Op: OpStoreInt64, Acc: 240, Run: 16, Count: one, Base: 6},
		{Op: OpStoreInt16, Acc: 112, Run: 48, Count: one, Base: 7},
	}
	stores[0].Wait = summed.WaitBit()
	return stores
}

func TestValidProgram(t *testing.T) {
	p := &Program{Segments: []Segment{validSegment(), {}, validSegment()}}
	if err := config(t, "tiny").Validate(p); err != nil {
		t.Fatal(err)
	}
	if got := p.Instructions(); got != 2*(4+7+4) {
		t.Errorf("%d instructions, want 30", got)
	}
}

// TestValidProgramUsesEverything: a rule whose feature the valid program does not use could reject too much unnoticed.
func TestValidProgramUsesEverything(t *testing.T) {
	s := validSegment()
	unused := map[string]bool{}
	note := func(fields []field) {
		for _, f := range fields {
			if _, seen := unused[f.name]; !seen || f.get() != 0 {
				unused[f.name] = f.get() == 0
			}
		}
	}
	for i := range s.Load {
		note(s.Load[i].fields())
	}
	for i := range s.Tensor {
		note(s.Tensor[i].fields())
	}
	for i := range s.Store {
		note(s.Store[i].fields())
	}
	for name, zero := range unused {
		may := map[string]bool{reservedName: true, "release": true, "stride2": true, "dest": true, "sky": true}
		if zero && !may[name] {
			t.Errorf("field %s is zero everywhere", name)
		}
	}
}
