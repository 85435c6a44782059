// SPDX-License-Identifier: Apache-2.0

package energy

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/e2train/e2train/rtl/isa"
)

// model is a profile together with what its coefficients are multiplied with. Terms are in the order device, static,
// host, link.
type model struct {
	coefficients []Named // in the order of Profile.Coefficients
	kinds        []string
	clock        float64 // Hz, 0 if unknown

	events    []float64 // for each device term
	cycles    float64
	elements  []float64 // for each kind
	bytes     float64
	transfers float64
}

// vector is one value for each coefficient, in the order of Profile.Coefficients.
type vector struct {
	all     []float64
	device  []float64
	static  []float64
	active  float64
	seconds []float64
	link    []float64
}

// times is in seconds. Device and total mean nothing if the clock is unknown.
type times struct{ device, host, link, total float64 }

func newModel(p *Profile, g Geometry, a *Activity) (*model, error) {
	if err := p.Validate(); err != nil {
		return nil, err
	}
	if err := g.validate(); err != nil {
		return nil, err
	}
	if err := a.validate(g.Lanes); err != nil {
		return nil, err
	}
	m := &model{
		coefficients: p.Coefficients(),
		kinds:        p.HostOperations(),
		clock:        g.ClockHz,
		cycles:       float64(a.Counters[isa.Cycles]),
		bytes:        float64(a.BytesToDevice) + float64(a.BytesFromDevice),
		transfers:    float64(a.Transfers),
	}
	for _, t := range deviceTerms {
		m.events = append(m.events, t.events(&a.Counters, g))
	}
	return m, m.setElements(a.HostOps)
}

// setElements orders the host operations as the profile's coefficients are.
func (m *model) setElements(ops map[string]int64) error {
	m.elements = make([]float64, len(m.kinds))
	for _, kind := range slices.Sorted(maps.Keys(ops)) {
		i, ok := slices.BinarySearch(m.kinds, kind)
		if !ok {
			return fmt.Errorf("energy: %q: %w", kind, ErrHostOperation)
		}
		if ops[kind] < 0 {
			return fmt.Errorf("energy: %d elements of %s: %w", ops[kind], kind, ErrActivity)
		}
		m.elements[i] = float64(ops[kind])
	}
	return nil
}

// Where the terms begin.
func (m *model) staticAt() int { return len(m.events) }
func (m *model) hostAt() int   { return m.staticAt() + len(staticTerms) }
func (m *model) linkAt() int   { return m.hostAt() + len(m.kinds) }
func (m *model) terms() int    { return m.linkAt() + 1 }

// newVector returns a vector of zeros.
func (m *model) newVector() vector { return m.split(make([]float64, len(m.coefficients))) }

// split names the parts of the values in all.
func (m *model) split(all []float64) vector {
	static := len(m.events)
	active := static + len(staticTerms)
	link := active + 1 + len(m.kinds)
	return vector{
		all:     all,
		device:  all[:static],
		static:  all[static:active],
		active:  all[active],
		seconds: all[active+1 : link],
		link:    all[link:],
	}
}

// central returns the values of the profile.
func (m *model) central() vector {
	x := m.newVector()
	for i, c := range m.coefficients {
		x.all[i] = c.Value
	}
	return m.split(x.all)
}

// evaluate stores the joules of each term and returns the times. Every product is rounded before it is added.
func (m *model) evaluate(x vector, joules []float64) times {
	var t times
	for i, n := range m.events {
		joules[i] = float64(n * x.device[i])
	}
	for i, n := range m.elements {
		seconds := float64(n * x.seconds[i])
		joules[m.hostAt()+i] = float64(x.active * seconds)
		t.host += seconds
	}
	joules[m.linkAt()] = float64(m.bytes * x.link[linkEnergy])
	t.link = float64(m.bytes/x.link[linkRate]) + float64(m.transfers*x.link[linkSetup])
	if m.clock > 0 {
		t.device = float64(m.cycles / m.clock)
	}
	t.total = t.device + float64((1-x.link[linkOverlap])*(t.host+t.link))
	for i, watts := range x.static {
		joules[m.staticAt()+i] = float64(watts * t.total)
	}
	return t
}

// breakdown names the terms; without a clock those that depend on time are left out.
func (m *model) breakdown(t times, joules []float64) []Term {
	var terms []Term
	add := func(name string, events float64, unit string) {
		terms = append(terms, Term{name, events, unit, joules[len(terms)]})
	}
	for i, d := range deviceTerms {
		add("device."+d.Name, m.events[i], strings.TrimPrefix(d.Unit, "J/"))
	}
	for _, s := range staticTerms {
		add("static."+s.name, t.total, "s")
	}
	for i, kind := range m.kinds {
		add("host.seconds."+kind, m.elements[i], "element")
	}
	add("link."+linkSettings[linkEnergy].name, m.bytes, "B")
	if m.clock == 0 {
		terms = slices.Delete(terms, m.staticAt(), m.hostAt())
	}
	return terms
}
