// SPDX-License-Identifier: Apache-2.0

package energy

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/e2train/e2train/rtl/isa"
)

// Case is activity on an accelerator, to be compared with another.
type Case struct {
	Profile  *Profile
	Geometry Geometry // of a known clock
	Activity *Activity
}

// Share is a part of an energy: 1 is all of it, negative means more than all. Low and High bound the middle 90 % of the draws,
// widened to contain Value.
type Share struct {
	Value float64 `json:"value"`
	Low   float64 `json:"low"`
	High  float64 `json:"high"`
}

// Mover is a coefficient and the whole-system saving with it at the low and at the high end of its uncertainty, all others at their
// values.
type Mover struct {
	Name    string  `json:"coefficient"`
	Side    string  `json:"side"` // "both" if both sides share it, else "run" or "base"
	AtLow   float64 `json:"saving_at_low"`
	AtHigh  float64 `json:"saving_at_high"`
	Low     float64 `json:"low"`
	High    float64 `json:"high"`
	Central float64 `json:"central"`
	Unit    string  `json:"unit"`
}

// Saving is how much less one case takes than another: 1 - E(run)/E(base), of the whole system, of it what is drawn above idle, and
// of the accelerator alone.
type Saving struct {
	Whole       Share   `json:"whole_system"`
	Idle        Share   `json:"idle_subtracted"`
	Accelerator Share   `json:"accelerator"`
	Movers      []Mover `json:"movers"` // of Whole, the strongest first
}

// movers is how many coefficients a Saving names.
const movers = 3

// Compare returns what run saves against base. Ranges come from 1,000 seeded draws of all coefficients, as in
// [Profile.Estimate]. A coefficient that both profiles have with the same value, uncertainty and source is the same unknown number
// and drawn once for both; all others are drawn apart, also where their sources have something in common, which makes the range
// wider rather than narrower.
func Compare(run, base *Case) (*Saving, error) {
	p, err := newPair(run, base)
	if err != nil {
		return nil, err
	}
	central := p.saving(p.run.central(), p.base.central())
	s := &Saving{Whole: Share{Value: central[0]}, Idle: Share{Value: central[1]}, Accelerator: Share{Value: central[2]}}
	drawn := p.draws()
	for i, share := range []*Share{&s.Whole, &s.Idle, &s.Accelerator} {
		slices.Sort(drawn[i])
		share.Low, share.High = min(drawn[i][lowIndex], share.Value), max(drawn[i][highIndex], share.Value)
	}
	s.Movers = p.movers()
	return s, nil
}

// pair is two models and which coefficients they share.
type pair struct {
	run, base *model
	shared    []int // for each coefficient of base its place in run, -1 if it is not shared
}

func newPair(run, base *Case) (*pair, error) {
	p := &pair{}
	for _, side := range []struct {
		c *Case
		m **model
	}{{run, &p.run}, {base, &p.base}} {
		m, err := newModel(side.c.Profile, side.c.Geometry, side.c.Activity)
		if err != nil {
			return nil, err
		}
		if m.clock == 0 {
			return nil, fmt.Errorf("energy: compare without a clock: %w", ErrGeometry)
		}
		*side.m = m
	}
	if base.Activity.Counters[isa.Cycles] == 0 {
		return nil, fmt.Errorf("energy: compare with something that takes no cycles: %w", ErrActivity)
	}
	for _, c := range p.base.coefficients {
		p.shared = append(p.shared, slices.Index(p.run.coefficients, c))
	}
	return p, nil
}

// saving returns the shares that are saved with the given coefficients: whole, idle subtracted, accelerator.
func (p *pair) saving(run, base vector) [3]float64 {
	a, b := p.run.measures(run), p.base.measures(base)
	for i := range a {
		a[i] = 1 - a[i]/b[i]
	}
	return a
}

// measures returns the joules of the whole system, without the idle board, and of the accelerator.
func (m *model) measures(x vector) [3]float64 {
	joules := make([]float64, m.terms())
	t := m.evaluate(x, joules)
	dynamic := sum(joules[:m.staticAt()])
	return [3]float64{sum(joules), sumAfter(dynamic, joules[m.hostAt():]), dynamic + float64(x.static[0]*t.device)}
}

// draws returns the savings of all draws, for each measure.
func (p *pair) draws() (drawn [3][]float64) {
	r := random(drawSeed)
	groups, others := p.run.groups(), p.base.groups()
	for range draws {
		u, v := p.run.positions(&r, groups), p.base.positions(&r, others)
		for i, at := range p.shared {
			if at >= 0 {
				v[i] = u[at]
			}
		}
		for i, s := range p.saving(p.run.at(u), p.base.at(v)) {
			drawn[i] = append(drawn[i], s)
		}
	}
	return drawn
}

// movers returns the coefficients that move the saving of the whole system most over their uncertainty.
func (p *pair) movers() (list []Mover) {
	atHome := make([]bool, len(p.run.coefficients))
	for i, at := range p.shared {
		side := "base"
		if at >= 0 {
			atHome[at], side = true, "both"
		}
		list = append(list, p.mover(at, i, side))
	}
	for i, both := range atHome {
		if !both {
			list = append(list, p.mover(i, -1, "run"))
		}
	}
	slices.SortStableFunc(list, func(a, b Mover) int { return cmp.Compare(b.Effect(), a.Effect()) })
	return list[:movers]
}

// Effect returns how far a coefficient moves the saving.
func (m *Mover) Effect() float64 { return max(m.AtHigh-m.AtLow, m.AtLow-m.AtHigh) }

// mover returns what a coefficient does that is at the given places of both sides, -1 for none.
func (p *pair) mover(run, base int, side string) Mover {
	c := p.run.coefficients
	place := run
	if run < 0 {
		c, place = p.base.coefficients, base
	}
	m := Mover{Name: c[place].Name, Side: side, Low: c[place].Uncertainty.Low, High: c[place].Uncertainty.High, Central: c[place].Value, Unit: c[place].Unit}
	for _, end := range []struct {
		value  float64
		saving *float64
	}{{m.Low, &m.AtLow}, {m.High, &m.AtHigh}} {
		x, y := p.run.central(), p.base.central()
		if run >= 0 {
			x.all[run] = end.value
		}
		if base >= 0 {
			y.all[base] = end.value
		}
		*end.saving = p.saving(p.run.split(x.all), p.base.split(y.all))[0]
	}
	return m
}
