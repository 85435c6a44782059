// SPDX-License-Identifier: Apache-2.0

package energy

import (
	"slices"
	"testing"

	"github.com/e2train/e2train/rtl/isa"
)

// Every counter that the hardware has is either multiplied with a coefficient, or there is a reason why not.
func TestEveryCounterIsPricedOrExcused(t *testing.T) {
	for c := range isa.NumCounters {
		priced := slices.ContainsFunc(DeviceCoefficients(), func(d DeviceCoefficient) bool {
			return slices.Contains(d.Counters, c)
		})
		reason, excused := Unpriced(c)
		if priced == excused {
			t.Errorf("%s: priced %t, unpriced %t", c, priced, excused)
		}
		if excused && reason == "" {
			t.Errorf("%s: unpriced without a reason", c)
		}
	}
}

// The events of a coefficient depend on exactly the counters that it names, and are never negative.
func TestEventsDependOnTheirCounters(t *testing.T) {
	base := fullActivity(nil).Counters
	for _, d := range DeviceCoefficients() {
		before := d.events(&base, Geometry{Lanes: 4})
		if before <= 0 {
			t.Errorf("%s: %g events", d.Name, before)
		}
		for c := range isa.NumCounters {
			changed := base
			changed[c]++
			if moved, named := d.events(&changed, Geometry{Lanes: 4}) != before, slices.Contains(d.Counters, c); moved != named {
				t.Errorf("%s: depends on %s: %t, names it: %t", d.Name, c, moved, named)
			}
		}
	}
}

func TestUnits(t *testing.T) {
	want := map[string]string{
		"device.mac_forward": "J/MAC", "device.mac_backward_data": "J/MAC", "device.mac_backward_weights": "J/MAC",
		"device.mac_predict": "J/MAC", "device.mac_masked": "J/MAC", "device.mac_operand": "J/MAC",
		"device.issue_slot": "J/slot", "device.weight_row": "J/row", "device.drain_row": "J/row",
		"device.x_read": "J/B", "device.x_write": "J/B", "device.g_read": "J/B", "device.g_write": "J/B",
		"device.w_read": "J/B", "device.w_write": "J/B", "device.acc_read": "J/B", "device.acc_write": "J/B",
		"device.mask_read": "J/B", "device.mask_write": "J/B",
		"device.dram_read_byte": "J/B", "device.dram_read_burst": "J/burst",
		"device.dram_write_byte": "J/B", "device.dram_write_burst": "J/burst",
		"device.instruction": "J/instruction", "device.cycle": "J/cycle",
		"static.programmable_logic": "W", "static.processor_idle": "W", "static.dram_standby": "W", "static.board_other": "W",
		"host.active":           "W",
		"link.bytes_per_second": "B/s", "link.seconds_per_transfer": "s/transfer", "link.energy_per_byte": "J/B", "link.overlap": "1",
	}
	kinds := []string{HostQuantize8, HostQuantize16, HostQuantizeWeights, HostDequantize, HostBatchNormForward,
		HostBatchNormBackward, HostPool, HostLinear, HostLoss, HostOptimizer, HostPack, HostGather, HostGateReduce,
		HostGateProducts, HostGateMACs, HostGateFunctions, HostLoadImage, HostAugment, HostConv, HostTopBits}
	for _, kind := range kinds {
		want["host.seconds."+kind] = "s/element"
	}
	profiles, err := Embedded()
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range profiles {
		got := map[string]string{}
		for _, c := range p.Coefficients() {
			got[c.Name] = c.Unit
			if want[c.Name] != c.Unit {
				t.Errorf("%s: %s in %q, want %q", p.Name, c.Name, c.Unit, want[c.Name])
			}
		}
		for name := range want {
			if _, ok := got[name]; !ok {
				t.Errorf("%s: no %s", p.Name, name)
			}
		}
	}
}

// An entry of float lanes has 4 bytes for each of them in every memory, and nothing else is counted differently.
func TestFloatEvents(t *testing.T) {
	c := fullActivity(nil).Counters
	whole, float := Geometry{Lanes: 8}, Geometry{Lanes: 8, Float: true}
	for _, d := range DeviceCoefficients() {
		got, want := d.events(&c, float), d.events(&c, whole)
		if d.Unit == "J/B" && d.group == groupMemory {
			want = 4 * 8 * float64(c[d.Counters[0]])
		}
		if got != want {
			t.Errorf("%s: %g events, want %g", d.Name, got, want)
		}
	}
}
