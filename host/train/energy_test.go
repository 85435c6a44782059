// SPDX-License-Identifier: Apache-2.0

package train

import (
	"context"
	"encoding/json"
	"errors"
	"math"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/e2train/e2train/driver"
	"github.com/e2train/e2train/driver/power"
	"github.com/e2train/e2train/host/report"
	"github.com/e2train/e2train/host/rundir"
	"github.com/e2train/e2train/rtl/isa"
)

// bench is a board whose clock goes on with its launches, as an emulated one's does, and the meter beside it. It draws 2 W, and 3 W
// more while it computes.
type bench struct {
	driver.Device
	now      time.Duration
	busy     time.Duration // of now
	interval time.Duration
	shown    int64 // the update that was shown last
	at       [2]time.Duration
	watts    float64
	dies     time.Duration // when the sensor dies, 0 for never
	delay    time.Duration // of the host beside each launch: the speed of the emulation
}

// clockHz makes a launch of 1000 cycles take 10 ms.
const clockHz = 100_000

func (b *bench) Launch(ctx context.Context, p driver.Program) (driver.Activity, error) {
	time.Sleep(b.delay)
	a, err := b.Device.Launch(ctx, p)
	d := time.Duration(a.Counters[isa.Cycles]) * time.Second / clockHz
	b.now += d
	b.busy += d
	return a, err
}

func (b *bench) Info() driver.Info { return b.Device.Info() }

// gauge is the meter of a bench.
type gauge struct{ *bench }

func (g gauge) Info() power.Info {
	return power.Info{Address: "gauge", Name: "gauge", Kind: power.Emulated, Interval: g.interval}
}
func (g gauge) Now() time.Duration         { return g.now }
func (g gauge) Wait(d time.Duration) error { g.now += d; return nil }
func (g gauge) Close() error               { return nil }
func (g gauge) Following() bool            { return true }

// Read shows the mean power since the update before, with a little that tells updates apart.
func (g gauge) Read() (power.Reading, error) {
	r := power.Reading{Time: g.now, Volts: math.NaN(), Amperes: math.NaN(), Shown: math.NaN()}
	if g.dies > 0 && g.now > g.dies {
		return r, errors.New("unplugged")
	}
	if n := int64(g.now / g.interval); n > g.shown {
		passed := (g.now - g.at[0]).Seconds()
		g.watts = 2 + 3*(g.busy-g.at[1]).Seconds()/passed + 1e-9*float64(n%1000)
		g.at, g.shown = [2]time.Duration{g.now, g.busy}, n
	}
	r.Watts = g.watts
	return r, nil
}

// metering returns options with a bench whose sensor updates every so often.
func metering(t *testing.T, interval time.Duration, change func(*bench)) Options {
	t.Helper()
	b := &bench{interval: interval}
	if change != nil {
		change(b)
	}
	o := options(small(t, "sim:tiny"), filepath.Join(t.TempDir(), "run"))
	o.Config.Iterations = 8
	o.Meter = gauge{b}
	o.Open = func(address string) (driver.Device, error) {
		d, err := driver.Open(address)
		b.Device = d
		return b, err
	}
	return o
}

func summaryOf(t *testing.T, dir string) *report.Summary {
	t.Helper()
	var s report.Summary
	if err := json.Unmarshal(read(t, dir, rundir.SummaryName), &s); err != nil {
		t.Fatal(err)
	}
	return &s
}

func energyLines(t *testing.T, dir string) (lines []energyLine) {
	t.Helper()
	for text := range strings.Lines(string(read(t, dir, rundir.EnergyName))) {
		var l energyLine
		if err := json.Unmarshal([]byte(text), &l); err != nil {
			t.Fatal(err)
		}
		lines = append(lines, l)
	}
	return lines
}

// TestObservedJoules: energy.jsonl has every pass with its cycles, and joules where the sensor was fast enough for a phase.
func TestObservedJoules(t *testing.T) {
	o := metering(t, 200*time.Millisecond, nil)
	want := complete(t, options(o.Config, o.Dir))
	if _, err := Run(t.Context(), o); err != nil {
		t.Fatal(err)
	}
	s := summaryOf(t, o.Dir)
	var cycles uint64
	for _, l := range energyLines(t, o.Dir) {
		cycles += l.Cycles
		if l.Kind != power.Emulated || l.Layer == "" || l.Modeled == nil || l.Launches == 0 {
			t.Fatalf("%+v", l)
		}
	}
	if cycles != *s.Cycles {
		t.Errorf("lines have %d cycles, the run %d", cycles, *s.Cycles)
	}
	if s.Measured != nil || s.Emulated == nil {
		t.Fatalf("emulated joules are called measured: %+v", s)
	}
	// Nothing but launches takes time here, at 5 W; idle it is 2 W. Where one follows the other an update of 0.2 s and a poll, 0.1 s at
	// most, mix both, which are 3 W apart: once in the total, and once in idle updates, whose mean counts for all of the time.
	seconds, mixed := float64(cycles)/clockHz, 3*0.3
	if e := s.Emulated; e.Total == nil || math.Abs(*e.Total-5*seconds) > mixed || math.Abs(*e.Static-2*seconds) > mixed*seconds/10 {
		t.Errorf("%+v of %g s", e, seconds)
	}
	if got := result(t, o.Dir); got.metrics != want.metrics || got.evals != want.evals || got.ledger != want.ledger {
		t.Error("a meter changes results")
	}
}

