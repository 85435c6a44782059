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
	if d.child != nil {
		return nil
	}
	program, err := build.Program(ctx, build.Model{Config: d.info.Config, Array: d.options.array, Waveform: d.options.waveform != ""}, os.Stderr)
	if err != nil {
		return err
	}
	d.child, err = child.Start(child.Options{
		Program: program, Memory: d.file, Seed: d.options.seed, Log: d.options.log, Waveform: d.options.waveform,
	})
	if err != nil {
		return err
	}
	if err := d.prepare(ctx); err != nil {
		d.abandon()
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
	if _, err := d.child.Do(ctx, memory); err != nil {
		return err
	}
	port := regs.Traced(&port{child: d.child}, d.told)
	if err := regs.Identify(ctx, port, &d.info.Config); err != nil {
		return err
	}
	return regs.Prepare(ctx, port, attributes)
}

// stop ends the simulation if it runs.
func (d *device) stop() error {
	if d.child == nil {
		return nil
	}
	ending := d.child
	d.child = nil
	return ending.Close()
}

// abandon ends a simulation that can no longer be used.
func (d *device) abandon() {
	d.child.Kill()
	d.child = nil
}
