// SPDX-License-Identifier: Apache-2.0

package ledger

import (
	"fmt"

	"github.com/e2train/e2train/driver"
	"github.com/e2train/e2train/rtl/isa"
	"github.com/e2train/e2train/sim/energy"
)

// Cost is what work amounts to; nil where that is unknown.
type Cost struct {
	Cycles          *uint64
	Utilization     *float64 // MACs / (multipliers * cycles), two MACs of the predictor counted as one
	ClockHz         *int
	DeviceSeconds   *float64 // cycles / clock
	HostSeconds     *float64 // modeled, of the host beside the device
	BytesToDevice   *int64
	BytesKept       *int64 // that were on the device already
	BytesFromDevice *int64
	Energy          energy.Joules // modeled
}

// Cost returns what w costs on the meter's device.
func (m *Meter) Cost(w *Work) (Cost, error) {
	var c Cost
	if m.info.Kind == driver.KindReference {
		return c, nil
	}
	c.BytesToDevice, c.BytesKept, c.BytesFromDevice = new(w.BytesToDevice), new(w.BytesKept), new(w.BytesFromDevice)
	if !m.info.Timed || m.info.ClockHz <= 0 {
		return c, nil
	}
	cycles := w.Counters[isa.Cycles]
	c.Cycles, c.ClockHz = new(cycles), new(m.info.ClockHz)
	c.DeviceSeconds = new(float64(cycles) / float64(m.info.ClockHz))
	if cycles > 0 {
		multipliers := float64(m.info.Config.Multipliers())
		c.Utilization = new((float64(w.MACs) - float64(float64(w.PackedMACs)/2)) / (multipliers * float64(cycles)))
	}
	return c, m.price(w, &c)
}

// price fills in what the profile says, if there is one.
func (m *Meter) price(w *Work, c *Cost) error {
	if m.profile == nil {
		return nil
	}
	e, err := m.profile.Estimate(energy.GeometryOf(&m.info.Config), w.activity())
	if err != nil {
		return fmt.Errorf("model the energy of %s: %w", m.info.Address, err)
	}
	c.Energy, c.HostSeconds = e.Joules, e.Seconds.Host
	return nil
}
