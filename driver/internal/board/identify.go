// SPDX-License-Identifier: Apache-2.0

package board

import (
	"context"
	"fmt"

	"github.com/e2train/e2train/driver"
	"github.com/e2train/e2train/driver/boards"
	"github.com/e2train/e2train/driver/internal/regs"
	"github.com/e2train/e2train/rtl/isa"
)

// identify returns the configuration of the hardware. The error wraps driver.ErrBitstream or driver.ErrLost.
func (d *Device) identify(ctx context.Context) (*isa.Config, error) {
	a := []regs.Access{{Register: isa.RegID}, {Register: isa.RegVersion}, {Register: isa.RegConfigHash}}
	if err := d.port.Do(ctx, a); err != nil {
		return nil, d.fault("identify the hardware", err)
	}
	id, version, hash := a[0].Value, a[1].Value, a[2].Value
	switch {
	case id != isa.ID:
		return nil, d.wrong("register ID is %#x, not %#x: no accelerator of this project is there", id, uint32(isa.ID))
	case version != isa.Version:
		return nil, d.wrong("register VERSION is %d: hardware of another version than %d", version, isa.Version)
	}
	c := configOf(hash)
	switch {
	case c == nil:
		return nil, d.wrong("register CONFIG_HASH is %#x, that of no known configuration", hash)
	case d.link.Config != "" && d.link.Config != c.Name:
		return nil, d.wrong("the hardware is %s, the address wants %s", c.Name, d.link.Config)
	}
	return c, nil
}

func configOf(hash uint32) *isa.Config {
	for _, c := range isa.Configs() {
		if c.Hash() == hash {
			return &c
		}
	}
	return nil
}

func (d *Device) wrong(format string, args ...any) error {
	return d.fault("identify the hardware", fmt.Errorf(format+": %w", append(args, driver.ErrBitstream)...))
}

// reset brings the accelerator to rest, whatever it does, and sets what stays from launch to launch.
func (d *Device) reset(ctx context.Context) error {
	control := []regs.Access{{Register: isa.RegControl, Write: true, Value: isa.ControlReset}}
	if err := d.port.Do(ctx, control); err != nil {
		return err
	}
	for i := 0; ; i++ {
		status, err := d.port.status()
		if err != nil {
			return err
		}
		if status&isa.StatusBusy == 0 {
			break
		}
		if i == ResetPolls {
			return fmt.Errorf("status is %v after a reset: %w", status, driver.ErrTimeout)
		}
	}
	return regs.Prepare(ctx, d.port, boards.Attributes(d.link.Port))
}
