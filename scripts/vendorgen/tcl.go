// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"strings"

	"github.com/e2train/e2train/driver/boards"
	"github.com/e2train/e2train/rtl/isa"
)

// tcl returns isa.tcl: variables of namespace e2train.
func tcl(configs []isa.Config, sources []string) string {
	var b strings.Builder
	b.WriteString("# SPDX-License-Identifier: Apache-2.0\n# " + generated + "\n\nnamespace eval ::e2train {\n")
	fmt.Fprintf(&b, "  # Contract version and identity of the hardware.\n  variable version %d\n  variable id %#x\n\n", isa.Version, isa.ID)
	b.WriteString("  # Byte offsets of the registers, and how much of an address space they take.\n  variable registers {\n")
	for _, r := range isa.RegisterNames {
		fmt.Fprintf(&b, "    %s %#x\n", r.Name, r.Register)
	}
	fmt.Fprintf(&b, "  }\n  variable register_bytes %d\n\n", boards.RegisterBytes)
	fmt.Fprintf(&b, "  # Bursts of the master: beats of the longest, and how many are in flight in each direction.\n"+
		"  variable burst_beats %d\n  variable outstanding %d\n\n", isa.MaxBurstBeats, isa.MaxOutstanding)
	b.WriteString("  # The configurations that boards take.\n  variable configs {\n")
	for i := range configs {
		b.WriteString(tclConfig(&configs[i]))
	}
	b.WriteString("  }\n\n  # The boards.\n  variable boards {\n")
	for _, board := range boards.All() {
		b.WriteString(tclBoard(board))
	}
	fmt.Fprintf(&b, "  }\n\n  # Where memory begins on a PCIe card.\n  variable card_base %d\n\n", boards.CardBase)
	fmt.Fprintf(&b, "  # The sources, from the root of the module.\n  variable sources {\n    %s\n  }\n}\n", strings.Join(sources, "\n    "))
	return b.String()
}

// cppName is what the configuration is called in isa.hpp.
func cppName(c *isa.Config) string { return strings.ToUpper(c.Name[:1]) + c.Name[1:] }

func tclConfig(c *isa.Config) string {
	var b strings.Builder
	fmt.Fprintf(&b, "    %s {\n      module %s\n      cpp %s\n      clock_hz %d\n      data_bits %d\n      hash 0x%08x\n      parameters {\n",
		c.Name, module(c), cppName(c), c.ClockHz, 8*c.AXIBytes, c.Hash())
	for _, p := range parameters(c) {
		fmt.Fprintf(&b, "        %s %d\n", p.name, p.value)
	}
	b.WriteString("      }\n    }\n")
	return b.String()
}

func tclBoard(board boards.Board) string {
	return fmt.Sprintf("    %s {\n      title %s\n      family %s\n      configs {%s}\n      ports {%s}\n      registers %#x\n      memory_bytes %d\n    }\n",
		board.Name, board.Title, board.Family, strings.Join(board.Configs, " "), strings.Join(board.Ports, " "), board.Registers, board.Memory)
}
