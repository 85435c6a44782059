// SPDX-License-Identifier: Apache-2.0

package energy

import (
	"errors"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/e2train/e2train/rtl/isa"
)

func comparison(t *testing.T, run, base *Case) *Saving {
	t.Helper()
	s, err := Compare(run, base)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// caseOf returns n times a full activity on a profile.
func caseOf(p *Profile, n int) *Case {
	var a Activity
	for range n {
		a.Add(fullActivity(p.HostOperations()))
	}
	return &Case{Profile: p, Geometry: Geometry{Lanes: 16, ClockHz: 200e6}, Activity: &a}
}

// What is uncertain on both sides alike moves nothing: half the work is half the energy in every draw.
func TestSharedCoefficientsAreDrawnOnce(t *testing.T) {
	p := mustProfile(t, "ultra96")
	s := comparison(t, caseOf(p, 1), caseOf(mustProfile(t, "ultra96"), 2))
	for name, share := range map[string]Share{"whole": s.Whole, "idle": s.Idle, "accelerator": s.Accelerator} {
		for _, v := range []float64{share.Value, share.Low, share.High} {
			// A sum of n <= 50 positive products is off by less than n units, and so is the quotient of two by 2n.
			if math.Abs(v-0.5) > 100*0x1p-53 {
				t.Errorf("%s: %+v", name, share)
			}
		}
	}
	for _, m := range s.Movers {
		if m.Side != "both" || m.Effect() > 1e-13 {
			t.Errorf("%+v moves a saving that is always a half", m)
		}
	}
}

// The same profile under another source is another unknown number: then the saving has a range.
func TestOtherCoefficientsAreDrawnApart(t *testing.T) {
	base := mustProfile(t, "ultra96")
	c := base.Static["board_other"]
	c.Source = "another meter"
	base.Static["board_other"] = c
	s := comparison(t, caseOf(mustProfile(t, "ultra96"), 1), caseOf(base, 2))
	if s.Whole.Value != comparison(t, caseOf(base, 1), caseOf(base, 2)).Whole.Value {
		t.Errorf("central saving %v", s.Whole)
	}
	if s.Whole.Low > 0.48 || s.Whole.High < 0.52 || s.Idle.High-s.Idle.Low > 1e-12 {
		t.Errorf("whole %+v, idle subtracted %+v", s.Whole, s.Idle)
	}
	for _, m := range s.Movers[:2] {
		if m.Name != "static.board_other" || m.Side == "both" {
			t.Errorf("%s of %s moves the saving", m.Name, m.Side)
		}
	}
}

// Movers are those that changing each coefficient alone finds.
func TestMovers(t *testing.T) {
	run, base := caseOf(mustProfile(t, "ultra96"), 1), caseOf(mustProfile(t, "ultra96-fp32"), 3)
	base.Geometry = Geometry{Lanes: 8, ClockHz: 200e6, Float: true}
	base.Activity.Counters[isa.IssueMasked], base.Activity.Counters[isa.MaskedMACs] = 0, 0
	s := comparison(t, run, base)
	energyOf := func(c *Case) float64 { return *mustEstimate(t, c.Profile, c.Geometry, c.Activity).Total }
	if want := 1 - energyOf(run)/energyOf(base); s.Whole.Value != want {
		t.Errorf("saving %g, want %g", s.Whole.Value, want)
	}
	effects := []float64{}
	for _, m := range s.Movers {
		effects = append(effects, -m.Effect())
	}
	if len(s.Movers) != movers || !slices.IsSorted(effects) || s.Movers[0].Effect() == 0 {
		t.Fatalf("movers %+v", s.Movers)
	}
	for _, m := range s.Movers {
		section, name, _ := strings.Cut(m.Name, ".")
		for _, end := range []struct{ value, saving float64 }{{m.Low, m.AtLow}, {m.High, m.AtHigh}} {
			changed := func(c *Case, side string) *Case {
				p := mustProfile(t, c.Profile.Name)
				if m.Side != side && m.Side != "both" {
					return &Case{p, c.Geometry, c.Activity}
				}
				k := map[string]map[string]Coefficient{"device": p.Device, "static": p.Static}[section]
				coefficient := k[name]
				coefficient.Value = end.value
				k[name] = coefficient
				return &Case{p, c.Geometry, c.Activity}
			}
			if want := 1 - energyOf(changed(run, "run"))/energyOf(changed(base, "base")); !near(end.saving, want) {
				t.Errorf("%s at %g: saving %g, want %g", m.Name, end.value, end.saving, want)
			}
		}
	}
	for _, c := range DeviceCoefficients() {
		p, q := mustProfile(t, "ultra96"), mustProfile(t, "ultra96")
		low, high := p.Device[c.Name], q.Device[c.Name]
		if low == base.Profile.Device[c.Name] {
			continue // both sides have it
		}
		low.Value, high.Value = low.Uncertainty.Low, high.Uncertainty.High
		p.Device[c.Name], q.Device[c.Name] = low, high
		effect := (energyOf(&Case{q, run.Geometry, run.Activity}) - energyOf(&Case{p, run.Geometry, run.Activity})) / energyOf(base)
		if named := slices.ContainsFunc(s.Movers, func(m Mover) bool { return m.Name == "device."+c.Name && m.Side == "run" }); !named && effect > s.Movers[movers-1].Effect()*1.000001 {
			t.Errorf("%s moves the saving by %g, more than %+v", c.Name, effect, s.Movers[movers-1])
		}
	}
}

func TestCompareRefuses(t *testing.T) {
	p := mustProfile(t, "ultra96")
	still := caseOf(p, 1)
	still.Geometry.ClockHz = 0
	if _, err := Compare(still, caseOf(p, 1)); !errors.Is(err, ErrGeometry) {
		t.Errorf("without a clock: %v", err)
	}
	if _, err := Compare(caseOf(p, 1), caseOf(p, 0)); !errors.Is(err, ErrActivity) {
		t.Errorf("against nothing: %v", err)
	}
}
