// SPDX-License-Identifier: Apache-2.0

package power

import (
	"math"
	"slices"
	"time"
)

// HoldUpdates is for how many updates a sensor may repeat a reading: coarse ones do, and one that died does it for ever.
const HoldUpdates = 8

// MinSamples is how many updates of a sensor an observation takes: shorter ones say more about when the sensor looked than about what
// was there to see.
const MinSamples = 20

// piece is a stretch of time with one power.
type piece struct {
	from, to time.Duration
	watts    float64
	update   bool // a sample; else a repeat of the one before
}

// Trace is power over time, with gaps. Pieces are in order and do not overlap.
type Trace struct {
	pieces []piece
}

// End returns the time up to which there is something to say.
func (t *Trace) End() time.Duration {
	if len(t.pieces) == 0 {
		return 0
	}
	return t.pieces[len(t.pieces)-1].to
}

// add appends a piece, cut so that it begins after those before.
func (t *Trace) add(p piece) {
	if n := len(t.pieces); n > 0 {
		p.from = max(p.from, t.pieces[n-1].to)
	}
	if p.to > p.from {
		t.pieces = append(t.pieces, p)
	}
}

// Forget drops what lies before a time.
func (t *Trace) Forget(before time.Duration) {
	n, _ := slices.BinarySearchFunc(t.pieces, before, func(p piece, at time.Duration) int {
		if p.to <= at {
			return -1
		}
		return 1
	})
	t.pieces = slices.Delete(t.pieces, 0, n)
}

// Observation is what a trace says about stretches of time. Its sums can be added, and kept as JSON.
type Observation struct {
	Duration time.Duration `json:"duration_ns"`
	Covered  time.Duration `json:"covered_ns"` // of it, what is no gap
	Samples  int           `json:"samples"`    // updates of the sensor that were seen
	Joules   float64       `json:"joules"`     // in what is covered
	Sum      float64       `json:"sum_w"`      // of the samples
	Squares  float64       `json:"squares_w2"` // of the samples
}

// Window observes from one time to another.
func (t *Trace) Window(from, to time.Duration) Observation {
	o := Observation{Duration: max(to-from, 0)}
	for _, p := range t.pieces {
		overlap := min(p.to, to) - max(p.from, from)
		if overlap <= 0 {
			continue
		}
		o.Covered += overlap
		o.Joules += float64(p.watts * overlap.Seconds())
		if p.update && p.to <= to {
			o.Samples++
			o.Sum += p.watts
			o.Squares += float64(p.watts * p.watts)
		}
	}
	return o
}

// Add adds an observation of another time.
func (o *Observation) Add(other Observation) {
	o.Duration += other.Duration
	o.Covered += other.Covered
	o.Samples += other.Samples
	o.Joules += other.Joules
	o.Sum += other.Sum
	o.Squares += other.Squares
}

// Watts returns the mean power of what is covered, NaN if nothing is.
func (o Observation) Watts() float64 {
	if o.Covered <= 0 {
		return math.NaN()
	}
	return o.Joules / o.Covered.Seconds()
}

// Stderr returns the standard error of the mean power from the spread of the samples, NaN for fewer than two.
func (o Observation) Stderr() float64 {
	n := float64(o.Samples)
	if n < 2 {
		return math.NaN()
	}
	return math.Sqrt(max(o.Squares-float64(o.Sum*o.Sum/n), 0) / (n - 1) / n)
}

// Energy returns the joules of the whole duration and their standard error, or that this was too short or too full of gaps to say:
// fewer than MinSamples samples, or more gaps than not. Gaps count with the mean of the rest.
func (o Observation) Energy() (joules, stderr float64, known bool) {
	if o.Samples < MinSamples || 2*o.Covered < o.Duration {
		return 0, 0, false
	}
	return o.Watts() * o.Duration.Seconds(), o.Stderr() * o.Duration.Seconds(), true
}
