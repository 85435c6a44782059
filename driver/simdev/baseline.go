// SPDX-License-Identifier: Apache-2.0

package simdev

import (
	"context"
	"fmt"
	"strconv"

	"github.com/e2train/e2train/driver"
	"github.com/e2train/e2train/driver/internal/configaddr"
	"github.com/e2train/e2train/driver/internal/hostmem"
	"github.com/e2train/e2train/rtl/isa"
	"github.com/e2train/e2train/sim/baseline"
)

// baselineDevice stands for an accelerator with float32 lanes. Who opens it computes in float32 on the host, and plans and times
// programs for its configuration.
type baselineDevice struct {
	info driver.Info
	heap *hostmem.Heap
}

var _ driver.Device = (*baselineDevice)(nil)

func openBaseline(a driver.Address) (driver.Device, error) {
	config, err := baselineConfig(a)
	if err != nil {
		return nil, configaddr.Bad(a, err)
	}
	o, err := configaddr.ParseFor(a, config, "lanes")
	if err != nil {
		return nil, err
	}
	return &baselineDevice{
		info: driver.Info{
			Address: a.Text, Kind: driver.KindBaseline, Config: *config, Version: version(),
			ClockHz: config.ClockHz, Timed: true, Memory: o.Limit, Bench: o.Memory,
		},
		heap: hostmem.New(o.Limit),
	}, nil
}

// baselineConfig returns the configuration with the lanes that an address asks for.
func baselineConfig(a driver.Address) (*isa.Config, error) {
	if !a.Options.Has("lanes") {
		return baseline.Config(baseline.DefaultLanes)
	}
	lanes, err := strconv.Atoi(a.Options.Get("lanes"))
	if err != nil {
		return nil, fmt.Errorf("lanes=%s: not a number of lanes; %s has %v: %w", a.Options.Get("lanes"), baseline.Name, baseline.Lanes(), isa.ErrConfig)
	}
	return baseline.Config(lanes)
}

// Info implements driver.Device.
func (d *baselineDevice) Info() driver.Info { return d.info }

// Alloc implements driver.Device.
func (d *baselineDevice) Alloc(bytes int) (driver.Memory, error) {
	m, err := d.heap.Alloc(bytes)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", d.info.Address, err)
	}
	return m, nil
}

// Launch implements driver.Device: it refuses.
func (d *baselineDevice) Launch(ctx context.Context, _ driver.Program) (driver.Activity, error) {
	err := ctx.Err()
	if err == nil {
		err = d.heap.Err()
	}
	if err == nil {
		err = driver.ErrBaseline
	}
	return driver.Activity{}, fmt.Errorf("%s: launch: %w", d.info.Address, err)
}

// Close implements driver.Device.
func (d *baselineDevice) Close() error {
	if err := d.heap.Close(); err != nil {
		return fmt.Errorf("%s: close: %w", d.info.Address, err)
	}
	return nil
}
