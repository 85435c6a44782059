// SPDX-License-Identifier: Apache-2.0

package hls

import (
	"context"
	"fmt"
	"os"

	"github.com/e2train/e2train/driver"
	"github.com/e2train/e2train/driver/internal/child"
	"github.com/e2train/e2train/driver/internal/regs"
	"github.com/e2train/e2train/rtl/isa"
)

// launch makes a launch whose turn has come.
func (d *device) launch(ctx context.Context, p driver.Program) (driver.Activity, error) {
	descriptor, err := d.Shelf.Put(d.Config(), &p)
	if err != nil {
		return driver.Activity{}, err
	}
	if err := d.start(ctx); err != nil {
		return driver.Activity{}, err
	}
	r, err := d.Child.Do(ctx,
		write(isa.HLSDescriptor, uint32(descriptor)), write(isa.HLSDescriptor+4, uint32(descriptor>>32)),
		write(isa.HLSControl, isa.HLSControlStart),
		read(isa.HLSStatus), read(isa.HLSErrorPlace), read(isa.HLSMaxAbs), read(isa.HLSMaxAbs+4))
	if err != nil {
		d.Abandon()
		return driver.Activity{}, err
	}
	status, place := isa.Status(r[3].Value), isa.DecodeErrorPlace(r[4].Value)
	done := driver.Activity{
		MaxAbs: int64(r[5].Value) | int64(r[6].Value)<<32, Saturated: status&isa.StatusSaturated != 0,
	}
	return done, regs.Failure(status, place, 0, &done)
}

func write(r isa.HLSRegister, v uint32) child.Request { return child.WriteRegister(isa.Register(r), v) }

func read(r isa.HLSRegister) child.Request { return child.ReadRegister(isa.Register(r)) }

// start makes and starts the process unless it runs.
func (d *device) start(ctx context.Context) error {
	if d.Child != nil {
		return nil
	}
	program, err := program(ctx, d.Config(), os.Stderr)
	if err != nil {
		return err
	}
	if d.Child, err = child.Start(child.Options{Program: program, Memory: d.Shelf.File}); err != nil {
		return err
	}
	hash, err := d.Child.Do(ctx, read(isa.HLSConfigHash))
	if want := d.Config().Hash(); err == nil && hash[0].Value != want {
		err = fmt.Errorf("the kernels are of configuration %#x, want %#x: %w", hash[0].Value, want, driver.ErrHardware)
	}
	if err != nil {
		d.Abandon()
	}
	return err
}
