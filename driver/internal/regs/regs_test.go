// SPDX-License-Identifier: Apache-2.0

package regs

import (
	"context"
	"errors"
	"slices"
	"testing"

	"github.com/e2train/e2train/driver"
	"github.com/e2train/e2train/rtl/isa"
)

// memory is an accelerator that is nothing but registers. It is busy for some reads of its status after START.
type memory struct {
	values  map[isa.Register]uint32
	busy    int
	started bool
	waited  bool
}

func (m *memory) Do(_ context.Context, accesses []Access) error {
	for i := range accesses {
		a := &accesses[i]
		switch {
		case a.Write && a.Register == isa.RegControl:
			m.started = a.Value == isa.ControlStart
		case a.Write:
			m.values[a.Register] = a.Value
		case a.Register == isa.RegStatus && m.busy > 0:
			m.busy--
			a.Value = uint32(isa.StatusBusy)
		default:
			a.Value = m.values[a.Register]
		}
	}
	return nil
}

func (m *memory) Wait(context.Context) error {
	m.waited = m.started
	return nil
}

func newMemory(t *testing.T) (*memory, *isa.Config) {
	t.Helper()
	c, err := isa.ConfigByName("tiny")
	if err != nil {
		t.Fatal(err)
	}
	return &memory{values: map[isa.Register]uint32{isa.RegID: isa.ID, isa.RegVersion: isa.Version, isa.RegConfigHash: c.Hash()}}, c
}

func TestIdentify(t *testing.T) {
	for _, r := range []isa.Register{isa.RegID, isa.RegVersion, isa.RegConfigHash} {
		m, c := newMemory(t)
		if err := Identify(context.Background(), m, c); err != nil {
			t.Error(err)
		}
		m.values[r]++
		if err := Identify(context.Background(), m, c); !errors.Is(err, driver.ErrHardware) {
			t.Errorf("register %#x: got error %v, want one that wraps %v", r, err, driver.ErrHardware)
		}
	}
}

func TestLaunchReadsEverything(t *testing.T) {
	m, _ := newMemory(t)
	m.busy = 3
	m.values[isa.RegStatus] = uint32(isa.StatusDone | isa.StatusSaturated)
	m.values[isa.RegMaxAbs], m.values[isa.RegMaxAbs+4] = 7, 1
	for c := range isa.NumCounters {
		m.values[isa.RegCounters+isa.Register(8*c)] = uint32(c)
		m.values[isa.RegCounters+isa.Register(8*c)+4] = uint32(2 * c)
	}
	a, err := Launch(context.Background(), m, 0x1_2345_6700)
	if err != nil {
		t.Fatal(err)
	}
	if !m.waited || m.values[isa.RegDescriptor] != 0x2345_6700 || m.values[isa.RegDescriptor+4] != 1 || m.values[isa.RegIrqClear] != 1 {
		t.Errorf("started %v, registers %v", m.waited, m.values)
	}
	if a.MaxAbs != 1<<32+7 || !a.Saturated {
		t.Errorf("got %+v", a)
	}
	for c, v := range a.Counters {
		if want := uint64(2*c)<<32 + uint64(c); v != want {
			t.Errorf("%v is %d, want %d", isa.Counter(c), v, want)
		}
	}
}

func TestLaunchFails(t *testing.T) {
	place := isa.ErrorPlace{Engine: isa.EngineStore, Index: 3, Segment: 2}
	word, err := place.Encode()
	if err != nil {
		t.Fatal(err)
	}
	launch := func(status isa.Status) (*memory, error) {
		m, _ := newMemory(t)
		m.values[isa.RegStatus], m.values[isa.RegErrorPlace], m.values[isa.RegErrorAddr+4] = uint32(status), word, 5
		m.values[isa.RegCounters] = 99
		_, err := Launch(context.Background(), m, 0)
		return m, err
	}
	var stall *driver.DeadlockError
	if _, err := launch(isa.StatusDone | isa.StatusDeadlock); !errors.As(err, &stall) || stall.Segment != 2 || stall.Engine != isa.EngineStore || stall.Index != 3 || stall.Cycle != 99 {
		t.Errorf("deadlock: got error %v", err)
	}
	for _, status := range []isa.Status{isa.StatusReadError, isa.StatusWriteError, isa.StatusOpcode, isa.StatusOverflow, isa.StatusReadError | isa.StatusDeadlock} {
		var failure *driver.HardwareError
		m, err := launch(isa.StatusDone | status)
		if !errors.As(err, &failure) || failure.Place != place || failure.Address != 5<<32 || failure.Status&isa.StatusErrors != status {
			t.Errorf("%v: got error %v", status, err)
		}
		if m.values[isa.RegIrqClear] != 1 {
			t.Errorf("%v: the interrupt stays", status)
		}
	}
	if _, err := launch(isa.StatusBusy); !errors.Is(err, driver.ErrHardware) {
		t.Errorf("busy for ever: got error %v", err)
	}
}

func TestTraced(t *testing.T) {
	m, _ := newMemory(t)
	if Traced(m, nil) != Port(m) {
		t.Error("a port that nobody asks about is another one")
	}
	var told []driver.RegisterAccess
	p := Traced(m, func(a driver.RegisterAccess) { told = append(told, a) })
	if err := p.Do(context.Background(), []Access{write(isa.RegDescriptor, 9), read(isa.RegID)}); err != nil {
		t.Fatal(err)
	}
	if want := []driver.RegisterAccess{{Register: isa.RegDescriptor, Write: true, Value: 9}, {Register: isa.RegID, Value: isa.ID}}; !slices.Equal(told, want) {
		t.Errorf("told of %v, want %v", told, want)
	}
}
