// SPDX-License-Identifier: Apache-2.0

package boardpower

import (
	"context"
	"errors"
	"fmt"
	"math"
	"time"

	"github.com/e2train/e2train/driver"
)

// ErrSilent is the cause of the error about a sensor that shows nothing.
var ErrSilent = errors.New("the power sensor shows no power")

// Plan says how long a launch is repeated.
type Plan struct {
	Updates int           // of the sensor, at least
	Time    time.Duration // at least
}

// DefaultPlan is what a figure needs at least: 50 updates and 2 seconds.
var DefaultPlan = Plan{Updates: 50, Time: 2 * time.Second}

// Average is the mean power over some updates of a sensor.
type Average struct {
	Watts   float64
	StdErr  float64 // of the mean, from the scatter of the updates
	Samples int
	Time    time.Duration
}

// Energy is what launches took above an idle board.
type Energy struct {
	Joules   float64 // of one execution of each launch
	Variance float64 // of Joules, from the scatter of its own samples
	Seconds  float64 // one execution of each launch takes, register accesses included
	Launches int
	Repeats  uint64
	Samples  int
}

// Add adds what other launches took.
func (e *Energy) Add(o *Energy) {
	e.Joules += o.Joules
	e.Variance += o.Variance
	e.Seconds += o.Seconds
	e.Launches += o.Launches
	e.Repeats += o.Repeats
	e.Samples += o.Samples
}

// Device is a device whose launches are measured.
type Device struct {
	driver.Device
	sensor   *Sensor
	plan     Plan
	idle     Average
	step     float64  // smallest difference of two readings so far, 0 if there was none
	launches []Energy // not taken yet
}

// Measure returns d with every launch measured; first it measures the idle board.
func Measure(d driver.Device, s *Sensor, p Plan) (*Device, error) {
	m := &Device{Device: d, sensor: s, plan: p}
	_, err := m.average(func() error { return s.Wait(s.period) }, &m.idle)
	return m, err
}

// Idle returns what the idle board draws.
func (d *Device) Idle() Average { return d.idle }

// Step returns the smallest difference that two readings had, 0 if all were the same: about the resolution of the sensor.
func (d *Device) Step() float64 { return d.step }

// Take returns what the first launches took that nobody has taken.
func (d *Device) Take(launches int) (sum Energy) {
	n := min(launches, len(d.launches))
	for i := range d.launches[:n] {
		sum.Add(&d.launches[i])
	}
	d.launches = d.launches[n:]
	return sum
}

// Launch runs the program, then again and again while it is measured. Programs write no memory that they read, so that the results stay
// the same; on an emulated board the repeats are replays of the one execution.
func (d *Device) Launch(ctx context.Context, p driver.Program) (driver.Activity, error) {
	begin := d.sensor.Now()
	if d.sensor.emulated() {
		if err := d.sensor.tell("record", 1); err != nil {
			return driver.Activity{}, err
		}
	}
	activity, err := d.Device.Launch(ctx, p)
	if err != nil {
		return activity, err
	}
	took := max(d.sensor.Now()-begin, time.Nanosecond)
	var repeats uint64
	var a Average
	repeated, err := d.average(func() error {
		n, err := d.repeat(ctx, p, took)
		repeats += n
		return err
	}, &a)
	if err != nil {
		return activity, fmt.Errorf("measure a launch: %w", err)
	}
	d.note(&a, repeated, repeats)
	return activity, ctx.Err()
}

// repeat repeats a launch for about a period of the sensor, and says how often.
func (d *Device) repeat(ctx context.Context, p driver.Program, took time.Duration) (uint64, error) {
	if d.sensor.emulated() {
		n := uint64(d.sensor.period/took) + 1
		return n, d.sensor.tell("repeat", int64(n))
	}
	n := uint64(0)
	for end := d.sensor.Now() + d.sensor.period; d.sensor.Now() < end; n++ {
		if _, err := d.Device.Launch(ctx, p); err != nil {
			return n, err
		}
	}
	return n, nil
}

// note adds a launch that was repeated so often in a time. The mean is over the time of all repeats but those of the first updates.
func (d *Device) note(a *Average, all time.Duration, repeats uint64) {
	seconds := all.Seconds() / float64(repeats)
	d.launches = append(d.launches, Energy{
		Joules: (a.Watts - d.idle.Watts) * seconds, Variance: a.StdErr * a.StdErr * seconds * seconds, Seconds: seconds,
		Launches: 1, Repeats: repeats, Samples: a.Samples,
	})
}

// settle is how many updates still show what was before.
const settle = 2

// average lets pass about a period of the sensor again and again, each with one reading, and returns how long that took in all.
func (d *Device) average(pass func() error, a *Average) (all time.Duration, err error) {
	begin := d.sensor.Now()
	var from time.Duration
	var sum, squares float64
	last := math.NaN()
	for round := 0; a.Samples < d.plan.Updates || a.Time < d.plan.Time; round++ {
		if err := pass(); err != nil {
			return 0, err
		}
		if round < settle {
			from = d.sensor.Now()
			continue
		}
		w, err := d.sensor.watts()
		if err != nil {
			return 0, err
		}
		if w <= 0 {
			return 0, fmt.Errorf("%w after %v", ErrSilent, d.sensor.Now()-begin)
		}
		d.seeStep(w - last)
		last = w
		sum, squares = sum+w, squares+float64(w*w)
		a.Samples++
		a.Time = d.sensor.Now() - from
	}
	n := float64(a.Samples)
	a.Watts = sum / n
	a.StdErr = math.Sqrt(max(0, squares/n-float64(a.Watts*a.Watts)) / n)
	return d.sensor.Now() - begin, nil
}

// seeStep notes the difference of two readings.
func (d *Device) seeStep(difference float64) {
	if x := math.Abs(difference); x > 1e-9 && (d.step == 0 || x < d.step) {
		d.step = x
	}
}
