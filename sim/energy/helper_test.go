// SPDX-License-Identifier: Apache-2.0

package energy

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/e2train/e2train/rtl/isa"
)

// certain returns a coefficient without uncertainty.
func certain(value float64, unit string) Coefficient {
	return Coefficient{Value: value, Unit: unit, Uncertainty: Range{value, value}, Kind: Prior, Source: "a test"}
}

// testProfile returns a profile whose n-th coefficient is value(n), and a rate of the link that is a power of two.
func testProfile(value func(n int) float64) *Profile {
	n := 0
	next := func(unit string) Coefficient {
		n++
		return certain(value(n), unit)
	}
	p := &Profile{
		Schema: Schema, Name: "test", Board: "none", Description: "for tests",
		Configurations: []Configuration{{Name: "test"}},
		Device:         map[string]Coefficient{}, Static: map[string]Coefficient{}, Link: map[string]Coefficient{},
	}
	for _, d := range DeviceCoefficients() {
		p.Device[d.Name] = next(d.Unit)
	}
	for _, name := range []string{"programmable_logic", "processor_idle", "dram_standby", "board_other"} {
		p.Static[name] = next("W")
	}
	p.Host.Active = next("W")
	p.Host.Seconds = map[string]Coefficient{"pack": next("s/element"), "loss": next("s/element")}
	p.Link["bytes_per_second"] = certain(64, "B/s")
	p.Link["seconds_per_transfer"] = next("s/transfer")
	p.Link["energy_per_byte"] = next("J/B")
	p.Link["overlap"] = certain(0.25, "1")
	return p
}

// dyadic gives values whose products and sums with small counts are exact in float64.
func dyadic(n int) float64 { return float64(n) / 16 }

// randomActivity returns an activity that can happen on an array with the given lanes, with counts up to scale.
func randomActivity(r *rand.Rand, lanes int, scale int64, kinds []string) *Activity {
	a := &Activity{
		HostOps:         map[string]int64{},
		BytesToDevice:   r.Int64N(scale) * 64,
		BytesFromDevice: r.Int64N(scale) * 64,
		Transfers:       r.Int64N(scale),
	}
	for i := range a.Counters {
		a.Counters[i] = uint64(r.Int64N(scale))
	}
	a.Counters[isa.ZeroOperands] = r.Uint64N(issuedVectors(&a.Counters) + 1)
	a.Counters[isa.MaskedMACs] = r.Uint64N(a.Counters[isa.IssueMasked]*uint64(lanes*lanes) + 1)
	for _, kind := range kinds {
		a.HostOps[kind] = r.Int64N(scale)
	}
	return a
}

// fullActivity returns an activity in which every event of every term happens.
func fullActivity(kinds []string) *Activity {
	a := &Activity{HostOps: map[string]int64{}, BytesToDevice: 4096, BytesFromDevice: 1024, Transfers: 3}
	for i := range a.Counters {
		a.Counters[i] = 1000 + 37*uint64(i)
	}
	a.Counters[isa.MaskedMACs] = 777
	a.Counters[isa.ZeroOperands] = 333
	for i, kind := range kinds {
		a.HostOps[kind] = 500 + 41*int64(i)
	}
	return a
}

func mustEstimate(t *testing.T, p *Profile, g Geometry, a *Activity) *Estimate {
	t.Helper()
	e, err := p.Estimate(g, a)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func mustProfile(t *testing.T, config string) *Profile {
	t.Helper()
	p, err := ForConfig(config)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// near reports whether got is want, up to a relative error that rounding explains.
func near(got, want float64) bool {
	return math.Abs(got-want) <= 1e-12*math.Max(math.Abs(got), math.Abs(want))
}
