// SPDX-License-Identifier: Apache-2.0

package power

import (
	"context"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"strconv"
	"testing"
	"time"
)

// sensor is a meter on a clock of its own, which shows the mean power over each interval once it is over.
type sensor struct {
	now      time.Duration
	interval time.Duration
	power    func(update int64) float64 // in the given update, counted from 0
	fault    error
	zero     bool
}

func (m *sensor) Info() Info                 { return Info{Name: "sensor", Kind: Emulated, Interval: m.interval} }
func (m *sensor) Now() time.Duration         { return m.now }
func (m *sensor) Wait(d time.Duration) error { m.now += d; return nil }
func (m *sensor) Close() error               { return nil }
func (m *sensor) Following() bool            { return true }

func (m *sensor) Read() (Reading, error) {
	r := Reading{Time: m.now, Volts: 5, Amperes: math.NaN(), Shown: math.NaN()}
	if n := int64(m.now / m.interval); n > 0 && !m.zero {
		r.Watts = m.power(n - 1)
	}
	return r, m.fault
}

// random returns a source, whose seed is printed and can be given.
func random(t *testing.T) *rand.Rand {
	t.Helper()
	seed := rand.Uint64()
	if text := os.Getenv("E2TRAIN_TEST_SEED"); text != "" {
		var err error
		if seed, err = strconv.ParseUint(text, 10, 64); err != nil {
			t.Fatal(err)
		}
	}
	t.Logf("E2TRAIN_TEST_SEED=%d", seed)
	return rand.New(rand.NewPCG(seed, 0))
}

// varying is a power that never repeats within a run.
func varying(n int64) float64 { return 2 + float64(n%977)/1000 }

// follow polls at the given steps of the meter's clock until an end.
func follow(m *sensor, end time.Duration, step func() time.Duration) *Sampler {
	s := NewSampler(m, Options{})
	for m.now < end {
		m.now = min(m.now+step(), end)
		s.Poll()
	}
	return s
}

// TestJoulesFromUpdates: every update is integrated once, however often the meter is read in between.
func TestJoulesFromUpdates(t *testing.T) {
	rng := random(t)
	const interval, updates = 10 * time.Millisecond, 200
	for _, pace := range []time.Duration{interval / 100, interval / 4, interval / 3} {
		m := &sensor{interval: interval, power: varying}
		s := follow(m, updates*interval, func() time.Duration { return time.Duration(1 + rng.Int64N(int64(pace))) })
		from, to := 10*interval, 190*interval
		var want float64
		for n := int64(10); n < 190; n++ {
			want += varying(n) * interval.Seconds()
		}
		o := s.Window(from, to)
		joules, _, known := o.Energy()
		// An update is seen late by up to one poll, and stands for as long; power changes by at most 1/1000 of a watt a step, but for
		// the two ends, which are off by a poll times the power.
		if tolerance := 2 * pace.Seconds() * 3 * 2; !known || math.Abs(joules-want) > tolerance {
			t.Errorf("read every %v: %g J, want %g within %g (%+v)", pace, joules, want, tolerance, o)
		}
		if o.Covered != to-from || o.Samples < 178 || o.Samples > 182 {
			t.Errorf("read every %v: %+v", pace, o)
		}
		if rate, known := s.Interval(); !known || rate < interval*9/10 || rate > interval*11/10 {
			t.Errorf("read every %v: interval %v", pace, rate)
		}
	}
}

func TestTooShort(t *testing.T) {
	m := &sensor{interval: time.Millisecond, power: varying}
	s := follow(m, 100*time.Millisecond, func() time.Duration { return time.Millisecond / 4 })
	if _, _, known := s.Window(50*time.Millisecond, 69*time.Millisecond).Energy(); known {
		t.Error("19 updates are enough")
	}
	if _, _, known := s.Window(50*time.Millisecond, 70*time.Millisecond).Energy(); !known {
		t.Error("20 updates are not enough")
	}
}

// TestGaps: what is missing, zero or stuck is neither a sample nor zero watts.
func TestGaps(t *testing.T) {
	const interval = 10 * time.Millisecond
	for name, spoil := range map[string]func(m *sensor, bad bool){
		"missing": func(m *sensor, bad bool) { m.fault = nil; m.fault = map[bool]error{true: ErrNoReading}[bad] },
		"zero":    func(m *sensor, bad bool) { m.zero = bad },
	} {
		m := &sensor{interval: interval, power: varying}
		s := follow(m, 100*interval, func() time.Duration {
			spoil(m, m.now >= 40*interval && m.now < 60*interval)
			return interval / 4
		})
		o := s.Window(10*interval, 90*interval)
		if gap := o.Duration - o.Covered; gap < 18*interval || gap > 21*interval || o.Samples < 58 || o.Samples > 62 {
			t.Errorf("%s: %+v", name, o)
		}
		if o.Watts() < 2 {
			t.Errorf("%s: mean of %g W: gaps count as zeros", name, o.Watts())
		}
	}
}

