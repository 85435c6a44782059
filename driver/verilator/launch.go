// SPDX-License-Identifier: Apache-2.0

package verilator

import (
	"context"
	"errors"
	"fmt"

	"github.com/e2train/e2train/driver"
	"github.com/e2train/e2train/driver/internal/hostmem"
	"github.com/e2train/e2train/driver/internal/image"
	"github.com/e2train/e2train/driver/internal/regs"
	"github.com/e2train/e2train/rtl/isa"
	"github.com/e2train/e2train/sim"
)

func (d *device) launch(ctx context.Context, p driver.Program) (driver.Activity, error) {
	if err := d.heap.Err(); err != nil {
		return driver.Activity{}, err
	}
	rooms, err := d.bind(&p)
	if err != nil {
		return driver.Activity{}, err
	}
	if err := sim.Check(&d.info.Config, p.Code, p.Params, &rooms); err != nil {
		return driver.Activity{}, err
	}
	descriptor, err := d.place(&p, &rooms)
	if err != nil {
		return driver.Activity{}, err
	}
	if err := d.start(ctx); err != nil {
		return driver.Activity{}, err
	}
	port := &port{child: d.child, patience: patience(&d.info.Config, &d.options.Memory, p.Code, d.options.random)}
	activity, err := regs.Launch(ctx, regs.Traced(port, d.told), descriptor)
	if err == nil || reported(err) {
		if busy := port.quiet(ctx); busy != nil {
			err = busy
		}
	}
	if err != nil && !reported(err) {
		d.abandon()
	}
	return activity, err
}

// reported says whether err is what hardware reports about a launch, after which it is ready for the next one.
func reported(err error) bool {
	var deadlock *driver.DeadlockError
	var failure *driver.HardwareError
	return errors.As(err, &deadlock) || errors.As(err, &failure)
}

// bind returns what the base registers point to.
func (d *device) bind(p *driver.Program) (rooms [isa.NumBases]sim.Room, err error) {
	for b, region := range p.Bases {
		if region.Memory == nil {
			continue
		}
		m, err := hostmem.Own[*hostmem.Shared](d.heap, region.Memory)
		if err != nil {
			return rooms, fmt.Errorf("base %d: %w", b, err)
		}
		if rooms[b].Address, rooms[b].Bytes, err = m.Room(region.Offset); err != nil {
			return rooms, fmt.Errorf("base %d: %w: %w", b, err, isa.ErrProgram)
		}
	}
	return rooms, nil
}

// place writes descriptors and instruction lists into memory and returns the address of the first descriptor.
func (d *device) place(p *driver.Program, rooms *[isa.NumBases]sim.Room) (uint64, error) {
	size := image.Size(p.Code)
	if d.code == nil || d.code.Size() < size {
		if d.code != nil {
			if err := d.code.Free(); err != nil {
				return 0, err
			}
			d.code = nil
		}
		var err error
		if d.code, err = d.heap.AllocOwn(d.file, size); err != nil {
			return 0, err
		}
	}
	at, _, err := d.code.Room(0)
	if err != nil {
		return 0, err
	}
	l := image.Launch{Code: p.Code, Params: p.Params}
	for b := range rooms {
		l.Bases[b] = rooms[b].Address
	}
	content, err := image.Encode(&l, at)
	if err != nil {
		return 0, err
	}
	_, err = d.code.WriteAt(content, 0)
	return at, err
}
