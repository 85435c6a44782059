// SPDX-License-Identifier: Apache-2.0

package progress

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/e2train/e2train/host/train"
)

// stage is a Display with a clock that a test moves.
type stage struct {
	*Display
	out bytes.Buffer
	now time.Time
}

func newStage(o Options) *stage {
	s := &stage{now: time.Unix(0, 0)}
	o.Out, o.Now = &s.out, func() time.Time { return s.now }
	s.Display = New(o)
	return s
}

// steps shows iterations first ... last, each of the given duration.
func (s *stage) steps(first, last int64, seconds float64) {
	for i := first; i <= last; i++ {
		s.now = s.now.Add(time.Duration(seconds * float64(time.Second)))
		s.Step(train.Step{Step: i, Epoch: int((i-1)/10) + 1, Loss: 1.5, Rate: 0.1, Images: 64, Seconds: seconds})
	}
}

func width(n int) func() int { return func() int { return n } }

func TestPlainLines(t *testing.T) {
	s := newStage(Options{Every: 3500 * time.Millisecond})
	s.Begin(train.Begin{Steps: 20, StepsPerEpoch: 10})
	s.steps(1, 20, 1)
	var got []string
	for line := range strings.Lines(s.out.String()) {
		got = append(got, strings.Fields(line)[1])
	}
	if want := "4/20 8/20 10/20 14/20 18/20 20/20"; strings.Join(got, " ") != want {
		t.Errorf("lines for %s, want %s", strings.Join(got, " "), want)
	}
	want := "step 4/20  epoch 1/2  lr 0.1  loss 1.500  64 images/s  ETA 16s\n"
	if first, _, _ := strings.Cut(s.out.String(), "step 8"); first != want {
		t.Errorf("got %q, want %q", first, want)
	}
}

func TestBar(t *testing.T) {
	s := newStage(Options{Width: width(80)})
	s.Begin(train.Begin{Steps: 20, StepsPerEpoch: 10})
	s.steps(1, 10, 1)
	drawings := strings.Split(s.out.String(), "\r")
	last := drawings[len(drawings)-1]
	want := "epoch 1/2  step 10/20 [" // then half of the bar
	if !strings.HasPrefix(last, want) || !strings.HasSuffix(last, " loss 1.500  64 images/s  ETA 10s\x1b[K") {
		t.Errorf("got %q", last)
	}
	if full, empty := strings.Count(last, "#"), strings.Count(last, "."); full < 5 || full != empty-1 {
		t.Errorf("half of the bar: %d full and %d dots in %q", full, empty, last)
	}
	if strings.Contains(s.out.String(), "\n") {
		t.Error("the line is finished")
	}
	before := s.out.String()
	s.Clear()
	s.Clear()
	if got := strings.TrimPrefix(s.out.String(), before); got != "\r\x1b[K" {
		t.Errorf("cleared by %q", got)
	}
}

// No width makes a line wrap.
func TestBarFits(t *testing.T) {
	for n := range 200 {
		s := newStage(Options{Width: width(n)})
		s.Begin(train.Begin{Steps: 20, StepsPerEpoch: 10})
		s.steps(1, 3, 12345)
		s.Evaluating(100, 1000)
		for drawing := range strings.SplitSeq(s.out.String(), "\r") {
			if text := strings.TrimSuffix(drawing, "\x1b[K"); len(text) >= max(n, 1) {
				t.Fatalf("%d columns, %d wide: %q", n, len(text), text)
			}
		}
	}
}

func TestRedrawIsLimited(t *testing.T) {
	s := newStage(Options{Width: width(80)})
	s.Begin(train.Begin{Steps: 1000, StepsPerEpoch: 1000})
	s.steps(1, 100, 0.01)
	if n := strings.Count(s.out.String(), "\r"); n < 9 || n > 11 {
		t.Errorf("%d drawings in a second", n)
	}
}

func TestQuiet(t *testing.T) {
	s := newStage(Options{Quiet: true, Width: width(80)})
	s.Begin(train.Begin{Done: 3, Steps: 20, StepsPerEpoch: 10})
	s.steps(4, 20, 100)
	s.Evaluating(1, 2)
	s.Evaluated(train.Evaluated{Accuracy: 0.5})
	if s.out.Len() != 0 {
		t.Errorf("got %q", s.out.String())
	}
	s.Note("warning: x")
	if s.out.String() != "warning: x\n" {
		t.Errorf("got %q", s.out.String())
	}
}

// A note does not mix with the line on the terminal.
func TestNoteClearsLine(t *testing.T) {
	s := newStage(Options{Width: width(80)})
	s.Begin(train.Begin{Steps: 20, StepsPerEpoch: 10})
	s.steps(1, 1, 1)
	s.Evaluated(train.Evaluated{Epoch: 1, Accuracy: 0.875, Loss: 0.25})
	if !strings.HasSuffix(s.out.String(), "\r\x1b[Kepoch 1: test accuracy 87.50 %, loss 0.2500\n") {
		t.Errorf("got %q", s.out.String())
	}
}

func TestResumed(t *testing.T) {
	s := newStage(Options{})
	s.Begin(train.Begin{Done: 12, Steps: 20, StepsPerEpoch: 10, EnergyNote: "a guess"})
	s.steps(13, 20, 30)
	if !strings.HasPrefix(s.out.String(), "energy model: a guess\nresuming after step 12 of 20\nstep 13/20") {
		t.Errorf("got %q", s.out.String())
	}
}

// The forecast comes once, from the pace without the first iteration, which takes longer.
func TestSlow(t *testing.T) {
	const text = "portable integer kernels: no AVX2; the remaining 96 iterations will take about 1m36s\n"
	for _, c := range []struct {
		slow      string
		simulated bool
		want      int
	}{{"no AVX2", true, 1}, {"no AVX2", false, 0}, {"", true, 0}} {
		s := newStage(Options{Quiet: true, Slow: c.slow})
		s.Begin(train.Begin{Steps: 100, StepsPerEpoch: 10, Simulated: c.simulated})
		s.steps(1, 1, 50)
		s.steps(2, 20, 1)
		if got := strings.Count(s.out.String(), text); got != c.want || len(s.out.String()) != c.want*len(text) {
			t.Errorf("%+v: got %q", c, s.out.String())
		}
	}
}

// Dropped iterations, which take no time, bring the end nearer.
func TestPaceWithDropped(t *testing.T) {
	var p pace
	for i := range 10 {
		s := train.Step{Step: int64(i + 1), Images: 64, Seconds: 2}
		if i == 0 {
			s.Seconds = 100
		}
		if i%2 == 1 {
			s = train.Step{Step: s.Step, Dropped: true}
		}
		p.add(s)
	}
	if got := fmt.Sprintf("%.3f %.1f", p.secondsPerStep(), p.imagesPerSecond()); got != "0.889 32.0" {
		t.Errorf("got %s s per iteration and images/s, want 8 s for 9 iterations, 256 images in 8 s", got)
	}
}
