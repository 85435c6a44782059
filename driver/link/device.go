// SPDX-License-Identifier: Apache-2.0

package link

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"
	"weak"

	"github.com/e2train/e2train/driver"
	"github.com/e2train/e2train/driver/internal/turns"
	"github.com/e2train/e2train/rtl/isa"
)

// foreign is the number of memory that is not of the device that is recorded.
const foreign = ^uint32(0)

// device is a device that is recorded. Its results are those of the device that it was made of. Its memory cannot be mapped:
// every access crosses the recorded link.
type device struct {
	driver.Device
	to    *Writer
	turns turns.Queue // of launches: they are recorded in the order in which they run

	mu       sync.Mutex
	memories uint32
	launches uint64
	programs map[weak.Pointer[isa.Program]]uint32 // programs do not change, as nothing in them is for one launch
}

// Record wraps a device so that all that crosses its link is recorded. Closing the result closes the device, and not the
// recording.
func Record(d driver.Device, to *Writer) (driver.Device, error) {
	r := &device{Device: d, to: to, programs: map[weak.Pointer[isa.Program]]uint32{}}
	info := d.Info()
	to.put(time.Now(), 0, &Device{
		Contract: isa.Version, Address: info.Address, Stands: string(info.Kind), Config: info.Config.Name, ConfigHash: info.Config.Hash(),
		Version: info.Version, ClockHz: uint64(info.ClockHz), Timed: info.Timed, Memory: info.Memory, Started: to.begin.UnixNano(),
	})
	if tracer, ok := d.(driver.RegisterTracer); ok {
		if err := tracer.TraceRegisters(r.register); err != nil {
			return nil, fmt.Errorf("record %s: %w", info.Address, err)
		}
	}
	return r, nil
}

// register records an access that a device has told of.
func (d *device) register(a driver.RegisterAccess) {
	r := &Register{Direction: Read, Offset: uint32(a.Register), Value: a.Value}
	if a.Write {
		r.Direction = Write
	}
	d.to.put(time.Now(), 0, r)
}

// Alloc implements driver.Device.
func (d *device) Alloc(bytes int) (driver.Memory, error) {
	began := time.Now()
	inner, err := d.Device.Alloc(bytes)
	d.mu.Lock()
	d.memories++
	number := d.memories
	d.mu.Unlock()
	d.to.put(began, 0, &Alloc{Memory: number, Bytes: int64(bytes), Failed: text(err)})
	if err != nil {
		return nil, err
	}
	return &memory{inner, d, number}, nil
}

// text returns what records say about an error.
func text(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}

// Launch implements driver.Device.
func (d *device) Launch(ctx context.Context, p driver.Program) (driver.Activity, error) {
	if err := d.turns.Take(ctx); err != nil {
		return driver.Activity{}, fmt.Errorf("%s: launch: %w", d.Info().Address, err)
	}
	defer d.turns.Give()
	record := d.begin(&p)
	began := time.Now()
	a, err := d.Device.Launch(ctx, p)
	end := completion(record.Launch, a, err)
	cycles := uint64(0)
	if d.Info().Timed {
		cycles = end.Activity.Counters[isa.Cycles]
	}
	d.to.put(began, cycles, end)
	return a, err
}

// begin records the start of a launch, and its program if it is a new one. The bases of p point to the device's own memory
// then.
func (d *device) begin(p *driver.Program) *Launch {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.launches++
	l := &Launch{Launch: d.launches, Shift: p.Params.Shift, Tau: p.Params.Tau, SkipLimit: p.Params.SkipLimit}
	for b := range p.Bases {
		region := &p.Bases[b]
		l.Bases[b] = Base{Offset: region.Offset}
		if m, ok := region.Memory.(*memory); ok && m.device == d {
			l.Bases[b].Memory, region.Memory = m.number, m.Memory
		} else if region.Memory != nil {
			l.Bases[b].Memory = foreign
		}
	}
	l.Program = d.program(p.Code)
	d.to.put(time.Now(), 0, l)
	return l
}

// program returns the number of a program, which it records the first time; 0 if hardware has no code for it.
func (d *device) program(code *isa.Program) uint32 {
	if code == nil {
		return 0
	}
	key := weak.Make(code)
	if number, known := d.programs[key]; known {
		return number
	}
	words, err := encodeProgram(code)
	if err != nil {
		return 0
	}
	number := uint32(len(d.programs) + 1)
	d.programs[key] = number
	var pieces []Body
	for first := true; first || len(words) > 0; first = false {
		n := min(len(words), mostPiece)
		pieces = append(pieces, &Program{Program: number, More: n < len(words), Code: words[:n]})
		words = words[n:]
	}
	d.to.put(time.Now(), 0, pieces...)
	return number
}

// completion says how a launch has ended.
func completion(launch uint64, a driver.Activity, err error) *Completion {
	c := &Completion{Launch: launch, Activity: a, Failed: text(err)}
	var stall *driver.DeadlockError
	var failure *driver.HardwareError
	switch {
	case err == nil:
	case errors.As(err, &stall):
		c.Status, c.Activity, c.Cycle = Deadlock, stall.Activity, stall.Cycle
		c.Segment, c.Engine, c.Index = uint32(stall.Segment), uint8(stall.Engine), uint32(stall.Index)
	case errors.As(err, &failure):
		c.Status, c.Flags, c.Address = Hardware, uint32(failure.Status), failure.Address
		c.Segment, c.Engine, c.Index = uint32(failure.Place.Segment), uint8(failure.Place.Engine), uint32(failure.Place.Index)
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		c.Status = Canceled
	case errors.Is(err, driver.ErrHardware):
		c.Status = Hardware
	default:
		c.Status = Refused
	}
	return c
}
