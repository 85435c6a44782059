// SPDX-License-Identifier: Apache-2.0

package kernelbench

import (
	"context"
	"slices"
	"time"
)

const (
	sliceTime = 200 * time.Microsecond // of a kernel or of the peak loop, in turn
	slicePair = 60                     // pairs of slices per figure
)

// work is something to time: run does units (multiply-accumulates or bytes) each time it is called.
type work struct {
	run   func()
	units int
}

// repeats returns how often w has to run to take about a slice.
func (w work) repeats() int {
	best := sliceTime
	for range 5 {
		best = min(best, w.time(1))
	}
	return 1 + int(sliceTime/max(best, time.Microsecond/10))
}

func (w work) time(n int) time.Duration {
	start := time.Now()
	for range n {
		w.run()
	}
	return max(time.Since(start), 1)
}

// against runs w and reference in turn and returns the medians of w's speed in units per second and of the ratio of the
// two speeds.
func (w work) against(ctx context.Context, reference work) (speed, ratio float64, err error) {
	n, m := w.repeats(), reference.repeats()
	var speeds, ratios []float64
	for range slicePair {
		if err := ctx.Err(); err != nil {
			return 0, 0, err
		}
		own := float64(n*w.units) / w.time(n).Seconds()
		other := float64(m*reference.units) / reference.time(m).Seconds()
		speeds, ratios = append(speeds, own), append(ratios, own/other)
	}
	return median(speeds), median(ratios), nil
}

func median(v []float64) float64 {
	slices.Sort(v)
	return v[len(v)/2]
}
