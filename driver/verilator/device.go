// SPDX-License-Identifier: Apache-2.0

package verilator

import (
	"context"
	"fmt"

	"github.com/e2train/e2train/driver"
	"github.com/e2train/e2train/driver/internal/child"
	"github.com/e2train/e2train/driver/verilator/internal/build"
	"github.com/e2train/e2train/rtl/isa"
)

// device is one simulated accelerator.
type device struct {
	*child.Device
	options options
	told    func(driver.RegisterAccess) // used by the goroutine whose turn it is
}

var (
	_ driver.Device         = (*device)(nil)
	_ driver.RegisterTracer = (*device)(nil)
)

func open(a driver.Address) (driver.Device, error) {
	o, err := parse(a)
	if err != nil {
		return nil, err
	}
	if err := build.Tools(); err != nil {
		return nil, fmt.Errorf("device %q: %w", a.Text, err)
	}
	d := &device{options: o}
	d.Device, err = child.NewDevice(driver.Info{
		Address: a.Text, Kind: driver.KindRTL, Config: *o.Config, Version: fmt.Sprintf("contract %d", isa.Version),
		ClockHz: o.Config.ClockHz, Timed: !o.random, Memory: o.Limit, Bench: o.Memory,
	}, d.launch)
	if err != nil {
		return nil, err
	}
	return d, nil
}

// TraceRegisters implements driver.RegisterTracer. What the simulation itself is told is no access to a register.
func (d *device) TraceRegisters(told func(driver.RegisterAccess)) error {
	return d.InTurn(context.Background(), "trace registers", func() error {
		if err := d.Shelf.Heap.Err(); err != nil {
			return err
		}
		d.told = told
		return nil
	})
}
