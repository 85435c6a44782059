// SPDX-License-Identifier: Apache-2.0

package energy

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/e2train/e2train/rtl/isa"
)

// only returns a profile in which all but the named device coefficients are zero; those are 1, from 0 to 2.
func only(kind Kind, names ...string) *Profile {
	p := testProfile(func(int) float64 { return 0 })
	for _, name := range names {
		p.Device[name] = Coefficient{1, p.Device[name].Unit, Range{0, 2}, kind, "a test"}
	}
	return p
}

// halfWidth returns half of the range for ten events of each of four coefficients.
func halfWidth(t *testing.T, p *Profile) float64 {
	t.Helper()
	a := &Activity{}
	for _, c := range []isa.Counter{isa.DramReadBytes, isa.DramReadBursts, isa.DramWriteBytes, isa.DramWriteBursts} {
		a.Counters[c] = 10
	}
	e := mustEstimate(t, p, Geometry{Lanes: 1, ClockHz: 1}, a)
	if *e.Low > *e.Total || *e.High < *e.Total {
		t.Errorf("total %g outside of %g to %g", *e.Total, *e.Low, *e.High)
	}
	return (*e.High - *e.Low) / 2
}

// The middle 90 % of a triangular distribution from -1 to 1 is from -(1-sqrt(0.1)) to 1-sqrt(0.1).
func TestSpreadOfOneCoefficient(t *testing.T) {
	want := 10 * (1 - math.Sqrt(0.1))
	if got := halfWidth(t, only(Prior, "dram_read_byte")); math.Abs(got-want) > 0.05*want {
		t.Errorf("half width %g, want about %g", got, want)
	}
}

func TestSpreadOfGroups(t *testing.T) {
	names := []string{"dram_read_byte", "dram_read_burst", "dram_write_byte", "dram_write_burst"}
	one := halfWidth(t, only(Prior, names[0]))
	if got := halfWidth(t, only(Prior, names...)); math.Abs(got-4*one) > 0.05*4*one {
		t.Errorf("priors of one group: half width %g, want about %g, they vary together", got, 4*one)
	}
	if got := halfWidth(t, only(Fitted, names...)); math.Abs(got-2*one) > 0.2*2*one {
		t.Errorf("fitted: half width %g, want about %g, they vary independently", got, 2*one)
	}
}

func TestRangeContainsTotal(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	for _, config := range []string{"ultra96", "zedboard"} {
		p := mustProfile(t, config)
		for range 6 {
			e := mustEstimate(t, p, Geometry{Lanes: 16, ClockHz: 1e8}, randomActivity(r, 16, 1e6, p.HostOperations()))
			if !(*e.Low < *e.Total && *e.Total < *e.High) {
				t.Errorf("%s: total %g, range %g to %g", config, *e.Total, *e.Low, *e.High)
			}
		}
	}
}

// Many independent coefficients that can only be higher than believed: all draws are above the central figure, which
// must stay in its range.
func TestRangeOfLopsidedCoefficients(t *testing.T) {
	p := testProfile(dyadic)
	for name, c := range p.Device {
		c.Uncertainty.High, c.Kind = 100*c.Value, Fitted
		p.Device[name] = c
	}
	e := mustEstimate(t, p, Geometry{Lanes: 4, ClockHz: 64}, fullActivity(nil))
	if *e.Low != *e.Total {
		t.Errorf("low %g, want the total %g", *e.Low, *e.Total)
	}
	for name, c := range p.Device {
		c.Uncertainty = Range{0, c.Value}
		p.Device[name] = c
	}
	e = mustEstimate(t, p, Geometry{Lanes: 4, ClockHz: 64}, fullActivity(nil))
	if *e.High != *e.Total {
		t.Errorf("high %g, want the total %g", *e.High, *e.Total)
	}
}

// The first outputs of SplitMix64 from seed 1234567, as published with many implementations.
func TestRandomBits(t *testing.T) {
	r := random(1234567)
	for i, want := range []uint64{6457827717110365317, 3203168211198807973, 9817491932198370423, 4593380528125082431, 16408922859458223821} {
		if got := r.next(); got != want {
			t.Errorf("output %d: got %d, want %d", i, got, want)
		}
	}
}

func TestTriangular(t *testing.T) {
	const n = 20000
	r := random(1)
	var mean, square, lowest, highest float64
	for range n {
		u := r.triangular()
		mean, square = mean+u/n, square+u*u/n
		lowest, highest = min(lowest, u), max(highest, u)
	}
	if math.Abs(mean) > 0.01 || math.Abs(square-1.0/6) > 0.005 {
		t.Errorf("mean %g, mean square %g, want 0 and 1/6", mean, square)
	}
	if lowest < -1 || lowest > -0.95 || highest >= 1 || highest < 0.95 {
		t.Errorf("from %g to %g", lowest, highest)
	}
}
