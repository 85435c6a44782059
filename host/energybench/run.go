// SPDX-License-Identifier: Apache-2.0

package energybench

import (
	"context"
	"errors"
	"fmt"

	"github.com/e2train/e2train/driver"
	"github.com/e2train/e2train/driver/boardpower"
	"github.com/e2train/e2train/driver/conv"
	"github.com/e2train/e2train/host/profile"
	"github.com/e2train/e2train/rtl/isa"
	"github.com/e2train/e2train/sim/energy"
)

// Options says what to measure. Step.Device is the device.
type Options struct {
	Step    profile.Options
	Meter   string // address
	Profile string // file, or none for the embedded profile of the configuration
	Plan    boardpower.Plan
}

// Run measures one training step.
func Run(ctx context.Context, o Options) (*Report, error) {
	r, err := run(ctx, &o)
	if err != nil {
		return nil, fmt.Errorf("energy of %s on %s: %w", o.Step.Model, o.Step.Device, err)
	}
	return r, nil
}

func run(ctx context.Context, o *Options) (report *Report, err error) {
	device, err := driver.Open(o.Step.Device)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, device.Close()) }()
	info := device.Info()
	p, err := ProfileFor(info.Config.Name, o.Profile)
	if err != nil {
		return nil, err
	}
	sensor, err := boardpower.Open(o.Meter)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, sensor.Close()) }()
	if err := sensor.Fits(info.Kind); err != nil {
		return nil, err
	}
	measured, err := boardpower.Measure(device, sensor, o.Plan)
	if err != nil {
		return nil, err
	}
	b := &bench{
		options: o, device: measured, profile: p, geometry: energy.GeometryOf(&info.Config),
		report: &Report{
			Schema: Schema, Model: o.Step.Model, Device: o.Step.Device, Meter: o.Meter, Kind: sensor.Info().Kind, Config: info.Config.Name,
			Batch: o.Step.Batch, Height: o.Step.Height, Width: o.Step.Width, PSG: o.Step.PSG.On,
			Replayed: info.Kind == driver.KindEmulated, Profile: p.Name,
		},
	}
	return b.report, b.run(ctx)
}

// ProfileFor returns the profile in a file, which has to be for the configuration, or the embedded one without a file.
func ProfileFor(config, file string) (*energy.Profile, error) {
	if file == "" {
		return energy.ForConfig(config)
	}
	p, err := energy.Load(file)
	if err != nil {
		return nil, err
	}
	_, err = p.Note(config)
	return p, err
}

// bench is a measurement that runs.
type bench struct {
	options  *Options
	device   *boardpower.Device
	profile  *energy.Profile
	geometry energy.Geometry
	report   *Report
	passes   []measuredPass
}

// measuredPass is one pass of one layer.
type measuredPass struct {
	layer    string
	pass     conv.Pass
	counters isa.Counters
	energy   boardpower.Energy
}

func (b *bench) run(ctx context.Context) error {
	runner, err := conv.New(b.device)
	if err != nil {
		return err
	}
	err = profile.Step(ctx, &b.options.Step, runner, b.observe)
	if err := errors.Join(err, runner.Close()); err != nil {
		return err
	}
	return b.fill()
}

// observe takes the launches of a pass.
func (b *bench) observe(layer string, pass conv.Pass, r conv.Report) {
	b.passes = append(b.passes, measuredPass{layer, pass, r.Counters, b.device.Take(r.Launches)})
}

// fill makes the report, once the steps of the meter are known.
func (b *bench) fill() error {
	idle := b.device.Idle()
	b.report.Idle, b.report.IdleErr, b.report.Step = idle.Watts, idle.StdErr, b.device.Step()
	for i := range b.passes {
		p := &b.passes[i]
		row, err := newRow(b.profile, b.geometry, &p.counters, &p.energy, stderrOf(&p.energy, &idle, b.device.Step()))
		if err != nil {
			return err
		}
		row.Layer, row.Pass = p.layer, p.pass.String()
		b.report.Rows = append(b.report.Rows, row)
	}
	b.report.sum()
	return nil
}
