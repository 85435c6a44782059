// SPDX-License-Identifier: Apache-2.0

package recipe

import (
	"errors"
	"math"
	"testing"

	"github.com/e2train/e2train/rtl/isa"
)

func TestValidatePSG(t *testing.T) {
	for _, good := range []PSG{{}, DefaultPSG(), {On: true}, {On: true, Threshold: Constant(1), SkipLimit: Constant(256), FillSign: true, CheckEvery: 1}} {
		c := Default()
		c.PSG = good
		if err := c.Validate(); err != nil {
			t.Errorf("%+v: %v", good, err)
		}
	}
	for _, c := range []struct {
		flag string
		bad  PSG
	}{
		{"psg-threshold", PSG{On: true, Threshold: Constant(-0.1)}}, {"psg-threshold", PSG{On: true, Threshold: Constant(1.1)}},
		{"psg-threshold", PSG{On: true, Threshold: Constant(math.NaN())}}, {"skip-limit", PSG{On: true, SkipLimit: Constant(-1)}},
		{"skip-limit", PSG{On: true, SkipLimit: Constant(257)}}, {"skip-limit", PSG{On: true, SkipLimit: Constant(1.5)}},
		{"psg-threshold", PSG{On: true, Threshold: schedule("linear:0.1:1.5")}}, {"skip-limit", PSG{On: true, SkipLimit: schedule("steps:3@0,400@0.5")}},
		{"psg-check-every", PSG{On: true, CheckEvery: -1}},
		{"psg", PSG{Threshold: Constant(0.05)}}, {"psg", PSG{FillSign: true}},
	} {
		config := Default()
		config.PSG = c.bad
		err := config.Validate()
		var typed *Error
		if !errors.Is(err, ErrValue) || !errors.As(err, &typed) || typed.Flag != c.flag {
			t.Errorf("%+v: got error %v, want one about --%s", c.bad, err, c.flag)
		}
	}
}

// The bound without a device is that of the largest one.
func TestFits(t *testing.T) {
	largest := 0
	for _, c := range isa.Configs() {
		tile := c.Lanes * c.Lanes
		largest = max(largest, tile)
		if err := (&PSG{On: true, SkipLimit: Constant(float64(tile))}).Fits(c.Lanes); err != nil {
			t.Errorf("%s: %v", c.Name, err)
		}
		if err := (&PSG{On: true, SkipLimit: Constant(float64(tile + 1))}).Fits(c.Lanes); !errors.Is(err, ErrValue) {
			t.Errorf("%s: got error %v", c.Name, err)
		}
	}
	if largest != maxTile {
		t.Errorf("the largest tile has %d weights, not %d", largest, maxTile)
	}
}

func TestChecks(t *testing.T) {
	for _, c := range []struct {
		psg  PSG
		want string // of executed iterations 0 to 6
	}{
		{PSG{}, "......."}, {PSG{On: true}, "......."}, {PSG{On: true, CheckEvery: 1}, "xxxxxxx"}, {PSG{On: true, CheckEvery: 3}, "x..x..x"},
	} {
		got := ""
		for i := range int64(len(c.want)) {
			got += string(".x"[btoi(c.psg.Checks(i))])
		}
		if got != c.want {
			t.Errorf("%+v: got %s, want %s", c.psg, got, c.want)
		}
	}
}

// schedule returns the schedule of a text that is right.
func schedule(text string) Schedule {
	s, err := ParseSchedule(text)
	if err != nil {
		panic(err)
	}
	return s
}
