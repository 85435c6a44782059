// SPDX-License-Identifier: Apache-2.0

package emulatedtest

import (
	"testing"

	"github.com/e2train/e2train/driver"
	"github.com/e2train/e2train/rtl/isa"
)

// vectors is how many vectors a launch multiplies: so many that its end has to be waited for.
const vectors = 200

// Launch runs a program n times, on zeros, and returns the counters of the last time.
func Launch(t testing.TB, d driver.Device, n int) isa.Counters {
	t.Helper()
	return LaunchOn(t, d, n, nil)
}

// LaunchOn runs a program n times with data, 64 KiB at most, in its memory, and returns the counters of the last time.
func LaunchOn(t testing.TB, d driver.Device, n int, data []byte) (last isa.Counters) {
	t.Helper()
	m, err := d.Alloc(1 << 16)
	if err != nil {
		t.Fatal(err)
	}
	if len(data) > 0 {
		if _, err := m.WriteAt(data, 0); err != nil {
			t.Fatal(err)
		}
	}
	loaded := isa.Sem(isa.EngineLoad, isa.EngineTensor, 0)
	one := [3]uint16{1, 1, 1}
	p := driver.Program{Code: &isa.Program{Segments: []isa.Segment{{
		Load: []isa.Load{
			{Op: isa.OpLoadW, Run: uint16(d.Info().Config.Lanes), Count: one},
			{Op: isa.OpLoadX, Run: vectors, Count: one, Header: isa.Header{Done: loaded.SignalBit()}},
		},
		Tensor: []isa.Tensor{{
			Op: isa.OpGemm, Zero: true, NX: vectors, NY: 1, NN: 1, KX: 1, KY: 1, CI: 1, SX: 1, XLim: vectors, YLim: 1, StepX: 1, AX: 1,
			Header: isa.Header{Wait: loaded.WaitBit()},
		}},
	}}}}
	p.Bases[0].Memory = m
	for range n {
		done, err := d.Launch(t.Context(), p)
		if err != nil {
			t.Fatal(err)
		}
		last = done.Counters
	}
	if err := m.Free(); err != nil {
		t.Fatal(err)
	}
	return last
}
