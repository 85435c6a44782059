// SPDX-License-Identifier: Apache-2.0

package verilator

import (
	"context"
	"os"

	"github.com/e2train/e2train/driver/internal/child"
	"github.com/e2train/e2train/driver/internal/regs"
	"github.com/e2train/e2train/driver/verilator/internal/build"
	"github.com/e2train/e2train/rtl/isa"
)

// start makes and starts the simulation unless it runs.
func (d *device) start(ctx context.Context) error {
	if d.Child != nil {
		return nil
	}
	program, err := build.Program(ctx, build.Model{Config: *d.Config(), Array: d.options.array, Waveform: d.options.waveform != ""}, os.Stderr)
	if err != nil {
		return err
	}
	d.Child, err = child.Start(child.Options{
		Program: program, Memory: d.Shelf.File, Seed: d.options.seed, Log: d.options.log, Waveform: d.options.waveform,
	})
	if err != nil {
		return err
	}
	if err := d.prepare(ctx); err != nil {
		d.Abandon()
		return err
	}
	return nil
}

// attributes are those of the coherent port of a Zynq UltraScale+; the checker of the bench wants them in every burst.
var attributes = isa.AxiAttributes{Cache: 0xf, Prot: 0x2}

// prepare sets up a simulation that has just started.
func (d *device) prepare(ctx context.Context) error {
	memory := child.Rules(d.options.Memory)
	if d.options.random {
		memory = child.Random(d.options.seed)
	}
	if _, err := d.Child.Do(ctx, memory); err != nil {
		return err
	}
	port := regs.Traced(&port{child: d.Child}, d.told)
	if err := regs.Identify(ctx, port, d.Config()); err != nil {
		return err
	}
	return regs.Prepare(ctx, port, attributes)
}
