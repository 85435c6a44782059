// SPDX-License-Identifier: Apache-2.0

package vectors

import (
	"context"
	"fmt"

	"github.com/e2train/e2train/driver"
	"github.com/e2train/e2train/driver/replay"
)

// capturing is a device that keeps every launch as a vector. It is used by one goroutine at a time.
type capturing struct {
	driver.Device
	kept []*Vector
}

// Launch implements driver.Device.
func (d *capturing) Launch(ctx context.Context, p driver.Program) (driver.Activity, error) {
	config := d.Info().Config
	capture, err := replay.NewCapture(&config, p)
	if err != nil {
		return driver.Activity{}, err
	}
	a, launched := d.Device.Launch(ctx, p)
	if launched != nil {
		return a, launched
	}
	outcome, err := capture.Outcome(a, nil)
	if err != nil {
		return a, err
	}
	v, err := newVector(capture.Launch, outcome)
	if err != nil {
		return a, fmt.Errorf("keep a launch: %w", err)
	}
	d.kept = append(d.kept, v)
	return a, nil
}
