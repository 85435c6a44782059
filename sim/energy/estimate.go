// SPDX-License-Identifier: Apache-2.0

package energy

// Joules is an energy and its parts, in joules; null where it is unknown. A measured energy has the same form, with
// most parts unknown.
type Joules struct {
	Total          *float64 `json:"total"`           // whole board
	Dynamic        *float64 `json:"dynamic"`         // events of the device
	Static         *float64 `json:"static"`          // what the idle board draws
	Host           *float64 `json:"host"`            // computing host, above idle
	Link           *float64 `json:"link"`            // bytes that cross the link
	Low            *float64 `json:"low"`             // of the total: 5 % of the draws are below
	High           *float64 `json:"high"`            // of the total: 5 % of the draws are above
	IdleSubtracted *float64 `json:"idle_subtracted"` // total without static
}

// Seconds is a time and its parts, in seconds; null where it is unknown.
type Seconds struct {
	Device *float64 `json:"device"`
	Host   *float64 `json:"host"`
	Link   *float64 `json:"link"`
	Total  *float64 `json:"total"` // device + host + link - overlap
}

// Term is one summand of an estimate.
type Term struct {
	Name   string  `json:"name"`   // of the coefficient, such as "device.mac_forward"
	Events float64 `json:"events"` // how many, how many seconds or how many elements
	Unit   string  `json:"unit"`   // of Events, such as "MAC"
	Joules float64 `json:"joules"`
}

// Estimate is a modeled energy. Total is the sum of Terms from first to last; Dynamic, Static, Host and Link are the
// sums of their own terms in the same order, so they may differ from Total in its last bits.
type Estimate struct {
	Joules
	Accelerator *float64 `json:"accelerator"` // joules: device terms, leakage of the logic while the device runs
	Seconds     Seconds  `json:"seconds"`
	Terms       []Term   `json:"terms"`
}

// Estimate returns the modeled energy of an activity. If the clock is unknown, all that depends on the device's time is
// null, and the static terms are left out.
func (p *Profile) Estimate(g Geometry, a *Activity) (*Estimate, error) {
	m, err := newModel(p, g, a)
	if err != nil {
		return nil, err
	}
	e := m.estimate()
	if e.Total != nil {
		low, high := m.spread(*e.Total)
		e.Low, e.High = new(low), new(high)
	}
	return e, nil
}

// Price is Estimate without the range, which takes most of its time.
func (p *Profile) Price(g Geometry, a *Activity) (*Estimate, error) {
	m, err := newModel(p, g, a)
	if err != nil {
		return nil, err
	}
	return m.estimate(), nil
}

// estimate returns the energy without its range.
func (m *model) estimate() *Estimate {
	x := m.central()
	joules := make([]float64, m.terms())
	seconds := m.evaluate(x, joules)
	e := &Estimate{Terms: m.breakdown(seconds, joules)}
	e.Dynamic = new(sum(joules[:m.staticAt()]))
	e.Host = new(sum(joules[m.hostAt():m.linkAt()]))
	e.Link = new(sum(joules[m.linkAt():]))
	e.Seconds.Host, e.Seconds.Link = new(seconds.host), new(seconds.link)
	if m.clock == 0 {
		e.IdleSubtracted = new(sumOf(e.Terms))
		return e
	}
	e.addTimed(m, x, seconds, joules)
	return e
}

// addTimed fills in all that depends on the device's time.
func (e *Estimate) addTimed(m *model, x vector, seconds times, joules []float64) {
	dynamic, total := joules[:m.staticAt()], sum(joules)
	leakage := float64(x.static[0] * seconds.device)
	e.Total = new(total)
	e.Static = new(sum(joules[m.staticAt():m.hostAt()]))
	e.IdleSubtracted = new(sumAfter(sum(dynamic), joules[m.hostAt():]))
	e.Accelerator = new(sum(dynamic) + leakage)
	e.Seconds.Device, e.Seconds.Total = new(seconds.device), new(seconds.total)
}

// sum adds from first to last.
func sum(x []float64) float64 { return sumAfter(0, x) }

// sumAfter adds from first to last to a sum so far.
func sumAfter(s float64, x []float64) float64 {
	for _, v := range x {
		s += v
	}
	return s
}

// sumOf adds the joules of terms from first to last.
func sumOf(terms []Term) float64 {
	s := 0.0
	for _, t := range terms {
		s += t.Joules
	}
	return s
}
