// SPDX-License-Identifier: Apache-2.0

package main

import "github.com/e2train/e2train/rtl/isa"

// part is what a device has, and the way to synthesise for it.
type part struct {
	Name    string
	Family  string // Yosys's name of it
	DSPKind int    // parameter DspKind of the top: 1 DSP48E1, 2 DSP48E2
	Has     use
}

// The parts of the boards: DS190 (Zynq-7000) and DS891 (Zynq UltraScale+). LUTRAM is the LUTs of SLICEM.
var (
	xc7z020 = part{"XC7Z020", "xc7", 1, use{LUT: 53200, LUTRAM: 17400, FF: 106400, DSP: 220, RAM18: 2 * 140}}
	xczu3eg = part{"XCZU3EG", "xcup", 2, use{LUT: 70560, LUTRAM: 28800, FF: 141120, DSP: 360, RAM18: 2 * 216}}
)

// partOf returns the part that a configuration is built for.
func partOf(c *isa.Config) part {
	if c.PackShift > 20 { // the pre-adder of a DSP48E1 has 25 bits
		return xczu3eg
	}
	return xc7z020
}

// What may be used: the rest is room for interconnect, and for placement and routing to succeed. The cells of a path are only a rule of
// the RTL (rtl/README.md), not a time.
const (
	percentLUT   = 80
	percentBRAM  = 90
	longestCells = 8
)
