// SPDX-License-Identifier: Apache-2.0

package ledger

import (
	"errors"
	"fmt"

	"github.com/e2train/e2train/sim/energy"
)

// ErrNoPrice is the cause of errors about devices whose energy is unknown.
var ErrNoPrice = errors.New("its energy is unknown")

// Price is what work costs in modeled joules: of the whole board, in parts, and of the accelerator alone. All of it is linear in
// the work, so the prices of parts add up to that of the whole, but for rounding.
type Price struct {
	Total       float64 `json:"total"`
	Dynamic     float64 `json:"dynamic"` // events of the device
	Static      float64 `json:"static"`  // idle board, all the time that the work takes
	Host        float64 `json:"host"`    // computing host, above idle
	Link        float64 `json:"link"`    // bytes that cross the link
	Idle        float64 `json:"idle_subtracted"`
	Accelerator float64 `json:"accelerator"` // device terms, leakage of the logic while the device runs
}

// Add adds another price to p.
func (p *Price) Add(other Price) {
	p.Total += other.Total
	p.Dynamic += other.Dynamic
	p.Static += other.Static
	p.Host += other.Host
	p.Link += other.Link
	p.Idle += other.Idle
	p.Accelerator += other.Accelerator
}

// Times returns the price of so many times the work.
func (p Price) Times(n float64) Price {
	return Price{
		float64(n * p.Total), float64(n * p.Dynamic), float64(n * p.Static), float64(n * p.Host), float64(n * p.Link), float64(n * p.Idle), float64(n * p.Accelerator),
	}
}

// Price returns what w costs on the meter's device. The error wraps ErrNoPrice if nobody knows.
func (m *Meter) Price(w *Work) (Price, error) {
	if m.profile == nil || m.info.ClockHz <= 0 || !m.info.Timed {
		return Price{}, fmt.Errorf("price work on %s: %w", m.info.Address, ErrNoPrice)
	}
	e, err := m.profile.Price(energy.GeometryOf(&m.info.Config), w.activity())
	if err != nil {
		return Price{}, fmt.Errorf("model the energy of %s: %w", m.info.Address, err)
	}
	return Price{*e.Total, *e.Dynamic, *e.Static, *e.Host, *e.Link, *e.IdleSubtracted, *e.Accelerator}, nil
}

// Case returns w as the energy model compares it with other work. The error wraps ErrNoPrice if nobody knows what it costs.
func (m *Meter) Case(w *Work) (*energy.Case, error) {
	if _, err := m.Price(&Work{}); err != nil {
		return nil, err
	}
	return &energy.Case{Profile: m.profile, Geometry: energy.GeometryOf(&m.info.Config), Activity: w.activity()}, nil
}
