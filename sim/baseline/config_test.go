// SPDX-License-Identifier: Apache-2.0

package baseline

import (
	"errors"
	"testing"

	"github.com/e2train/e2train/rtl/isa"
)

// onChip returns the bits of all memories of operands and sums.
func onChip(c *isa.Config, x, g, w, mask, acc int) int {
	return c.Lanes * (c.XDepth*x + c.GDepth*g + c.WDepth*w + c.MaskDepth*mask + c.AccRows()*acc)
}

// The baseline has the on-chip bits, the ports and the clock of ultra96, and no more.
func TestSameDesign(t *testing.T) {
	whole, err := isa.ConfigByName("ultra96")
	if err != nil {
		t.Fatal(err)
	}
	for _, lanes := range Lanes() {
		c, err := Config(lanes)
		if err != nil {
			t.Fatal(err)
		}
		if have, want := onChip(c, 32, 32, 32, 32, 32), onChip(whole, 9, 16, 8, 3, isa.AccBits); have != want {
			t.Errorf("%d lanes: %d bits on chip, ultra96 has %d", lanes, have, want)
		}
		if c.ClockHz != whole.ClockHz || c.AXIBytes != whole.AXIBytes || c.Memory != whole.Memory || c.InstrDepth != whole.InstrDepth {
			t.Errorf("%d lanes: %+v is not the design of %+v", lanes, c, whole)
		}
		if c.Multipliers() != lanes || !c.Float() || c.Name != Name {
			t.Errorf("%d lanes: %d multipliers, float %t, name %q", lanes, c.Multipliers(), c.Float(), c.Name)
		}
	}
}

func TestOtherLanes(t *testing.T) {
	for _, lanes := range []int{-1, 0, 63, 256} {
		if _, err := Config(lanes); !errors.Is(err, isa.ErrConfig) {
			t.Errorf("%d lanes: error %v", lanes, err)
		}
	}
}
