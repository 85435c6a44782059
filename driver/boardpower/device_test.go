// SPDX-License-Identifier: Apache-2.0

package boardpower

import (
	"context"
	"errors"
	"math"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/e2train/e2train/driver"
	"github.com/e2train/e2train/driver/power"
)

// board is a board of the real world, whose launches are executed again and again, and the meter beside it.
type board struct {
	driver.Device
	now      time.Duration
	launches uint64
	rest     float64 // watts
	shown    float64 // watts now
	read     error
}

// launchTime is that of one launch, which takes 3 W more than rest.
const launchTime = 3 * time.Millisecond

func (b *board) Launch(context.Context, driver.Program) (driver.Activity, error) {
	b.now += launchTime
	b.launches++
	b.shown = b.rest + 3
	return driver.Activity{}, nil
}

// meter is the one of a board.
type meter struct {
	power.Meter
	board *board
}

func (m meter) Now() time.Duration { return m.board.now }

func (m meter) Wait(d time.Duration) error {
	m.board.now += d
	m.board.shown = m.board.rest
	return nil
}

func (m meter) Read() (power.Reading, error) {
	return power.Reading{Time: m.board.now, Watts: m.board.shown, Shown: math.NaN()}, m.board.read
}

// TestLaunchesAreRepeated: until there are enough updates and enough time, whichever comes last; joules are above the idle board.
func TestLaunchesAreRepeated(t *testing.T) {
	for _, plan := range []Plan{{Updates: 50, Time: time.Second}, {Updates: 5, Time: 4 * time.Second}} {
		b := &board{rest: 2}
		d, err := Measure(b, &Sensor{Meter: meter{board: b}, period: 40 * time.Millisecond}, plan)
		if err != nil {
			t.Fatal(err)
		}
		if idle := d.Idle(); idle.Watts != 2 || idle.StdErr != 0 || idle.Samples < plan.Updates || idle.Time < plan.Time {
			t.Errorf("%+v: idle %+v", plan, idle)
		}
		for range 2 {
			if _, err := d.Launch(t.Context(), driver.Program{}); err != nil {
				t.Fatal(err)
			}
		}
		e := d.Take(5)
		// Sums of equal numbers, rounded once a sample: 1e-12 is more than a thousand roundings.
		if want := 2 * 3 * launchTime.Seconds(); math.Abs(e.Joules-want) > 1e-12*want || e.Variance > 1e-24 {
			t.Errorf("%+v: %+v, want %g J", plan, e, want)
		}
		if e.Launches != 2 || e.Repeats+2 != b.launches || e.Samples < 2*plan.Updates || time.Duration(e.Repeats)*launchTime < 2*plan.Time {
			t.Errorf("%+v: %+v of %d launches", plan, e, b.launches)
		}
		if left := d.Take(1); left != (Energy{}) {
			t.Errorf("taken twice: %+v", left)
		}
	}
}

// TestMeterFails: a meter that shows nothing, or is gone, ends the measurement.
func TestMeterFails(t *testing.T) {
	gone := errors.New("unplugged")
	for cause, b := range map[error]*board{ErrSilent: {}, gone: {rest: 2, read: gone}} {
		if _, err := Measure(b, &Sensor{Meter: meter{board: b}, period: time.Millisecond}, DefaultPlan); !errors.Is(err, cause) {
			t.Errorf("got error %v, want %v", err, cause)
		}
	}
}

// TestStreamsAreRefused: their next reading is not the newest one.
func TestStreamsAreRefused(t *testing.T) {
	path := filepath.Join(t.TempDir(), "log.csv")
	if err := os.WriteFile(path, []byte("1,5,1\n"), 0o666); err != nil {
		t.Fatal(err)
	}
	if s, err := Open("lines:" + path); !errors.Is(err, ErrMeter) {
		t.Errorf("got %v, error %v", s, err)
	}
}
