// SPDX-License-Identifier: Apache-2.0

package hls

import (
	"context"
	"fmt"

	"github.com/e2train/e2train/driver"
	"github.com/e2train/e2train/driver/internal/child"
	"github.com/e2train/e2train/driver/internal/hostmem"
	"github.com/e2train/e2train/driver/internal/shelf"
	"github.com/e2train/e2train/driver/internal/turns"
	"github.com/e2train/e2train/rtl/isa"
)

// origin is the device address of the first byte of memory, near 4 GB so that addresses of 64 bits are tested everywhere.
const origin = 1<<32 - 1<<20

// device is one machine. What follows turns is used by the goroutine whose turn it is.
type device struct {
	info  driver.Info
	heap  *hostmem.Heap
	file  *hostmem.File
	turns turns.Queue

	shelf shelf.Shelf
	child *child.Child // nil until the first launch, and after a failure
}

var _ driver.Device = (*device)(nil)

func open(a driver.Address) (driver.Device, error) {
	o, err := parse(a)
	if err != nil {
		return nil, err
	}
	if _, err := findCompiler(); err != nil {
		return nil, fmt.Errorf("device %q: %w", a.Text, err)
	}
	file, err := hostmem.NewFile(origin)
	if err != nil {
		return nil, fmt.Errorf("device %q: %w", a.Text, err)
	}
	heap := hostmem.New(o.Limit)
	return &device{
		info: driver.Info{
			Address: a.Text, Kind: driver.KindHLS, Config: *o.Config, Version: fmt.Sprintf("contract %d", isa.Version),
			ClockHz: o.Config.ClockHz, Memory: o.Limit,
		},
		heap:  heap,
		file:  file,
		shelf: shelf.Shelf{Heap: heap, File: file},
	}, nil
}

// Info implements driver.Device.
func (d *device) Info() driver.Info { return d.info }

// Alloc implements driver.Device.
func (d *device) Alloc(bytes int) (driver.Memory, error) {
	m, err := d.heap.AllocShared(d.file, bytes)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", d.info.Address, err)
	}
	return m, nil
}

// Launch implements driver.Device. If ctx ends during a launch the process is killed; the next launch starts a new one.
func (d *device) Launch(ctx context.Context, p driver.Program) (driver.Activity, error) {
	if err := d.turns.Take(ctx); err != nil {
		return driver.Activity{}, fmt.Errorf("%s: launch: %w", d.info.Address, err)
	}
	defer d.turns.Give()
	activity, err := d.launch(ctx, p)
	if err != nil {
		return driver.Activity{}, fmt.Errorf("%s: launch: %w", d.info.Address, err)
	}
	return activity, nil
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
	var err error
	if d.child != nil {
		err = d.child.Close()
		d.child = nil
	}
	if closed := d.file.Close(); err == nil {
		err = closed
	}
	if err != nil {
		return fmt.Errorf("%s: close: %w", d.info.Address, err)
	}
	return nil
}
