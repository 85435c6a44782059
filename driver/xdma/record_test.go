// SPDX-License-Identifier: Apache-2.0

package xdma

import (
	"bytes"
	"errors"
	"io"
	"testing"

	"github.com/e2train/e2train/driver"
	"github.com/e2train/e2train/driver/internal/emulated"
	recording "github.com/e2train/e2train/driver/link"
	_ "github.com/e2train/e2train/driver/simdev"
	"github.com/e2train/e2train/rtl/isa"
	"github.com/e2train/e2train/sim/randprog"
)

// file is a file in memory.
type file struct{ bytes.Buffer }

func (*file) Close() error { return nil }

// launchOn runs a random program.
func launchOn(t *testing.T, d driver.Device) {
	t.Helper()
	c := d.Info().Config
	rng := randprog.Rand(1, 0)
	p := randprog.New(&c, rng, randprog.Options{})
	program := driver.Program{Code: p.Code, Params: p.Params}
	for b, content := range p.Memory(rng) {
		m, err := d.Alloc(len(content))
		if err != nil {
			t.Fatal(err)
		}
		defer m.Free()
		if _, err := m.WriteAt(content, 0); err != nil {
			t.Fatal(err)
		}
		program.Bases[b].Memory = m
	}
	if _, err := d.Launch(t.Context(), program); err != nil {
		t.Fatal(err)
	}
	for _, r := range program.Bases {
		if _, err := r.Memory.ReadAt(make([]byte, r.Memory.Size()), 0); err != nil {
			t.Fatal(err)
		}
	}
}

// What crosses the link to a card is recorded down to the registers, and a simulator does the same with it.
func TestRecord(t *testing.T) {
	f := &file{}
	w := recording.NewWriter(f, "a test", nil)
	d, err := recording.Record(mustOpen(t, emulated.Options{}), w)
	if err != nil {
		t.Fatal(err)
	}
	launchOn(t, d)
	if err := errors.Join(d.Close(), w.Close()); err != nil {
		t.Fatal(err)
	}
	simulator, err := driver.Open("sim:tiny")
	if err != nil {
		t.Fatal(err)
	}
	defer simulator.Close()
	r, err := recording.NewReader(bytes.NewReader(f.Bytes()))
	if err != nil {
		t.Fatal(err)
	}
	if got, err := recording.Replay(t.Context(), r, simulator, false); err != nil || got.Launches != 1 || got.ReadBytes == 0 || got.Kind != string(driver.KindEmulated) {
		t.Errorf("replayed %+v: %v", got, err)
	}
	starts, reads := 0, 0
	r, err = recording.NewReader(bytes.NewReader(f.Bytes()))
	for err == nil {
		var p *recording.Packet
		if p, err = r.Next(); err != nil {
			break
		}
		a, ok := p.Body.(*recording.Register)
		switch {
		case ok && a.Direction == recording.Read:
			reads++
		case ok && isa.Register(a.Offset) == isa.RegControl && a.Value == isa.ControlStart:
			starts++
		}
	}
	if !errors.Is(err, io.EOF) || starts != 1 || reads < 2*int(isa.NumCounters) {
		t.Errorf("%d starts and %d reads of registers, then %v", starts, reads, err)
	}
}
