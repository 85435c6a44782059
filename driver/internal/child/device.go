// SPDX-License-Identifier: Apache-2.0

package child

import (
	"context"
	"fmt"

	"github.com/e2train/e2train/driver"
	"github.com/e2train/e2train/driver/internal/hostmem"
	"github.com/e2train/e2train/driver/internal/shelf"
	"github.com/e2train/e2train/driver/internal/turns"
	"github.com/e2train/e2train/rtl/isa"
)

// Origin is the device address of the first byte of memory. Allocations soon pass 4 GB, so that addresses of 64 bits are
// tested everywhere.
const Origin = 1<<32 - 1<<20

// Device is what devices have in common whose machine is a child: memory that both share, and launches one at a time. Fields and
// methods beside those of driver.Device are for the goroutine whose turn it is.
type Device struct {
	Shelf shelf.Shelf
	Child *Child // nil until the first launch, and after a failure

	info  driver.Info
	run   func(context.Context, driver.Program) (driver.Activity, error)
	turns turns.Queue
}

var _ driver.Device = (*Device)(nil)

// NewDevice returns a device without a child, with as much memory as info says. run makes a launch whose turn has come; after an error its activity
// counts for nothing.
func NewDevice(info driver.Info, run func(context.Context, driver.Program) (driver.Activity, error)) (*Device, error) {
	file, err := hostmem.NewFile(Origin)
	if err != nil {
		return nil, fmt.Errorf("device %q: %w", info.Address, err)
	}
	return &Device{Shelf: shelf.Shelf{Heap: hostmem.New(info.Memory), File: file}, info: info, run: run}, nil
}

// Info implements driver.Device.
func (d *Device) Info() driver.Info { return d.info }

// Config returns the configuration.
func (d *Device) Config() *isa.Config { return &d.info.Config }

// Alloc implements driver.Device.
func (d *Device) Alloc(bytes int) (driver.Memory, error) {
	m, err := d.Shelf.Heap.AllocShared(d.Shelf.File, bytes)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", d.info.Address, err)
	}
	return m, nil
}

// Launch implements driver.Device. If ctx ends during a launch the child is killed; the next launch starts a new one.
func (d *Device) Launch(ctx context.Context, p driver.Program) (driver.Activity, error) {
	var activity driver.Activity
	err := d.InTurn(ctx, "launch", func() (err error) {
		activity, err = d.run(ctx, p)
		return err
	})
	if err != nil {
		return driver.Activity{}, err
	}
	return activity, nil
}

// Close implements driver.Device. It waits for the launches that came before.
func (d *Device) Close() error {
	return d.InTurn(context.Background(), "close", func() error {
		if err := d.Shelf.Heap.Close(); err != nil {
			return err
		}
		err := d.stop()
		if closed := d.Shelf.File.Close(); err == nil {
			err = closed
		}
		return err
	})
}

// InTurn calls f when those that came before have ended. The error says on which device what was attempted.
func (d *Device) InTurn(ctx context.Context, what string, f func() error) error {
	err := d.turns.Take(ctx)
	if err == nil {
		defer d.turns.Give()
		err = f()
	}
	if err != nil {
		return fmt.Errorf("%s: %s: %w", d.info.Address, what, err)
	}
	return nil
}

// stop ends the child if it runs.
func (d *Device) stop() error {
	if d.Child == nil {
		return nil
	}
	ending := d.Child
	d.Child = nil
	return ending.Close()
}

// Abandon ends a child that can no longer be used.
func (d *Device) Abandon() {
	d.Child.Kill()
	d.Child = nil
}
