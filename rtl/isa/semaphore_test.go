// SPDX-License-Identifier: Apache-2.0

package isa

import (
	"math/bits"
	"slices"
	"testing"
)

// TestSemaphoreNumbers builds all 24 from their names and expects every number once.
func TestSemaphoreNumbers(t *testing.T) {
	seen := map[Semaphore]bool{}
	names := map[string]bool{}
	for from := range NumEngines {
		for to := range NumEngines {
			if from == to {
				continue
			}
			for i := range 4 {
				s := Sem(from, to, i)
				if s >= NumSemaphores || seen[s] || names[s.String()] {
					t.Errorf("%v number %d is out of range or occurs twice", s, s)
				}
				seen[s], names[s.String()] = true, true
				if s.From() != from || s.To() != to || int(s%4) != i {
					t.Errorf("Sem(%v, %v, %d) is %v from %v to %v", from, to, i, s, s.From(), s.To())
				}
			}
		}
	}
	if len(seen) != NumSemaphores {
		t.Errorf("%d semaphores, want %d", len(seen), NumSemaphores)
	}
}

// TestSemaphoreBits follows every semaphore through the masks of both engines and back.
func TestSemaphoreBits(t *testing.T) {
	for s := range Semaphore(NumSemaphores) {
		if got := Signalled(s.From(), s.SignalBit()); !slices.Equal(got, []Semaphore{s}) {
			t.Errorf("signal bit %#x of %v means %v", s.SignalBit(), s, got)
		}
		if got := Waited(s.To(), s.WaitBit()); !slices.Equal(got, []Semaphore{s}) {
			t.Errorf("wait bit %#x of %v means %v", s.WaitBit(), s, got)
		}
	}
}

// TestSemaphoreMasks expects every bit of every mask to mean one semaphore of the right engine.
func TestSemaphoreMasks(t *testing.T) {
	for e := range NumEngines {
		for mask := range 256 {
			var signal, wait uint8
			for _, s := range Signalled(e, uint8(mask)) {
				signal |= s.SignalBit()
				if s.From() != e {
					t.Errorf("%v is not signalled by %v", s, e)
				}
			}
			for _, s := range Waited(e, uint8(mask)) {
				wait |= s.WaitBit()
				if s.To() != e {
					t.Errorf("%v is not waited for by %v", s, e)
				}
			}
			if int(signal) != mask || int(wait) != mask {
				t.Errorf("%v: mask %#x comes back as signal %#x, wait %#x", e, mask, signal, wait)
			}
		}
	}
}

// TestSemaphoreTable holds the mapping of hardware still: bits 3:0 are the first peer's in the order load, tensor, store.
func TestSemaphoreTable(t *testing.T) {
	for _, test := range []struct {
		from, to             Engine
		number, signal, wait int
	}{
		{EngineLoad, EngineTensor, 0, 0, 0}, {EngineLoad, EngineStore, 4, 4, 0},
		{EngineTensor, EngineLoad, 8, 0, 0}, {EngineTensor, EngineStore, 12, 4, 4},
		{EngineStore, EngineLoad, 16, 0, 4}, {EngineStore, EngineTensor, 20, 4, 4},
	} {
		s := Sem(test.from, test.to, 0)
		signal, wait := bits.TrailingZeros8(s.SignalBit()), bits.TrailingZeros8(s.WaitBit())
		if int(s) != test.number || signal != test.signal || wait != test.wait {
			t.Errorf("%v: number %d, signal bit %d, wait bit %d, want %d, %d, %d", s, s, signal, wait, test.number, test.signal, test.wait)
		}
	}
}

func TestEngineNames(t *testing.T) {
	for e, want := range []string{"load", "tensor", "store", "fetch", "engine(4)"} {
		if got := Engine(e).String(); got != want {
			t.Errorf("engine %d is %q, want %q", e, got, want)
		}
	}
}
