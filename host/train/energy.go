// SPDX-License-Identifier: Apache-2.0

package train

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/e2train/e2train/driver"
	"github.com/e2train/e2train/driver/conv"
	"github.com/e2train/e2train/driver/power"
	"github.com/e2train/e2train/host/ledger"
	"github.com/e2train/e2train/rtl/isa"
)

// How long the idle board is looked at before and after a run, on the meter's clock.
const (
	idleSamples = 50
	idleLimit   = 10 * time.Second
)

// energyLine is a line of energy.jsonl: a pass of a layer in an iteration. Joules are of the whole board, idle power included, from the
// beginning of its first launch to the end of its last.
type energyLine struct {
	Step     int64      `json:"step"`
	Layer    string     `json:"layer"`
	Pass     string     `json:"pass"`
	Launches int        `json:"launches"`
	Cycles   uint64     `json:"cycles"`
	Modeled  *float64   `json:"modeled_j"`
	Observed *float64   `json:"observed_j"`
	Kind     power.Kind `json:"observed_kind"`
	Stderr   *float64   `json:"observed_stderr_j"`
	Samples  int        `json:"samples"`
}

// phase is a pass whose energy may still be shown.
type phase struct {
	line     energyLine
	from, to time.Duration
	known    bool // its launches were found
}

// stretch is an iteration whose energy may still be shown.
type stretch struct {
	from, to time.Duration
	phases   []phase
}

// powerTotals are the sums over a run of what its meter showed. They are part of its checkpoints.
type powerTotals struct {
	Meter    string            `json:"meter"`
	Kind     power.Kind        `json:"kind"`
	Steps    int64             `json:"steps"` // with the meter
	Training power.Observation `json:"training"`
	Before   power.Observation `json:"idle_before"` // of the session that ran last
	After    power.Observation `json:"idle_after"`
}

// watcher lays what a power meter shows over the work of a run. Nothing that it does changes results.
type watcher struct {
	meter   power.Meter
	sampler *power.Sampler
	device  *metered // nil before it is opened
	price   *ledger.Meter
	began   time.Duration // of the iteration in progress
	phases  []phase       // of it
	waiting []stretch     // until the sensor has shown them

	mu    sync.Mutex
	notes []string // from the goroutine that reads the meter
}

// newWatcher returns a watcher with the meter of the options, nil if there is none.
func newWatcher(o *Options) *watcher {
	if o.Meter == nil {
		return nil
	}
	w := &watcher{meter: o.Meter}
	w.sampler = power.NewSampler(o.Meter, power.Options{Record: o.RecordPower, Warn: func(err error) {
		w.mu.Lock()
		defer w.mu.Unlock()
		w.notes = append(w.notes, fmt.Sprintf("warning: %v; training goes on, with gaps in what is observed", err))
	}})
	return w
}

// wrap returns a device that is watched: the first one, the run's.
func (w *watcher) wrap(d driver.Device) driver.Device {
	if w == nil || w.device != nil {
		return d
	}
	w.device = &metered{Device: d, sampler: w.sampler}
	return w.device
}

// observe takes note of a pass. It is an nn.Observer.
func (w *watcher) observe(layer string, pass conv.Pass, r conv.Report) {
	line := energyLine{Layer: layer, Pass: pass.String(), Launches: r.Launches, Cycles: r.Counters[isa.Cycles], Kind: w.sampler.Info().Kind}
	p := phase{line: line}
	if launches := w.device.take(&r); len(launches) > 0 {
		p.from, p.to, p.known = launches[0].from, launches[len(launches)-1].to, true
	}
	work := ledger.PassWork{
		Layer: layer, Pass: pass.String(), Counters: r.Counters, MACs: r.MACs,
		BytesToDevice: r.BytesToDevice, BytesFromDevice: r.BytesFromDevice, Transfers: r.Transfers,
	}
	if price, err := w.price.Price(new(work.Work())); err == nil {
		p.line.Modeled = new(price.Total)
	}
	w.phases = append(w.phases, p)
}

// begin begins an iteration.
func (w *watcher) begin() {
	if w == nil {
		return
	}
	w.phases = nil
	w.device.clear()
	w.sampler.Pass()
	w.began = w.sampler.Now()
}

// end ends an iteration, whose energy is known when the sensor has shown it.
func (w *watcher) end(step int64) {
	w.sampler.Pass()
	for i := range w.phases {
		w.phases[i].line.Step = step
	}
	w.waiting = append(w.waiting, stretch{w.began, w.sampler.Now(), w.phases})
	w.phases = nil
}

// settle passes on the lines of iterations that the sensor has shown, or of all, and adds them to the totals.
func (w *watcher) settle(all bool, t *powerTotals, put func(energyLine) error) error {
	for len(w.waiting) > 0 {
		s := &w.waiting[0]
		if !all && w.sampler.Settled() < s.to {
			return nil
		}
		t.Training.Add(w.sampler.Window(s.from, s.to))
		t.Steps++
		for i := range s.phases {
			if err := put(w.observed(&s.phases[i])); err != nil {
				return err
			}
		}
		w.sampler.Forget(s.to)
		w.waiting = w.waiting[1:]
	}
	return nil
}

// observed returns the line of a phase with what was observed, if that was enough to say.
func (w *watcher) observed(p *phase) energyLine {
	line := p.line
	if !p.known {
		return line
	}
	o := w.sampler.Window(p.from, p.to)
	line.Samples = o.Samples
	if joules, stderr, known := o.Energy(); known {
		line.Observed, line.Stderr = new(joules), new(stderr)
	}
	return line
}

// idle looks at the board while nothing runs. A meter that is lost is no error: it was told of.
func (w *watcher) idle(ctx context.Context) power.Observation {
	from := w.sampler.Now()
	if err := w.sampler.Idle(ctx, idleSamples, idleLimit); err != nil && !errors.Is(err, context.Canceled) {
		return power.Observation{}
	}
	return w.sampler.Window(from, w.sampler.Now())
}

// takeNotes returns what a person should know about the meter.
func (w *watcher) takeNotes() []string {
	w.mu.Lock()
	defer w.mu.Unlock()
	notes := w.notes
	w.notes = nil
	return notes
}
