// SPDX-License-Identifier: Apache-2.0

package train

import (
	"context"
	"fmt"
	"math"

	"github.com/e2train/e2train/driver/power"
	"github.com/e2train/e2train/host/report"
	"github.com/e2train/e2train/sim/energy"
)

// watch begins to read the meter, if there is one, and looks at the idle board.
func (r *runner) watch(ctx context.Context) {
	w := r.watcher
	if w == nil {
		return
	}
	info := w.sampler.Info()
	t := &r.totals.Power
	if r.step > 0 && t.Meter != info.Address {
		*t = powerTotals{} // sums of two meters would be called after one of them
		r.observer.Note(fmt.Sprintf("note: the %d steps so far were not watched by the meter %s; the joules of the run stay unknown", r.step, info.Address))
	}
	t.Meter, t.Kind = info.Address, info.Kind
	w.price = r.Meter
	r.Meter.Follow(w.observe)
	w.sampler.Start()
	t.Before = w.idle(ctx)
	r.noteMeter()
}

// noteMeter tells the observer how often the sensor shows something new, and what went wrong with it.
func (r *runner) noteMeter() {
	w := r.watcher
	for _, text := range w.takeNotes() {
		r.observer.Note(text)
	}
	info := w.sampler.Info()
	if d, known := w.sampler.Interval(); known {
		r.observer.Note(fmt.Sprintf("power meter %s (%s): an update every %v; declared %v", info.Name, info.Kind, d, info.Interval))
		return
	}
	r.observer.Note(fmt.Sprintf("power meter %s (%s): too few updates to tell its rate; declared %v", info.Name, info.Kind, info.Interval))
}

// observeEnergy ends an iteration for the meter.
func (r *runner) observeEnergy(step int64) error {
	w := r.watcher
	if w == nil {
		return nil
	}
	w.end(step)
	for _, text := range w.takeNotes() {
		r.observer.Note(text)
	}
	return r.settle(false)
}

// settle writes the lines of iterations that the meter has shown, or of all.
func (r *runner) settle(all bool) error {
	if r.watcher == nil {
		return nil
	}
	return r.watcher.settle(all, &r.totals.Power, func(line energyLine) error { return r.logs.energy.Append(line) })
}

// unwatch looks at the idle board once more, which also shows the end of the last iteration.
func (r *runner) unwatch(ctx context.Context) error {
	if r.watcher == nil {
		return nil
	}
	r.totals.Power.After = r.watcher.idle(ctx)
	return r.settle(true)
}

// observedEnergy returns the joules of training that were observed, those of the kind asked for; nil if there was no such meter.
func (r *runner) observedEnergy(kind power.Kind) *energy.Joules {
	t := &r.totals.Power
	if t.Kind != kind {
		return nil
	}
	e := &energy.Joules{}
	joules, stderr, known := t.Training.Energy()
	if !known || t.Steps != r.step {
		return e
	}
	const ninety = 1.6449 // standard errors: 5 % of a normal distribution are beyond, on each side
	e.Total, e.Low, e.High = new(joules), new(joules-float64(ninety*stderr)), new(joules+float64(ninety*stderr))
	if idle := t.idle(); idle.Samples >= power.MinSamples {
		static := float64(idle.Watts() * t.Training.Duration.Seconds())
		e.Static, e.IdleSubtracted = new(static), new(joules-static)
	}
	return e
}

// idle returns what was seen of the idle board, before and after.
func (t *powerTotals) idle() power.Observation {
	idle := t.Before
	idle.Add(t.After)
	return idle
}

// powerSummary says how the observation went, nil without a meter.
func (r *runner) powerSummary() *report.Power {
	t := &r.totals.Power
	if t.Meter == "" {
		return nil
	}
	s := &report.Power{
		Meter: t.Meter, Kind: string(t.Kind), Steps: t.Steps, Samples: t.Training.Samples, Seconds: t.Training.Duration.Seconds(),
		Gaps: (t.Training.Duration - t.Training.Covered).Seconds(), IdleBefore: known(t.Before.Watts()), IdleAfter: known(t.After.Watts()),
	}
	if r.watcher != nil {
		if d, measured := r.watcher.sampler.Interval(); measured {
			s.Interval = new(d.Seconds())
		}
	}
	return s
}

// known returns a number, nil for NaN.
func known(v float64) *float64 {
	if math.IsNaN(v) {
		return nil
	}
	return new(v)
}
