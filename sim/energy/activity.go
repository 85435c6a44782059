// SPDX-License-Identifier: Apache-2.0

package energy

import (
	"fmt"
	"math"

	"github.com/e2train/e2train/rtl/isa"
)

// Geometry is what the model has to know of an accelerator besides its activity.
type Geometry struct {
	Lanes   int     // side of the multiplier array, and elements of a memory entry
	ClockHz float64 // 0 if unknown: then everything that depends on time is unknown
	Float   bool    // elements are float32 in every memory
}

// GeometryOf returns the geometry of a configuration at its target clock.
func GeometryOf(c *isa.Config) Geometry {
	return Geometry{Lanes: c.Lanes, ClockHz: float64(c.ClockHz), Float: c.Float()}
}

// Activity is what happened: in a launch, a layer, a step or a run. The zero value is nothing.
type Activity struct {
	Counters        isa.Counters
	HostOps         map[string]int64 // elements for each kind of host operation
	BytesToDevice   int64
	BytesFromDevice int64
	Transfers       int64 // over the link, in both directions
}

// Add adds what happened in b to a.
func (a *Activity) Add(b *Activity) {
	a.Counters.Add(&b.Counters)
	for kind, n := range b.HostOps {
		if a.HostOps == nil {
			a.HostOps = map[string]int64{}
		}
		a.HostOps[kind] += n
	}
	a.BytesToDevice += b.BytesToDevice
	a.BytesFromDevice += b.BytesFromDevice
	a.Transfers += b.Transfers
}

// tile returns the multipliers that a vector occupies.
func (g Geometry) tile() float64 { return float64(g.Lanes) * float64(g.Lanes) }

// validate reports whether an accelerator can look like this.
func (g Geometry) validate() error {
	if g.Lanes < 1 {
		return fmt.Errorf("energy: %d lanes: %w", g.Lanes, ErrGeometry)
	}
	if math.IsNaN(g.ClockHz) || math.IsInf(g.ClockHz, 0) || g.ClockHz < 0 {
		return fmt.Errorf("energy: clock of %g Hz: %w", g.ClockHz, ErrGeometry)
	}
	return nil
}

// validate reports whether a can have happened on an accelerator with the given lanes.
func (a *Activity) validate(lanes int) error {
	for _, n := range []struct {
		name  string
		value int64
	}{
		{"bytes to device", a.BytesToDevice}, {"bytes from device", a.BytesFromDevice}, {"transfers", a.Transfers},
	} {
		if n.value < 0 {
			return fmt.Errorf("energy: %d %s: %w", n.value, n.name, ErrActivity)
		}
	}
	return checkCounters(&a.Counters, lanes)
}

// checkCounters reports whether the counters that say how much work was saved fit those that say how much there was.
func checkCounters(c *isa.Counters, lanes int) error {
	if zeros, all := c[isa.ZeroOperands], issuedVectors(c); zeros > all {
		return fmt.Errorf("energy: %s %d of %d issued vectors: %w", isa.ZeroOperands, zeros, all, ErrActivity)
	}
	masked, all := float64(c[isa.MaskedMACs]), float64(c[isa.IssueMasked])*float64(lanes*lanes)
	if masked > all {
		return fmt.Errorf("energy: %s %g of %g: %w", isa.MaskedMACs, masked, all, ErrActivity)
	}
	return nil
}
