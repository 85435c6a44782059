// SPDX-License-Identifier: Apache-2.0

package progress

import (
	"fmt"
	"io"
	"time"

	"github.com/e2train/e2train/host/train"
)

// Options says where and how to show progress.
type Options struct {
	Out   io.Writer
	Width func() int    // columns of the terminal, asked before each drawing; nil if Out is none
	Quiet bool          // notes only
	Every time.Duration // between plain lines; 0 for 10 seconds
	Slow  string        // why the simulator is slow here, or nothing
	Now   func() time.Time
}

// The least time between two drawings on a terminal, and between two plain lines unless told otherwise.
const (
	redraw     = 100 * time.Millisecond
	plainEvery = 10 * time.Second
)

// Display shows a run. It is a [train.Observer].
type Display struct {
	options Options
	begin   train.Begin
	pace    pace
	last    train.Step
	loss    float64
	hasLoss bool
	shown   time.Time // when something was shown last
	drawn   bool      // an unfinished line is on the terminal
	warned  bool      // about slowness
}

var _ train.Observer = (*Display)(nil)

// New returns a Display.
func New(o Options) *Display {
	if o.Every <= 0 {
		o.Every = plainEvery
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	return &Display{options: o, shown: o.Now()}
}

// Begin implements train.Observer.
func (d *Display) Begin(b train.Begin) {
	d.begin = b
	if b.EnergyNote != "" {
		d.say("energy model: %s", b.EnergyNote)
	}
	if b.Done > 0 {
		d.say("resuming after step %d of %d", b.Done, b.Steps)
	}
}

// Planned implements train.Observer.
func (d *Display) Planned(p train.Planned) {
	if p.Step == 0 || p.Steps != d.begin.Steps {
		d.say("plan after step %d: %d iterations, %d executed, from here on %.1f %% dropped", p.Step, p.Steps, p.Executed, 100*p.Drop)
	}
	d.begin.Steps = p.Steps
}

// Step implements train.Observer.
func (d *Display) Step(s train.Step) {
	d.last = s
	if !s.Dropped {
		d.loss, d.hasLoss = s.Loss, true
	}
	d.pace.add(s)
	d.warnIfSlow()
	d.showStep()
}

// showStep draws the line, or prints it when it is time to, and at the end of each epoch.
func (d *Display) showStep() {
	epochEnds := d.last.Step == d.begin.Steps || d.begin.StepsPerEpoch > 0 && d.last.Step%d.begin.StepsPerEpoch == 0
	switch {
	case d.options.Quiet:
	case d.options.Width != nil:
		if epochEnds || d.due(redraw) {
			d.draw(d.bar(d.options.Width()))
		}
	case epochEnds || d.due(d.options.Every):
		d.print(d.line())
	}
}

// Refreshing implements train.Observer.
func (d *Display) Refreshing(done, total int) {
	d.pass(fmt.Sprintf("statistics of averaged weights: %d of %d training images", done, total))
}

// Evaluating implements train.Observer.
func (d *Display) Evaluating(done, total int) {
	d.pass(fmt.Sprintf("evaluating: %d of %d test images", done, total))
}

// pass shows how far a pass over images is, when it is time to.
func (d *Display) pass(text string) {
	switch {
	case d.options.Quiet:
	case d.options.Width != nil:
		if d.due(redraw) {
			d.draw(clip(text, d.options.Width()))
		}
	case d.due(d.options.Every):
		d.print(text)
	}
}

// Evaluated implements train.Observer.
func (d *Display) Evaluated(e train.Evaluated) {
	d.say("epoch %d: test accuracy %.2f %%, loss %.4f", e.Epoch, 100*e.Accuracy, e.Loss)
}

// Note implements train.Observer.
func (d *Display) Note(text string) {
	d.Clear()
	fmt.Fprintln(d.options.Out, text)
}

// Clear removes the unfinished line from the terminal, so that others can write.
func (d *Display) Clear() {
	if d.drawn {
		fmt.Fprint(d.options.Out, "\r\x1b[K")
		d.drawn = false
	}
}

// say prints a line unless the display is quiet.
func (d *Display) say(format string, args ...any) {
	if !d.options.Quiet {
		d.Note(fmt.Sprintf(format, args...))
	}
}

func (d *Display) print(line string) {
	fmt.Fprintln(d.options.Out, line)
	d.shown = d.options.Now()
}

func (d *Display) draw(line string) {
	fmt.Fprintf(d.options.Out, "\r%s\x1b[K", line)
	d.drawn, d.shown = true, d.options.Now()
}

func (d *Display) due(interval time.Duration) bool { return d.options.Now().Sub(d.shown) >= interval }
