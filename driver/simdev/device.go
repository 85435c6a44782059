// SPDX-License-Identifier: Apache-2.0

package simdev

import (
	"context"
	"fmt"
	"runtime/debug"

	"github.com/e2train/e2train/driver"
	"github.com/e2train/e2train/driver/internal/configaddr"
	"github.com/e2train/e2train/driver/internal/hostmem"
	"github.com/e2train/e2train/driver/internal/turns"
	"github.com/e2train/e2train/rtl/isa"
	"github.com/e2train/e2train/sim"
	"github.com/e2train/e2train/sim/baseline"
	"github.com/e2train/e2train/sim/kernel"
)

// device is one simulated accelerator.
type device struct {
	info    driver.Info
	heap    *hostmem.Heap
	turns   turns.Queue
	machine *sim.Machine // used by the goroutine whose turn it is, as is trace
	trace   *driver.Trace
}

var (
	_ driver.Device = (*device)(nil)
	_ driver.Tracer = (*device)(nil)
)

func open(a driver.Address) (driver.Device, error) {
	if a.Target == baseline.Name {
		return openBaseline(a)
	}
	o, err := configaddr.Parse(a)
	if err != nil {
		return nil, err
	}
	kernels, err := kernel.Default()
	if err != nil {
		return nil, fmt.Errorf("device %q: %w", a.Text, err)
	}
	return &device{
		info: driver.Info{
			Address: a.Text, Kind: driver.KindSimulator, Config: *o.Config, Version: version(),
			ClockHz: o.Config.ClockHz, Timed: true, Memory: o.Limit, Bench: o.Memory,
		},
		heap:    hostmem.New(o.Limit),
		machine: sim.New(*o.Config, o.Memory, kernels),
	}, nil
}

// version returns the version of the simulator: that of its module and of the contract that it follows.
func version() string {
	text := fmt.Sprintf("contract %d", isa.Version)
	if build, ok := debug.ReadBuildInfo(); ok && build.Main.Version != "" {
		text = build.Main.Version + ", " + text
	}
	return text
}

// Info implements driver.Device.
func (d *device) Info() driver.Info { return d.info }

// Alloc implements driver.Device.
func (d *device) Alloc(bytes int) (driver.Memory, error) {
	m, err := d.heap.Alloc(bytes)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", d.info.Address, err)
	}
	return m, nil
}

// Launch implements driver.Device.
func (d *device) Launch(ctx context.Context, p driver.Program) (driver.Activity, error) {
	if err := d.turns.Take(ctx); err != nil {
		return driver.Activity{}, fmt.Errorf("%s: launch: %w", d.info.Address, err)
	}
	defer d.turns.Give()
	activity, err := d.launch(p)
	if err != nil {
		return driver.Activity{}, fmt.Errorf("%s: launch: %w", d.info.Address, err)
	}
	return activity, nil
}

func (d *device) launch(p driver.Program) (driver.Activity, error) {
	if err := d.heap.Err(); err != nil {
		return driver.Activity{}, err
	}
	l := sim.Launch{Code: p.Code, Params: p.Params}
	for b, region := range p.Bases {
		bound, err := d.bind(region)
		if err != nil {
			return driver.Activity{}, fmt.Errorf("base %d: %w", b, err)
		}
		l.Bases[b] = bound
	}
	done, err := d.run(&l)
	if err != nil {
		return driver.Activity{}, err
	}
	activity := driver.Activity{Counters: done.Counters, MaxAbs: done.MaxAbs, Saturated: done.Saturated}
	if s := done.Stall; s != nil {
		return driver.Activity{}, &driver.DeadlockError{Segment: s.Segment, Engine: s.Engine, Index: s.Index, Cycle: s.Cycle, Activity: activity}
	}
	return activity, nil
}

// bind returns the bytes that a base register points to.
func (d *device) bind(r driver.Region) (sim.Region, error) {
	if r.Memory == nil {
		return sim.Region{}, nil
	}
	m, err := hostmem.Own[*hostmem.Memory](d.heap, r.Memory)
	if err != nil {
		return sim.Region{}, err
	}
	bytes, address, err := m.From(r.Offset)
	if err != nil {
		return sim.Region{}, fmt.Errorf("%w: %w", err, isa.ErrProgram)
	}
	return sim.Region{Bytes: bytes, Address: address}, nil
}

// Close implements driver.Device. It waits for the launches that came before.
func (d *device) Close() error {
	if err := d.turns.Take(context.Background()); err != nil {
		return err
	}
	defer d.turns.Give()
	if err := d.heap.Close(); err != nil {
		return fmt.Errorf("%s: close: %w", d.info.Address, err)
	}
	return nil
}