// TestSlowSensor: what is shorter than 20 updates is null.
func TestSlowSensor(t *testing.T) {
	o := metering(t, time.Hour, nil)
	if _, err := Run(t.Context(), o); err != nil {
		t.Fatal(err)
	}
	for _, l := range energyLines(t, o.Dir) {
		if l.Observed != nil || l.Stderr != nil {
			t.Fatalf("%+v", l)
		}
	}
	if e := summaryOf(t, o.Dir).Emulated; e == nil || e.Total != nil {
		t.Errorf("%+v", e)
	}
}

// TestSpeedsOfEmulation: how long the host takes for a launch changes no joule.
func TestSpeedsOfEmulation(t *testing.T) {
	var texts [2]string
	for i, delay := range []time.Duration{0, 300 * time.Microsecond} {
		o := metering(t, 100*time.Millisecond, func(b *bench) { b.delay = delay })
		if _, err := Run(t.Context(), o); err != nil {
			t.Fatal(err)
		}
		total, err := json.Marshal(summaryOf(t, o.Dir).Emulated)
		if err != nil {
			t.Fatal(err)
		}
		texts[i] = string(total) + string(read(t, o.Dir, rundir.EnergyName))
	}
	if texts[0] != texts[1] || strings.Contains(strings.SplitN(texts[0], "}", 2)[0], `"total":null`) {
		t.Errorf("%.300s and %.300s", texts[0], texts[1])
	}
}

// TestSensorDies: there is a warning, and the run ends as without a meter, its observed joules unknown.
func TestSensorDies(t *testing.T) {
	o := metering(t, 100*time.Millisecond, func(b *bench) { b.dies = 8 * time.Second })
	want := complete(t, options(o.Config, o.Dir))
	watcher := &stopper{}
	o.Observer = watcher
	if _, err := Run(t.Context(), o); err != nil {
		t.Fatal(err)
	}
	if got := result(t, o.Dir); got.metrics != want.metrics || got.ledger != want.ledger {
		t.Error("a sensor that dies changes results")
	}
	if notes := strings.Join(watcher.notes, "\n"); !strings.Contains(notes, "does not answer") || !strings.Contains(notes, "training goes on") {
		t.Errorf("notes: %s", notes)
	}
	s := summaryOf(t, o.Dir)
	if s.Power.Gaps == 0 {
		t.Errorf("no gaps: %+v", s.Power)
	}
}

// TestResumeContinuesEnergy: lines of energy.jsonl go on where the checkpoint is, none twice.
func TestResumeContinuesEnergy(t *testing.T) {
	o := metering(t, time.Hour, nil)
	if _, err := Run(t.Context(), o); err != nil {
		t.Fatal(err)
	}
	want := string(read(t, o.Dir, rundir.EnergyName))
	again := metering(t, time.Hour, nil)
	again.Config = o.Config
	interrupt(t, again, &stopper{afterStep: 6})
	again.Resume = true
	if _, err := Run(t.Context(), again); err != nil {
		t.Fatal(err)
	}
	if got := string(read(t, again.Dir, rundir.EnergyName)); got != want {
		t.Errorf("resumed:\n%.400s\nwhole:\n%.400s", got, want)
	}
}

// TestPhases: a phase has joules from 20 updates on.
func TestPhases(t *testing.T) {
	b := &bench{interval: time.Millisecond}
	w := newWatcher(&Options{Meter: gauge{b}})
	for range 400 {
		b.now += time.Millisecond / 4
		w.sampler.Poll()
	}
	for _, c := range []struct {
		length time.Duration
		known  bool
	}{{19 * time.Millisecond, false}, {20 * time.Millisecond, true}} {
		line := w.observed(&phase{from: 50 * time.Millisecond, to: 50*time.Millisecond + c.length, known: true})
		if (line.Observed != nil) != c.known || (line.Stderr != nil) != c.known {
			t.Errorf("%v: %+v", c.length, line)
		}
		// 2 W, and up to 1 uW that tells updates apart.
		if c.known && math.Abs(*line.Observed-2*c.length.Seconds()) > 1e-6*c.length.Seconds() {
			t.Errorf("%v: %g J", c.length, *line.Observed)
		}
	}
	if line := w.observed(&phase{from: 0, to: time.Second}); line.Observed != nil || line.Samples != 0 {
		t.Errorf("a phase whose launches are not known: %+v", line)
	}
}

// real is a gauge that says it is another meter, a real one.
type real struct{ gauge }

func (m real) Info() power.Info {
	i := m.gauge.Info()
	i.Address, i.Kind = "real", power.Measured
	return i
}

// TestOtherMeterAfterResume: joules of two meters are not summed up, and what one of them emulated is not called measured.
func TestOtherMeterAfterResume(t *testing.T) {
	o := metering(t, 200*time.Millisecond, nil)
	interrupt(t, o, &stopper{afterStep: 6})
	again := metering(t, 200*time.Millisecond, nil)
	observer := &stopper{}
	again.Config, again.Dir, again.Resume, again.Observer, again.Meter = o.Config, o.Dir, true, observer, real{again.Meter.(gauge)}
	if _, err := Run(t.Context(), again); err != nil {
		t.Fatal(err)
	}
	s := summaryOf(t, o.Dir)
	if s.Emulated != nil || s.Measured == nil || s.Measured.Total != nil || s.Power.Steps >= s.IterationsExecuted {
		t.Errorf("measured %+v, emulated %+v, %+v", s.Measured, s.Emulated, s.Power)
	}
	if notes := strings.Join(observer.notes, "\n"); !strings.Contains(notes, "not watched by the meter real") {
		t.Errorf("notes: %s", notes)
	}
}
