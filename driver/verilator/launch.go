// SPDX-License-Identifier: Apache-2.0

package verilator

import (
	"context"
	"errors"

	"github.com/e2train/e2train/driver"
	"github.com/e2train/e2train/driver/internal/regs"
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
	port := &port{child: d.Child, patience: patience(d.Config(), &d.options.Memory, p.Code, d.options.random)}
	activity, err := regs.Launch(ctx, regs.Traced(port, d.told), descriptor)
	if err == nil || reported(err) {
		if busy := port.quiet(ctx); busy != nil {
			err = busy
		}
	}
	if err != nil && !reported(err) {
		d.Abandon()
	}
	return activity, err
}

// reported says whether err is what hardware reports about a launch, after which it is ready for the next one.
func reported(err error) bool {
	var deadlock *driver.DeadlockError
	var failure *driver.HardwareError
	return errors.As(err, &deadlock) || errors.As(err, &failure)
}
