// SPDX-License-Identifier: Apache-2.0

package audit

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"

	"github.com/e2train/e2train/driver"
	"github.com/e2train/e2train/driver/internal/turns"
	"github.com/e2train/e2train/driver/replay"
)

// ErrOptions is the cause of errors about audits that make no sense.
var ErrOptions = errors.New("bad audit")

// Options are those of an audit.
type Options struct {
	Share float64 // of all launches that are run a second time, in (0, 1]
	Seed  uint64
	// Save keeps the first launch on which the devices differ, and returns where.
	Save func(*replay.Record) (place string, err error)
}

// Device is a device under audit. Its memory and its results are those of the device that it was made of.
type Device struct {
	driver.Device
	other   driver.Device
	options Options

	turns    turns.Queue // of launches: the audit needs memory as it was before and after
	coverage counts      // used by the goroutine whose turn it is
}

// New audits device by running launches on other too. Closing the result closes both. The error wraps ErrOptions.
func New(device, other driver.Device, o Options) (*Device, error) {
	a, b := device.Info(), other.Info()
	switch {
	case !(o.Share > 0 && o.Share <= 1):
		return nil, fmt.Errorf("share %v of launches is not above 0 and at most 1: %w", o.Share, ErrOptions)
	case a.Config != b.Config || a.Kind.RunsPrograms() != nil:
		return nil, fmt.Errorf("%s and %s do not run the same programs: %w", a.Address, b.Address, ErrOptions)
	}
	return &Device{Device: device, other: other, options: o, coverage: newCounts()}, nil
}

// Launch implements driver.Device. If the devices differ the error wraps replay.ErrDifference.
func (d *Device) Launch(ctx context.Context, p driver.Program) (driver.Activity, error) {
	if err := d.turns.Take(ctx); err != nil {
		return driver.Activity{}, fmt.Errorf("%s: launch: %w", d.Info().Address, err)
	}
	defer d.turns.Give()
	if !d.drawn() {
		a, err := d.Device.Launch(ctx, p)
		if err == nil {
			d.coverage.add(p.Code, &a, false)
		}
		return a, err
	}
	a, err := d.audit(ctx, p)
	if err == nil {
		d.coverage.add(p.Code, &a, true)
	}
	return a, err
}

// drawn decides about the next launch.
func (d *Device) drawn() bool {
	rng := rand.New(rand.NewPCG(d.options.Seed, uint64(d.coverage.launches.All)))
	return rng.Float64() < d.options.Share
}

// audit launches p on both devices. What one of them refuses is not compared.
func (d *Device) audit(ctx context.Context, p driver.Program) (driver.Activity, error) {
	info := d.Info()
	if p.Code == nil || info.Config.Validate(p.Code) != nil {
		return d.Device.Launch(ctx, p) // which says what is wrong
	}
	capture, err := replay.NewCapture(&info.Config, p)
	if err != nil {
		return d.Device.Launch(ctx, p)
	}
	a, launched := d.Device.Launch(ctx, p)
	want, err := capture.Outcome(a, launched)
	if err != nil {
		return a, err
	}
	got, err := capture.Launch.Run(ctx, d.other)
	if err != nil {
		return driver.Activity{}, fmt.Errorf("audit on %s: %w", d.other.Info().Address, d.keep(capture.Launch, want, err))
	}
	timed := info.Timed && d.other.Info().Timed
	if err := replay.Compare(got, want, timed); err != nil {
		return driver.Activity{}, fmt.Errorf("audit on %s: %w", d.other.Info().Address, d.keep(capture.Launch, want, err))
	}
	return a, launched
}

// keep saves a launch that showed what err says.
func (d *Device) keep(l *replay.Launch, want *replay.Outcome, err error) error {
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) || d.options.Save == nil {
		return err
	}
	place, failed := d.options.Save(&replay.Record{Launch: *l, Want: *want, Source: d.Info().Address, Note: err.Error()})
	if failed != nil {
		return fmt.Errorf("%w; the launch could not be saved: %w", err, failed)
	}
	return fmt.Errorf("%w; e2train replay %s --device %s runs it again", err, place, d.other.Info().Address)
}

// Close implements driver.Device.
func (d *Device) Close() error { return errors.Join(d.Device.Close(), d.other.Close()) }

// Coverage returns what was launched so far, and what of it was audited. It waits for launches in progress.
func (d *Device) Coverage() Coverage {
	if err := d.turns.Take(context.Background()); err != nil {
		return Coverage{} // which a context without end rules out
	}
	defer d.turns.Give()
	return d.coverage.report(d.other.Info().Address, d.options.Share)
}
