// SPDX-License-Identifier: Apache-2.0

package sensor

import (
	"math"
	"testing"
	"time"
)

func chip(t *testing.T, name string) *Chip {
	t.Helper()
	c, err := ByName(name)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// readings watches 3 W, then 5 W, in so many pieces, and returns all readings of a second.
func readings(c *Chip, seed uint64, piece time.Duration) (all []Reading) {
	s := New(c, seed)
	for at := piece; at <= time.Second; at += piece {
		watts, base := 3.0, 0.0
		if at > time.Second/2 {
			watts, base = 5.0, -1.0
		}
		s.Advance(at, watts*at.Seconds()+base)
		if r := s.Reading(); len(all) == 0 && r.Updates > 0 || len(all) > 0 && r != all[len(all)-1] {
			all = append(all, r)
		}
	}
	return all
}

// TestReadings: a sensor shows the power within its errors, at its own pace, and nothing before its first update.
func TestReadings(t *testing.T) {
	for _, name := range Names() {
		c := chip(t, name)
		all := readings(c, 1, 100*time.Microsecond)
		if want := int(time.Second / c.Update()); len(all) != want {
			t.Errorf("%s: %d readings, want %d", name, len(all), want)
		}
		for i, want := range map[int]float64{1: 3, len(all) - 1: 5} {
			bound := c.Supply*(c.CurrentStep+c.Offset+4*c.Noise/math.Sqrt(float64(c.Averages))) + c.PowerStep
			if got := all[i].Watts; math.Abs(got-want) > bound || math.Abs(all[i].Volts-c.Supply) > 0.1 {
				t.Errorf("%s: shows %+v, want %g W within %g", name, all[i], want, bound)
			}
		}
		if first := New(c, 1); first.Reading() != (Reading{}) {
			t.Errorf("%s shows %+v at power-up", name, first.Reading())
		}
	}
}

// TestPiecesDoNotMatter: the same energy over time gives the same readings however often the sensor hears of it, and another seed
// gives others.
func TestPiecesDoNotMatter(t *testing.T) {
	c := chip(t, "ina226")
	fine, coarse, other := readings(c, 7, 50*time.Microsecond), readings(c, 7, 500*time.Microsecond), readings(c, 8, 50*time.Microsecond)
	if len(fine) != len(coarse) {
		t.Fatalf("%d and %d readings", len(fine), len(coarse))
	}
	same := true
	for i := range fine {
		if fine[i] != coarse[i] {
			t.Errorf("reading %d is %+v and %+v", i, fine[i], coarse[i])
		}
		same = same && fine[i] == other[i]
	}
	if same {
		t.Error("the seed does not matter")
	}
}

// TestNoise: mean 0 and variance 1, of 10,000 conversions.
func TestNoise(t *testing.T) {
	s := New(chip(t, "ina226"), 3)
	var sum, squares float64
	const n = 10000
	for range n {
		x := s.noise()
		sum, squares = sum+x, squares+x*x
		s.conversion++
	}
	// Standard errors are 1/sqrt(n) = 0.01 and sqrt(1.9/n) = 0.014: four of them.
	if mean, variance := sum/n, squares/n; math.Abs(mean) > 0.04 || math.Abs(variance-1) > 0.056 {
		t.Errorf("mean %g, variance %g", mean, variance)
	}
}

func TestUnknownChip(t *testing.T) {
	if c, err := ByName("ina1"); err == nil {
		t.Errorf("got %+v", c)
	}
}
