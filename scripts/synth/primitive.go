// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"strings"
)

// use is what primitives take from a part. A block RAM of 18 kbit is half a RAM36.
type use struct {
	LUT, LUTRAM, FF, DSP, RAM18 int // LUT counts those of LUTRAM too
}

func (u *use) add(o use) {
	u.LUT += o.LUT
	u.LUTRAM += o.LUTRAM
	u.FF += o.FF
	u.DSP += o.DSP
	u.RAM18 += o.RAM18
}

// kind is how a primitive takes part in paths.
type kind int

const (
	sequential kind = iota // every path ends at its inputs and starts at its outputs
	logic                  // LUT, carry, multiplexer: inputs reach outputs at once
	lutMemory              // written by the clock, read at once: an address is one cell away from the output
)

// lutMemories holds the LUTs that each memory and shift register in LUTs takes: UG474 and UG574.
var lutMemories = map[string]int{
	"SRL16E": 1, "SRLC16E": 1, "SRLC32E": 1,
	"RAM32X1S": 1, "RAM64X1S": 1, "RAM128X1S": 2, "RAM256X1S": 4, "RAM512X1S": 8,
	"RAM32X1D": 2, "RAM64X1D": 2, "RAM128X1D": 4, "RAM256X1D": 8,
	"RAM32M": 4, "RAM64M": 4, "RAM32M16": 8, "RAM64M8": 8, "RAM32X16DR8": 8, "RAM64X8SW": 8,
}

// classify returns what a primitive takes and how it takes part in paths. Errors wrap errNetlist.
func (g *gate) classify() (use, kind, error) {
	if n, ok := lutMemories[g.Type]; ok {
		return use{LUT: n, LUTRAM: n}, lutMemory, nil
	}
	switch g.Type {
	case "LUT1", "LUT2", "LUT3", "LUT4", "LUT5", "LUT6", "INV":
		return use{LUT: 1}, logic, nil
	case "CARRY4", "CARRY8", "MUXF7", "MUXF8", "MUXF9":
		return use{}, logic, nil
	case "FDRE", "FDSE", "FDCE", "FDPE":
		return use{FF: 1}, sequential, nil
	case "DSP48E1", "DSP48E2":
		if !isSet(g.Parameters, "PREG") {
			return use{}, 0, fmt.Errorf("%s has no register at its output, paths through it cannot be counted: %w",
				join(g.path, g.name), errNetlist)
		}
		return use{DSP: 1}, sequential, nil
	case "RAMB18E1", "RAMB18E2":
		return use{RAM18: 1}, sequential, nil
	case "RAMB36E1", "RAMB36E2":
		return use{RAM18: 2}, sequential, nil
	}
	return use{}, 0, fmt.Errorf("%s is a %s, which is none of the primitives that are counted: %w", join(g.path, g.name), g.Type, errNetlist)
}

// reaches returns whether an input of a primitive that is not sequential changes an output without a clock.
func (g *gate) reaches(in, out pin) bool {
	switch {
	case strings.HasPrefix(g.Type, "CARRY"):
		return carryReaches(in, out)
	case strings.HasPrefix(g.Type, "SRL"):
		return out.port == "Q" && strings.HasPrefix(in.port, "A")
	case strings.HasPrefix(g.Type, "RAM"):
		return addresses(in.port, out.port)
	}
	return true
}

// carryReaches: bit i of a carry chain's CO has S and DI up to bit i in it, of O S up to i and DI below i.
func carryReaches(in, out pin) bool {
	if in.port == "DI" && out.port == "O" {
		return in.bit < out.bit
	}
	return in.bit <= out.bit || in.port != "S" && in.port != "DI"
}

// addresses returns whether a port of a LUT memory is (a bit of) the address that an output is read with: DPRA for DPO,
// ADDRx for DOx, A for SPO and O.
func addresses(in, out string) bool {
	if rest, ok := strings.CutPrefix(out, "DO"); ok {
		return in == "ADDR"+rest
	}
	if out == "DPO" {
		return strings.HasPrefix(in, "DPRA")
	}
	return strings.HasPrefix(in, "A")
}
