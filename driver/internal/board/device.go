// SPDX-License-Identifier: Apache-2.0

package board

import (
	"context"
	"fmt"
	"strings"

	"github.com/e2train/e2train/driver"
	"github.com/e2train/e2train/driver/internal/turns"
	"github.com/e2train/e2train/rtl/isa"
)

// Device is a board. What follows turns is used by the goroutine whose turn it is.
type Device struct {
	link Link
	info driver.Info
	pool pool

	turns turns.Queue
	port  *port
	code  piece // where the image of the program that runs is
}

var (
	_ driver.Device         = (*Device)(nil)
	_ driver.RegisterTracer = (*Device)(nil)
)

// Open identifies the board at the end of a link, resets its accelerator and tests the way between accelerator and memory. The device
// owns the link, which is closed after an error too. Errors are *driver.FaultError.
func Open(ctx context.Context, l Link) (*Device, error) {
	if l.Timeout == 0 {
		l.Timeout = LaunchTimeout
	}
	d := &Device{link: l, info: driver.Info{Address: l.Address}, port: &port{link: &l, slice: longSlice}, pool: pool{size: l.Size}}
	if err := d.open(ctx); err != nil {
		l.Close()
		return nil, err
	}
	return d, nil
}

func (d *Device) open(ctx context.Context) error {
	c, err := d.identify(ctx)
	if err != nil {
		return err
	}
	d.info = driver.Info{
		Address: d.link.Address, Kind: d.link.Kernel.Kind(), Config: *c, Version: d.version(), ClockHz: c.ClockHz, Timed: true,
		Bench: c.Memory,
	}
	if d.link.ClockHz > 0 {
		d.info.ClockHz = d.link.ClockHz
	}
	if err := d.reset(ctx); err != nil {
		return d.fault("reset the accelerator", err)
	}
	if d.link.Probe != nil {
		if err := d.link.Probe(); err != nil {
			return d.fault("look for the end of memory", d.explained(err))
		}
	}
	if err := d.keepForCode(); err != nil {
		return d.fault("reserve memory for programs", err)
	}
	return d.testPath(ctx)
}

func (d *Device) version() string {
	text := []string{fmt.Sprintf("contract %d", isa.Version)}
	if d.link.Kernel.Kind() == driver.KindEmulated {
		text = append(text, "emulated board")
	}
	if d.link.Note != "" {
		text = append(text, d.link.Note)
	}
	return strings.Join(text, ", ")
}

// The share of memory for programs, and its bounds.
const (
	codeShare = 8
	mostCode  = 8 << 20
	leastCode = 64 << 10
)

// keepForCode reserves memory for programs, so that a device whose memory is allocated can still launch. Larger programs take
// theirs from what is free.
func (d *Device) keepForCode() (err error) {
	size := min(max(d.link.Size/codeShare, leastCode), mostCode)
	if d.code, err = d.pool.take(int(size)); err != nil {
		return err
	}
	d.info.Memory = d.link.Size - d.code.n
	if d.info.Memory < leastCode {
		return fmt.Errorf("%d bytes of memory are less than programs and operands take: %w", d.link.Size, driver.ErrMemory)
	}
	return nil
}

// Info implements driver.Device.
func (d *Device) Info() driver.Info { return d.info }

// Alloc implements driver.Device.
func (d *Device) Alloc(bytes int) (driver.Memory, error) {
	at, err := d.pool.take(bytes)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", d.info.Address, err)
	}
	m := &memory{device: d, piece: at, size: bytes}
	if err := m.zero(); err != nil {
		d.pool.give(at)
		return nil, err
	}
	return m, nil
}

// Launch implements driver.Device. If ctx ends during a launch the accelerator is reset.
func (d *Device) Launch(ctx context.Context, p driver.Program) (driver.Activity, error) {
	if err := d.turns.Take(ctx); err != nil {
		return driver.Activity{}, fmt.Errorf("%s: launch: %w", d.info.Address, err)
	}
	defer d.turns.Give()
	activity, err := d.launch(ctx, &p)
	if err != nil {
		return driver.Activity{}, d.fault("launch", err)
	}
	return activity, nil
}

// TraceRegisters implements driver.RegisterTracer.
func (d *Device) TraceRegisters(told func(driver.RegisterAccess)) error {
	if err := d.turns.Take(context.Background()); err != nil {
		return err
	}
	defer d.turns.Give()
	if err := d.pool.err(); err != nil {
		return fmt.Errorf("%s: trace registers: %w", d.info.Address, err)
	}
	d.port.told = told
	return nil
}

// Close implements driver.Device. It waits for the launches that came before.
func (d *Device) Close() error {
	if err := d.turns.Take(context.Background()); err != nil {
		return err
	}
	defer d.turns.Give()
	if err := d.pool.close(); err != nil {
		return fmt.Errorf("%s: close: %w", d.info.Address, err)
	}
	if err := d.link.Close(); err != nil {
		return fmt.Errorf("%s: close: %w", d.info.Address, err)
	}
	return nil
}
