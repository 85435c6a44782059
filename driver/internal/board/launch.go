// SPDX-License-Identifier: Apache-2.0

package board

import (
	"context"
	"errors"
	"fmt"

	"github.com/e2train/e2train/driver"
	"github.com/e2train/e2train/driver/internal/image"
	"github.com/e2train/e2train/driver/internal/regs"
	"github.com/e2train/e2train/rtl/isa"
	"github.com/e2train/e2train/sim"
)

// maxAttempts is how often a launch is tried.
const maxAttempts = 3

func (d *Device) launch(ctx context.Context, p *driver.Program) (driver.Activity, error) {
	if err := d.pool.err(); err != nil {
		return driver.Activity{}, err
	}
	rooms, err := d.bind(p)
	if err != nil {
		return driver.Activity{}, err
	}
	if err := sim.Check(&d.info.Config, p.Code, p.Params, &rooms); err != nil {
		return driver.Activity{}, err
	}
	for attempt := 1; ; attempt++ {
		activity, err := d.attempt(ctx, p, &rooms)
		if err == nil || reported(err) {
			return activity, err
		}
		if reset := d.afterwards(ctx, err); reset != nil {
			return driver.Activity{}, errors.Join(err, reset)
		}
		if !worthwhile(err) || attempt == maxAttempts || !repeatable(&d.info.Config, p.Code, &rooms) {
			return driver.Activity{}, err
		}
	}
}

// attempt writes the program and runs it once.
func (d *Device) attempt(ctx context.Context, p *driver.Program, rooms *[isa.NumBases]sim.Room) (driver.Activity, error) {
	descriptor, err := d.place(p, rooms)
	if err != nil {
		return driver.Activity{}, err
	}
	return regs.Launch(ctx, d.port, descriptor)
}

// afterwards stops a launch that was given up, so that nothing is written any more, unless there is nobody to stop.
func (d *Device) afterwards(ctx context.Context, err error) error {
	if errors.Is(err, driver.ErrLost) {
		return nil
	}
	if _, err := d.identify(ctx); err != nil { // after a reset by somebody else there may be another bitstream
		return err
	}
	return d.reset(context.WithoutCancel(ctx))
}

// reported says whether err is what hardware reports about a launch, after which it is ready for the next one.
func reported(err error) bool {
	var deadlock *driver.DeadlockError
	var failure *driver.HardwareError
	return errors.As(err, &deadlock) || errors.As(err, &failure)
}

// worthwhile says whether the launch may succeed if it is tried again.
func worthwhile(err error) bool {
	return errors.Is(err, driver.ErrReset) || errors.Is(err, driver.ErrTimeout)
}

// isFault says whether err is about the board and not about the program, the caller's memory or context.
func isFault(err error) bool {
	for _, cause := range []error{isa.ErrProgram, driver.ErrClosed, context.Canceled, context.DeadlineExceeded} {
		if errors.Is(err, cause) {
			return false
		}
	}
	return !reported(err)
}

func prefixed(address, op string, err error) error {
	var known *driver.FaultError
	if errors.As(err, &known) {
		return err
	}
	return fmt.Errorf("%s: %s: %w", address, op, err)
}

// bind returns what the base registers point to.
func (d *Device) bind(p *driver.Program) (rooms [isa.NumBases]sim.Room, err error) {
	for b, region := range p.Bases {
		if region.Memory == nil {
			continue
		}
		m, ok := region.Memory.(*memory)
		if !ok || m.device != d {
			return rooms, fmt.Errorf("base %d: memory of another device: %w", b, isa.ErrProgram)
		}
		if rooms[b].Address, rooms[b].Bytes, err = m.room(region.Offset); err != nil {
			return rooms, fmt.Errorf("base %d: %w: %w", b, err, isa.ErrProgram)
		}
	}
	return rooms, nil
}

// place writes descriptors and instruction lists into memory and returns the address of the first descriptor.
func (d *Device) place(p *driver.Program, rooms *[isa.NumBases]sim.Room) (uint64, error) {
	if size := image.Size(p.Code); int64(size) > d.code.n {
		larger, err := d.pool.take(size)
		if err != nil {
			return 0, fmt.Errorf("a program of %d bytes: %w", size, err)
		}
		d.pool.give(d.code)
		d.code = larger
	}
	at := d.link.Base + uint64(d.code.at)
	l := image.Launch{Code: p.Code, Params: p.Params}
	for b := range rooms {
		l.Bases[b] = rooms[b].Address
	}
	content, err := image.Encode(&l, at)
	if err != nil {
		return 0, err
	}
	return at, d.explained(d.link.DRAM.Write(content, at))
}
