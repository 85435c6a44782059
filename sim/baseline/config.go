// SPDX-License-Identifier: Apache-2.0

package baseline

import (
	"fmt"
	"slices"

	"github.com/e2train/e2train/rtl/isa"
)

// Name is the name of the configuration.
const Name = "ultra96-fp32"

// DefaultLanes is the lane count that figures are quoted for.
const DefaultLanes = 64

const (
	side       = 8 // of a tile
	entryBytes = 4 * side
	addLatency = 8
)

// Lanes returns the lane counts that the baseline can have, smallest first.
func Lanes() []int { return []int{44, DefaultLanes, 102} }

// Config returns the configuration with so many lanes. The error wraps isa.ErrConfig.
func Config(lanes int) (*isa.Config, error) {
	if !slices.Contains(Lanes(), lanes) {
		return nil, fmt.Errorf("%s has %v lanes, not %d: %w", Name, Lanes(), lanes, isa.ErrConfig)
	}
	c, err := isa.ConfigByName("ultra96")
	if err != nil {
		return nil, err
	}
	xBits := c.XDepth*c.Lanes*9 + c.MaskDepth*c.Lanes*3
	c.XDepth, c.MaskDepth = entries(xBits), 0
	c.GDepth = entries(c.GDepth * c.Lanes * 16)
	c.WDepth = entries(c.WDepth * c.Lanes * 8)
	c.AccDepth = entries(c.AccDepth * c.Lanes * isa.AccBits)
	c.Name, c.Lanes = Name, side
	c.Chain, c.DSPColumns, c.PackShift = 0, 0, 0
	c.FloatLanes = isa.FloatLanes{Count: lanes, Add: addLatency}
	c.Description = fmt.Sprintf("float32 baseline of ultra96, a model of time without RTL: %d lanes, 128-bit AXI", lanes)
	return c, nil
}

// entries returns how many entries of float32 so many bits hold.
func entries(bits int) int { return bits / 8 / entryBytes }
