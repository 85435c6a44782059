// SPDX-License-Identifier: Apache-2.0

package cpu

import (
	"context"
	"fmt"

	"github.com/e2train/e2train/driver"
	"github.com/e2train/e2train/driver/internal/hostmem"
)

func init() {
	driver.Register(driver.Scheme{
		Name:    "cpu",
		Usage:   "cpu",
		Summary: "no accelerator: float32 on the host",
		Open:    open,
		List:    func() []string { return []string{"cpu"} },
	})
}

type device struct {
	address string
	heap    *hostmem.Heap
}

var _ driver.Device = (*device)(nil)

func open(a driver.Address) (driver.Device, error) {
	if a.Target != "" {
		return nil, fmt.Errorf("device %q: cpu has no variants: %w", a.Text, driver.ErrAddress)
	}
	if err := a.Only(); err != nil {
		return nil, err
	}
	return &device{a.Text, hostmem.New(hostmem.DefaultLimit)}, nil
}

// Info implements driver.Device. The configuration is empty.
func (d *device) Info() driver.Info {
	return driver.Info{Address: d.address, Kind: driver.KindReference, Memory: d.heap.Limit()}
}

// Alloc implements driver.Device.
func (d *device) Alloc(bytes int) (driver.Memory, error) {
	m, err := d.heap.Alloc(bytes)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", d.address, err)
	}
	return m, nil
}

// Launch implements driver.Device: it refuses.
func (d *device) Launch(ctx context.Context, _ driver.Program) (driver.Activity, error) {
	err := ctx.Err()
	if err == nil {
		err = d.heap.Err()
	}
	if err == nil {
		err = driver.ErrReference
	}
	return driver.Activity{}, fmt.Errorf("%s: launch: %w", d.address, err)
}

// Close implements driver.Device.
func (d *device) Close() error {
	if err := d.heap.Close(); err != nil {
		return fmt.Errorf("%s: close: %w", d.address, err)
	}
	return nil
}
