// SPDX-License-Identifier: Apache-2.0

package hls

import (
	"fmt"

	"github.com/e2train/e2train/driver"
	"github.com/e2train/e2train/driver/internal/child"
	"github.com/e2train/e2train/rtl/isa"
)

// device is one machine.
type device struct{ *child.Device }

func open(a driver.Address) (driver.Device, error) {
	o, err := parse(a)
	if err != nil {
		return nil, err
	}
	if _, err := findCompiler(); err != nil {
		return nil, fmt.Errorf("device %q: %w", a.Text, err)
	}
	d := &device{}
	d.Device, err = child.NewDevice(driver.Info{
		Address: a.Text, Kind: driver.KindHLS, Config: *o.Config, Version: fmt.Sprintf("contract %d", isa.Version),
		ClockHz: o.Config.ClockHz, Memory: o.Limit,
	}, d.launch)
	if err != nil {
		return nil, err
	}
	return d, nil
}
