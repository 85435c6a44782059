// SPDX-License-Identifier: Apache-2.0

package progress

import (
	"fmt"
	"strings"

	"github.com/e2train/e2train/host/report"
)

// line is the state of the run on a line of its own.
func (d *Display) line() string {
	return fmt.Sprintf("step %d/%d  %s  lr %.4g  %s", d.last.Step, d.begin.Steps, d.epoch(), d.last.Rate, d.figures())
}

// bar is the state of the run in at most width columns.
func (d *Display) bar(width int) string {
	head := fmt.Sprintf("%s  step %d/%d ", d.epoch(), d.last.Step, d.begin.Steps)
	tail := " " + d.figures()
	room := width - len(head) - len(tail) - 3
	if room < 5 {
		return clip(head+tail, width)
	}
	room = min(room, 40)
	full := int(int64(room) * d.last.Step / max(d.begin.Steps, 1))
	return head + "[" + strings.Repeat("#", full) + strings.Repeat(".", room-full) + "]" + tail
}

func (d *Display) epoch() string {
	epochs := (d.begin.Steps-1)/max(d.begin.StepsPerEpoch, 1) + 1
	return fmt.Sprintf("epoch %d/%d", d.last.Epoch, epochs)
}

// figures are loss, speed and what is left.
func (d *Display) figures() string {
	text := "loss -"
	if d.hasLoss {
		text = fmt.Sprintf("loss %.3f", d.loss)
	}
	text += fmt.Sprintf("  %.0f images/s", d.pace.imagesPerSecond())
	if d.last.Step < d.begin.Steps {
		text += "  ETA " + report.Duration(d.left())
	}
	return text
}

// left estimates the seconds until the last iteration.
func (d *Display) left() float64 { return d.pace.secondsPerStep() * float64(d.begin.Steps-d.last.Step) }

// clip cuts a line of ASCII so that it does not wrap.
func clip(line string, width int) string { return line[:max(0, min(len(line), width-1))] }
