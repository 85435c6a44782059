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

// Observation is what a trace says about a stretch of time.
type Observation struct {
	Duration time.Duration
	Covered  time.Duration // of it, what is no gap
	Samples  int           // updates of the sensor that were seen
	Joules   float64       // in what is covered
	Watts    float64       // mean of what is covered; NaN if nothing is
	Stderr   float64       // standard error of Watts from the spread of the samples; NaN for fewer than two
}

// Window observes from one time to another.
func (t *Trace) Window(from, to time.Duration) Observation {
	o := Observation{Duration: max(to-from, 0)}
	var sum, squares float64
	for _, p := range t.pieces {
		overlap := min(p.to, to) - max(p.from, from)
		if overlap <= 0 {
			continue
		}
		o.Covered += overlap
		o.Joules += p.watts * overlap.Seconds()
		if p.update && p.to <= to {
			o.Samples++
			sum += p.watts
			squares += p.watts * p.watts
		}
	}
	o.Watts, o.Stderr = math.NaN(), math.NaN()
	if o.Covered > 0 {
		o.Watts = o.Joules / o.Covered.Seconds()
	}
	if n := float64(o.Samples); n >= 2 {
		variance := max(squares-sum*sum/n, 0) / (n - 1)
		o.Stderr = math.Sqrt(variance / n)
	}
	return o
}

// Energy returns the joules of the whole duration and their standard error, or that this was too short or too full of gaps to say:
// fewer than MinSamples samples, or more gaps than not. Gaps count with the mean of the rest.
func (o Observation) Energy() (joules, stderr float64, known bool) {
	if o.Samples < MinSamples || 2*o.Covered < o.Duration {
		return 0, 0, false
	}
	return o.Watts * o.Duration.Seconds(), o.Stderr * o.Duration.Seconds(), true
}
