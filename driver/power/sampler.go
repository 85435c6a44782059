// SPDX-License-Identifier: Apache-2.0

package power

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"sync"
	"time"
)

// How often a meter is read that does not send by itself.
const (
	readsPerUpdate = 4 // of the sensor, so that each update is seen
	fastest        = time.Millisecond
	slowest        = 100 * time.Millisecond
	unknownPace    = 5 * time.Millisecond // while the sensor's rate is not known
)

// rateWindow is over how many updates the sensor's rate is measured.
const rateWindow = 65

// lostAfter is how many readings in a row fail before a meter is called lost. It is read on, slowly.
const lostAfter = 10

// Sampler reads a meter and keeps what it showed. Its methods may be called from several goroutines.
type Sampler struct {
	meter  Meter
	info   Info
	warn   func(error)
	record func(Reading)

	reading sync.Mutex // held while the meter is read

	mu      sync.Mutex
	trace   Trace
	last    Reading         // the newest sample
	seen    time.Duration   // when its value was last shown
	any     bool            // there is one
	updates []time.Duration // times of the last ones
	counts  Counts
	failed  int   // readings in a row
	fault   error // of the last one that failed
	stop    chan struct{}
	done    chan struct{}
}

// Counts say how the readings of a sampler went.
type Counts struct {
	Reads    int64 // of the meter
	Samples  int64 // of them, those that showed an update
	Repeated int64
	Zero     int64
	Missing  int64
	Lost     bool // the meter has not answered for some time
}

// Options of a sampler.
type Options struct {
	Warn   func(error)   // told once of what goes wrong with the meter; may be nil
	Record func(Reading) // told of every sample; may be nil
}

// NewSampler returns a sampler of a meter that it does not own.
func NewSampler(m Meter, o Options) *Sampler {
	s := &Sampler{meter: m, info: m.Info(), warn: o.Warn, record: o.Record}
	if s.warn == nil {
		s.warn = func(error) {}
	}
	if s.record == nil {
		s.record = func(Reading) {}
	}
	return s
}

// Info returns that of the meter.
func (s *Sampler) Info() Info { return s.info }

// Now returns the time of the meter's clock.
func (s *Sampler) Now() time.Duration { return s.meter.Now() }

// Poll reads the meter once.
func (s *Sampler) Poll() {
	s.reading.Lock()
	defer s.reading.Unlock()
	r, err := s.meter.Read()
	if sample := s.note(r, err); sample {
		s.record(r)
	}
}

// note takes note of a reading and reports whether it is a sample.
func (s *Sampler) note(r Reading, err error) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.counts.Reads++
	switch {
	case err != nil:
		s.miss(err)
		return false
	case r.Watts == 0 || math.IsNaN(r.Watts) || math.IsInf(r.Watts, 0):
		s.counts.Zero++
		return false
	}
	s.failed, s.counts.Lost = 0, false
	if s.any && !s.info.Streams && r.repeats(&s.last) {
		s.repeat(r)
		return false
	}
	s.sample(r)
	return true
}

// repeats reports whether a reading shows what another one did.
func (r *Reading) repeats(other *Reading) bool {
	same := func(a, b float64) bool { return a == b || math.IsNaN(a) && math.IsNaN(b) }
	return r.Watts == other.Watts && same(r.Volts, other.Volts) && same(r.Amperes, other.Amperes)
}

// miss counts a reading that failed. The first one is told of, and when the meter is given up for lost.
func (s *Sampler) miss(err error) {
	s.counts.Missing++
	s.fault = err
	if s.failed++; s.failed == lostAfter {
		s.counts.Lost = true
		s.warn(fmt.Errorf("the power meter does not answer, its readings are missing from now on: %w", err))
	} else if s.counts.Missing == 1 && !errors.Is(err, ErrNoReading) {
		s.warn(fmt.Errorf("a reading is missing: %w", err))
	}
}

// repeat prolongs the newest sample by a reading that is the same.
func (s *Sampler) repeat(r Reading) {
	s.counts.Repeated++
	s.seen = r.Time
	if hold := HoldUpdates * s.interval(); s.seen-s.last.Time > hold {
		s.seen = s.last.Time + hold
	}
}

// sample adds a reading that shows an update. It stands for one update; before that the sensor still showed the sample before, as
// far as that was seen.
func (s *Sampler) sample(r Reading) {
	s.counts.Samples++
	if s.any {
		s.pace(r.Time)
		s.cover(r)
	}
	s.last, s.seen, s.any = r, r.Time, true
}

func (s *Sampler) cover(r Reading) {
	interval := s.interval()
	from := r.Time - interval
	if gap := r.Time - s.last.Time; gap <= interval*3/2 {
		from = s.last.Time // a whole update, early or late by what a poll takes
	}
	if r.Span > 0 {
		from = r.Time - r.Span
	}
	s.trace.add(piece{from: s.last.Time, to: min(s.seen, from), watts: s.last.Watts})
	s.trace.add(piece{from: from, to: r.Time, watts: r.Watts, update: true})
}

// pace takes note of the time of an update.
func (s *Sampler) pace(t time.Duration) {
	if len(s.updates) == rateWindow {
		s.updates = slices.Delete(s.updates, 0, 1)
	}
	s.updates = append(s.updates, t)
}

// enoughUpdates is from how many updates on their spacing is believed rather than what a driver declares.
const enoughUpdates = 9

// interval returns the time between updates: measured, else declared, else that of the first two updates.
func (s *Sampler) interval() time.Duration {
	if n := len(s.updates); n >= enoughUpdates || s.info.Interval == 0 && n > 1 {
		return spacing(s.updates)
	}
	return max(s.info.Interval, fastest)
}

// spacing returns the time between updates. Where a coarse sensor showed the same twice an update is not seen, so the short quarter of the
// gaps is taken for whole updates; the mean of those near them evens out how late each was seen.
func spacing(times []time.Duration) time.Duration {
	gaps := make([]time.Duration, 0, len(times))
	for i := 1; i < len(times); i++ {
		gaps = append(gaps, times[i]-times[i-1])
	}
	slices.Sort(gaps)
	limit := gaps[len(gaps)/4] * 3 / 2
	var sum, n time.Duration
	for _, g := range gaps {
		if g > limit {
			break
		}
		sum += g
		n++
	}
	return max(sum/n, 1)
}

// Interval returns the time between updates of the sensor, measured over the last 64; not known before there were 8.
func (s *Sampler) Interval() (time.Duration, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.updates) < enoughUpdates {
		return 0, false
	}
	return spacing(s.updates), true
}

// Window observes from one time of the meter's clock to another.
func (s *Sampler) Window(from, to time.Duration) Observation {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.trace.Window(from, to)
}

// Settled returns the time up to which windows will not change any more: that of the newest sample.
func (s *Sampler) Settled() time.Duration {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.trace.End()
}

// Forget drops what was seen before a time.
func (s *Sampler) Forget(before time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.trace.Forget(before)
}

// Last returns the newest sample, if there is one.
func (s *Sampler) Last() (Reading, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.last, s.any
}

// Counts says how the readings went so far.
func (s *Sampler) Counts() Counts {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.counts
}

// pause is the time until the next reading.
func (s *Sampler) pause() time.Duration {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case s.counts.Lost:
		return slowest
	case s.info.Streams && s.failed == 0:
		return 0
	case s.info.Interval == 0 && len(s.updates) < enoughUpdates:
		return unknownPace
	}
	return min(max(s.interval()/readsPerUpdate, fastest), slowest)
}
