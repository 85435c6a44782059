// SPDX-License-Identifier: Apache-2.0

package profile

import (
	"context"
	"fmt"

	"github.com/e2train/e2train/driver"
	"github.com/e2train/e2train/driver/conv"
	"github.com/e2train/e2train/host/recipe"
	"github.com/e2train/e2train/models/nn"
)

// runBaseline profiles a step on the float32 baseline: values of the host, times of planned programs.
func runBaseline(ctx context.Context, o *Options, info *driver.Info) (*Report, error) {
	if o.PSG.On {
		return nil, &recipe.Error{
			Flag: "psg", Value: "on " + info.Address, Want: "a device that computes in integers, whose top bits predict, such as sim:ultra96",
		}
	}
	if o.Trace != "" {
		return nil, fmt.Errorf("trace instructions: %w", driver.ErrBaseline)
	}
	report := &Report{Model: o.Model, Device: o.Device, Kind: string(info.Kind), Batch: o.Batch, config: info.Config}
	c := newCollector(nil)
	if err := report.step(ctx, o, nn.NewTimedFloatEngine(c.observe, conv.NewTimer(*info))); err != nil {
		return nil, err
	}
	return report, report.fill(o, c.rows, nil, nil)
}
