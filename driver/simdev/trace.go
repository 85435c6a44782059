// SPDX-License-Identifier: Apache-2.0

package simdev

import (
	"context"
	"fmt"

	"github.com/e2train/e2train/driver"
	"github.com/e2train/e2train/sim"
	"github.com/e2train/e2train/sim/timing"
)

// Trace implements driver.Tracer.
func (d *device) Trace(t *driver.Trace) error {
	if err := d.turns.Take(context.Background()); err != nil {
		return err
	}
	defer d.turns.Give()
	if err := d.heap.Err(); err != nil {
		return fmt.Errorf("%s: trace: %w", d.info.Address, err)
	}
	d.trace = t
	return nil
}

// run runs a launch and reports it to the trace, if there is one.
func (d *device) run(l *sim.Launch) (sim.Activity, error) {
	if d.trace == nil {
		return d.machine.Run(l)
	}
	begun := false
	begin := func() {
		if !begun {
			begun = true
			d.trace.Begin(l.Code)
		}
	}
	l.Observe = func(e timing.Event) {
		begin()
		d.trace.Instruction(e)
	}
	done, err := d.machine.Run(l)
	if err != nil {
		return done, err
	}
	begin() // a program may have no instructions
	d.trace.End(done.Result)
	return done, nil
}