// TestStuck: a reading that repeats stands for what it repeats, up to a limit; then it is a gap.
func TestStuck(t *testing.T) {
	const interval = 10 * time.Millisecond
	for _, repeats := range []int64{4, 40} {
		m := &sensor{interval: interval, power: func(n int64) float64 {
			if n >= 30 && n < 30+repeats {
				n = 30
			}
			return varying(n)
		}}
		s := follow(m, 100*interval, func() time.Duration { return interval / 4 })
		o := s.Window(10*interval, 90*interval)
		gap, want := o.Duration-o.Covered, max(time.Duration(repeats-1)-HoldUpdates, 0)*interval
		if gap < want-interval || gap > want+interval {
			t.Errorf("%d repeats: a gap of %v, want about %v", repeats, gap, want)
		}
		if o.Samples > int(81-repeats) {
			t.Errorf("%d repeats: %d samples", repeats, o.Samples)
		}
	}
}

// TestLostMeter: one warning, gaps, and samples again when it comes back.
func TestLostMeter(t *testing.T) {
	const interval = 10 * time.Millisecond
	var warnings []error
	m := &sensor{interval: interval, power: varying}
	s := NewSampler(m, Options{Warn: func(err error) { warnings = append(warnings, err) }})
	gone := fmt.Errorf("unplugged")
	for m.now < 300*interval {
		m.now += interval / 4
		m.fault = nil
		if m.now > 100*interval && m.now <= 200*interval {
			m.fault = gone
		}
		s.Poll()
		if lost := s.Counts().Lost; m.now == 200*interval && !lost || m.now == 300*interval && lost {
			t.Errorf("at %v: lost is %v", m.now, lost)
		}
	}
	if len(warnings) != 2 || !errors.Is(warnings[1], gone) {
		t.Errorf("warnings: %v", warnings)
	}
	if o := s.Window(0, 300*interval); o.Covered < 190*interval || o.Covered > 201*interval {
		t.Errorf("%+v", o)
	}
}

// TestSpeedsOfEmulation: the clock is the meter's, so how long the host took changes nothing at all.
func TestSpeedsOfEmulation(t *testing.T) {
	var got [2]Observation
	for i, delay := range []time.Duration{0, 100 * time.Microsecond} {
		m := &sensor{interval: 10 * time.Millisecond, power: varying}
		s := follow(m, time.Second, func() time.Duration { time.Sleep(delay); return 1700 * time.Microsecond })
		got[i] = s.Window(100*time.Millisecond, 900*time.Millisecond)
	}
	if got[0] != got[1] || got[0].Samples < MinSamples {
		t.Errorf("%+v and %+v", got[0], got[1])
	}
}

func TestBackground(t *testing.T) {
	root := tree(t, boards)
	s := NewSampler(open(t, "hwmon:ina226?root="+root), Options{})
	s.Start()
	for n := range 3 {
		write(t, root, "/sys/class/hwmon/hwmon0/curr1_input", fmt.Sprint(600+n))
		for s.Counts().Samples < int64(n+1) {
			time.Sleep(time.Millisecond)
		}
	}
	s.Stop()
	if r, any := s.Last(); !any || r.Amperes != 0.602 {
		t.Errorf("%+v", r)
	}
	if c := s.Counts(); c.Missing > 3 || c.Zero != 0 { // a file is empty while it is written
		t.Errorf("%+v", c)
	}
}

func TestForget(t *testing.T) {
	m := &sensor{interval: time.Millisecond, power: varying}
	s := follow(m, 100*time.Millisecond, func() time.Duration { return time.Millisecond / 4 })
	want := s.Window(60*time.Millisecond, 90*time.Millisecond)
	s.Forget(50 * time.Millisecond)
	if got := s.Window(60*time.Millisecond, 90*time.Millisecond); got != want {
		t.Errorf("%+v, want %+v", got, want)
	}
	if o := s.Window(0, 49*time.Millisecond); o.Covered != 0 || !math.IsNaN(o.Watts()) {
		t.Errorf("%+v", o)
	}
}

// TestIdle: it ends with enough samples, at a time, with its context, and when a meter is lost whose clock nothing else moves.
func TestIdle(t *testing.T) {
	m := &sensor{interval: 10 * time.Millisecond, power: varying}
	s := NewSampler(m, Options{})
	if err := s.Idle(t.Context(), 30, time.Minute); err != nil || s.Counts().Samples != 30 {
		t.Errorf("%+v, %v", s.Counts(), err)
	}
	at := m.now
	if err := s.Idle(t.Context(), 1000, time.Second); err != nil || m.now < at+time.Second || m.now > at+time.Second+10*time.Millisecond {
		t.Errorf("from %v to %v, %v", at, m.now, err)
	}
	m.fault = errors.New("unplugged")
	if err := s.Idle(t.Context(), 1, time.Hour); !errors.Is(err, m.fault) {
		t.Error(err)
	}
	ended, end := context.WithCancel(t.Context())
	end()
	if err := s.Idle(ended, 1, time.Hour); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}

// TestRateOfCoarseSensor: updates that repeat, two of five here, do not make the sensor look slower.
func TestRateOfCoarseSensor(t *testing.T) {
	const interval = 10 * time.Millisecond
	m := &sensor{interval: interval, power: func(n int64) float64 { return varying([]int64{0, 0, 2, 3, 3}[n%5] + n/5*5) }}
	s := follow(m, 200*interval, func() time.Duration { return interval / 4 })
	if got, known := s.Interval(); !known || got != interval {
		t.Errorf("an update every %v, want %v", got, interval)
	}
}
