// SPDX-License-Identifier: Apache-2.0

// Package regs runs launches through the registers of an accelerator, whatever brings the accesses there.
package regs

import (
	"context"
	"fmt"

	"github.com/e2train/e2train/driver"
	"github.com/e2train/e2train/rtl/isa"
)

// Access is one access of a register.
type Access struct {
	Register isa.Register
	Write    bool
	Value    uint32 // to write, or what was read
}

// Port reaches the registers of one accelerator.
type Port interface {
	// Do makes the accesses in order and fills in the values of those that read.
	Do(ctx context.Context, accesses []Access) error
	// Wait returns when the interrupt is on: DONE or an error is set.
	Wait(ctx context.Context) error
}

func read(r isa.Register) Access { return Access{Register: r} }

func write(r isa.Register, v uint32) Access { return Access{Register: r, Write: true, Value: v} }

// readWide reads a register of 64 bits.
func readWide(r isa.Register) []Access { return []Access{read(r), read(r + 4)} }

// wide returns what readWide read.
func wide(a []Access) uint64 { return uint64(a[0].Value) | uint64(a[1].Value)<<32 }

// Identify reports hardware that is not of configuration c or of another version of the contract. The error wraps
// driver.ErrHardware.
func Identify(ctx context.Context, p Port, c *isa.Config) error {
	a := []Access{read(isa.RegID), read(isa.RegVersion), read(isa.RegConfigHash)}
	if err := p.Do(ctx, a); err != nil {
		return fmt.Errorf("identify the hardware: %w", err)
	}
	for i, want := range []uint32{isa.ID, isa.Version, c.Hash()} {
		if got := a[i].Value; got != want {
			name := []string{"ID", "VERSION", "CONFIG_HASH"}[i]
			return fmt.Errorf("register %s is %#x, want %#x: other hardware than %s: %w", name, got, want, c.Name, driver.ErrHardware)
		}
	}
	return nil
}

// Prepare sets what stays as it is from launch to launch.
func Prepare(ctx context.Context, p Port, attributes isa.AxiAttributes) error {
	axi, err := attributes.Encode()
	if err != nil {
		return err
	}
	return p.Do(ctx, []Access{write(isa.RegAxi, axi), write(isa.RegIrqEnable, 1)})
}

// Launch starts the program whose first descriptor is at the given address and returns what it did. The error is a
// *driver.DeadlockError or *driver.HardwareError, or the port's.
func Launch(ctx context.Context, p Port, descriptor uint64) (driver.Activity, error) {
	start := []Access{
		write(isa.RegDescriptor, uint32(descriptor)), write(isa.RegDescriptor+4, uint32(descriptor>>32)),
		write(isa.RegControl, isa.ControlStart),
	}
	if err := p.Do(ctx, start); err != nil {
		return driver.Activity{}, err
	}
	if err := p.Wait(ctx); err != nil {
		return driver.Activity{}, err
	}
	if err := finish(ctx, p); err != nil {
		return driver.Activity{}, err
	}
	return result(ctx, p)
}

// maxPolls bounds how often the status is read until DONE follows an error. Only bursts in flight have to end.
const maxPolls = 100_000

// finish waits for DONE after the interrupt, which an error raises before that.
func finish(ctx context.Context, p Port) error {
	status := []Access{read(isa.RegStatus)}
	for range maxPolls {
		if err := p.Do(ctx, status); err != nil {
			return err
		}
		if isa.Status(status[0].Value)&isa.StatusDone != 0 {
			return nil
		}
	}
	return fmt.Errorf("status stays %v after the interrupt: %w", isa.Status(status[0].Value), driver.ErrHardware)
}

// result reads what the registers say about the launch that has ended, and drops the interrupt.
func result(ctx context.Context, p Port) (driver.Activity, error) {
	a := []Access{read(isa.RegStatus), read(isa.RegErrorPlace)}
	a = append(a, readWide(isa.RegErrorAddr)...)
	a = append(a, readWide(isa.RegMaxAbs)...)
	for c := range isa.NumCounters {
		a = append(a, readWide(isa.RegCounters+isa.Register(8*c))...)
	}
	a = append(a, write(isa.RegIrqClear, 1))
	if err := p.Do(ctx, a); err != nil {
		return driver.Activity{}, err
	}
	status, place := isa.Status(a[0].Value), isa.DecodeErrorPlace(a[1].Value)
	done := driver.Activity{MaxAbs: int64(wide(a[4:])), Saturated: status&isa.StatusSaturated != 0}
	for c := range isa.NumCounters {
		done.Counters[c] = wide(a[6+2*int(c):])
	}
	return done, Failure(status, place, wide(a[2:]), &done)
}

// Failure returns the error that a status stands for, nil if there is none: a *driver.DeadlockError or *driver.HardwareError. done goes into the
// former.
func Failure(status isa.Status, place isa.ErrorPlace, address uint64, done *driver.Activity) error {
	switch {
	case status&isa.StatusBusy != 0:
		return fmt.Errorf("status is %v: %w", status, driver.ErrHardware)
	case status&isa.StatusErrors == isa.StatusDeadlock:
		return &driver.DeadlockError{
			Segment: int(place.Segment), Engine: place.Engine, Index: int(place.Index),
			Cycle: int64(done.Counters[isa.Cycles]), Activity: *done,
		}
	case status&isa.StatusErrors != 0:
		return &driver.HardwareError{Status: status, Place: place, Address: address}
	}
	return nil
}
