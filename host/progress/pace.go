// SPDX-License-Identifier: Apache-2.0

package progress

import (
	"fmt"

	"github.com/e2train/e2train/host/report"
	"github.com/e2train/e2train/host/train"
)

// pace measures how fast iterations go. The first executed one, which also plans programs and makes buffers, does not
// count once there are others.
type pace struct {
	steps, executed int64
	images          int64
	seconds         float64
	first           train.Step
}

// add takes note of an iteration.
func (p *pace) add(s train.Step) {
	if p.executed == 1 && !s.Dropped {
		p.steps--
		p.images -= int64(p.first.Images)
		p.seconds -= p.first.Seconds
	}
	if !s.Dropped {
		p.executed++
		if p.executed == 1 {
			p.first = s
		}
	}
	p.steps++
	p.images += int64(s.Images)
	p.seconds += s.Seconds
}

func (p *pace) secondsPerStep() float64 {
	if p.steps == 0 {
		return 0
	}
	return p.seconds / float64(p.steps)
}

func (p *pace) imagesPerSecond() float64 {
	if p.seconds <= 0 {
		return 0
	}
	return float64(p.images) / p.seconds
}

// slowAfter is the number of executed iterations from which the pace is good enough for a forecast.
const slowAfter = 4

// warnIfSlow says once how long the run will take where the simulator is slow.
func (d *Display) warnIfSlow() {
	if d.warned || d.options.Slow == "" || !d.begin.Simulated || d.pace.executed < slowAfter {
		return
	}
	d.warned = true
	d.Note(fmt.Sprintf("portable integer kernels: %s; the remaining %d iterations will take about %s",
		d.options.Slow, d.begin.Steps-d.last.Step, report.Duration(d.left())))
}
