// SPDX-License-Identifier: Apache-2.0

package recipe

import (
	"errors"
	"math"
	"testing"
)

func TestValidateSWA(t *testing.T) {
	for _, good := range []SWA{{}, DefaultSWA(), {On: true, Start: 0.01, Rate: 0.1, Every: 1, RefreshImages: 1}} {
		c := Default()
		c.SWA = good
		if err := c.Validate(); err != nil {
			t.Errorf("%+v: %v", good, err)
		}
	}
	for flag, bad := range map[string]SWA{
		"swa": {Start: 0.5}, "swa-start": {On: true, Start: 1, Rate: 0.01}, "swa-lr": {On: true, Start: 0.5, Rate: 0.2},
		"swa-every": {On: true, Start: 0.5, Rate: 0.1, Every: -1}, "swa-refresh-images": {On: true, Start: 0.5, Rate: 0.1, RefreshImages: -1},
	} {
		c := Default()
		c.SWA = bad
		var typed *Error
		if err := c.Validate(); !errors.As(err, &typed) || typed.Flag != flag {
			t.Errorf("%+v: got error %v, want one about --%s", bad, err, flag)
		}
	}
	c := Default()
	c.Schedule = swaSchedule
	if err := c.Validate(); !errors.Is(err, ErrValue) {
		t.Errorf("the schedule without averages: got error %v", err)
	}
}

// The rate is constant, falls in a line, and is constant again.
func TestSWARate(t *testing.T) {
	c := Config{LR: 0.03, Schedule: swaSchedule, SWA: SWA{On: true, Start: 0.8, Rate: 0.01}}
	for i, want := range map[int64]float64{0: 0.03, 399: 0.03, 400: 0.03, 480: 0.025, 560: 0.02, 640: 0.015, 720: 0.01, 800: 0.01, 999: 0.01} {
		if got := float64(c.Rate(i, Progress(i, 1000))); math.Abs(got-want) > 1e-8 {
			t.Errorf("iteration %d of 1000: got %v, want %v", i, got, want)
		}
	}
}

func TestSnapshot(t *testing.T) {
	for _, c := range []struct {
		swa  SWA
		want string // after steps 1 to 12 of 12, 5 in an epoch
	}{
		{SWA{}, "............"},
		{SWA{On: true, Start: 0.5, Every: 1}, ".....xxxxxxx"},
		{SWA{On: true, Start: 0.5, Every: 3}, ".....x..x..x"},
		{SWA{On: true, Start: 0.5}, "......x....x"},
		{SWA{On: true, Start: 0.9, Every: 100}, "...........x"},
	} {
		got := ""
		for done := range int64(12) {
			got += string(".x"[btoi(c.swa.Snapshot(Progress(done+1, 12), 11-done, 5))])
		}
		if got != c.want {
			t.Errorf("%+v: got %s, want %s", c.swa, got, c.want)
		}
	}
}
