// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"strings"

	"github.com/e2train/e2train/driver/boards"
	"github.com/e2train/e2train/rtl/isa"
)

func overlayName(b boards.Board, port string) string {
	if port == b.Ports[0] {
		return "e2train-" + b.Name
	}
	return "e2train-" + b.Name + "-" + port
}

// labels are names of nodes in the kernel's device tree, which must have been compiled with symbols (dtc -@).
type labels struct{ interrupts, clocks string }

var labelsOf = map[boards.Family]labels{
	boards.Zynq:   {"intc", "clkc"},
	boards.ZynqMP: {"gic", "zynqmp_clk"},
}

// cells returns a number as it appears in property reg of a bus of the family.
func cells(f boards.Family, v uint64) string {
	if f == boards.ZynqMP {
		return fmt.Sprintf("%#x %#x", v>>32, v&0xffffffff)
	}
	return fmt.Sprintf("%#x", v)
}

// overlay returns the source of an overlay: registers and interrupt, memory, clock and widths of the port to memory. With region it
// makes the kernel load the bitstream first.
func overlay(b boards.Board, port string, region bool) string {
	var s strings.Builder
	l := labelsOf[b.Family]
	fmt.Fprintf(&s, "// SPDX-License-Identifier: Apache-2.0\n// %s\n\n// %s, memory through a port %s", generated, b.Title, port)
	if region {
		s.WriteString("; applying it loads /lib/firmware/" + boards.Bitstream)
	}
	s.WriteString(".\n/dts-v1/;\n/plugin/;\n\n")
	if region {
		fmt.Fprintf(&s, "&fpga_full {\n\tfirmware-name = \"%s\";\n};\n\n", boards.Bitstream)
	}
	s.WriteString("&amba {\n")
	s.WriteString(widths(b, port))
	fmt.Fprintf(&s, "\t%s {\n\t\tcompatible = \"ikwzm,fclkcfg\";\n\t\tdevice-name = \"%s\";\n\t\tclocks = <&%s %d>;\n\t\tinsert-rate = \"%d\";\n\t\tinsert-enable = <1>;\n\t};\n\n",
		boards.Clock, boards.Clock, l.clocks, b.ClockIndex, clockOf(b))
	fmt.Fprintf(&s, "\t%s@%x {\n\t\tcompatible = \"generic-uio\";\n\t\treg = <%s %s>;\n\t\tinterrupt-parent = <&%s>;\n\t\tinterrupts = <0 %d 4>;\n\t};\n\n",
		boards.Node, b.Registers, cells(b.Family, b.Registers), cells(b.Family, boards.RegisterBytes), l.interrupts, b.Interrupt)
	fmt.Fprintf(&s, "\t%s {\n\t\tcompatible = \"ikwzm,u-dma-buf\";\n\t\tdevice-name = \"%s\";\n\t\tsize = <%#x>;\n", boards.Buffer, boards.Buffer, b.BufferBytes)
	if port == "hpc" {
		s.WriteString("\t\tdma-coherent;\n")
	}
	s.WriteString("\t};\n};\n")
	return s.String()
}

// clockOf returns the rate for the preferred configuration.
func clockOf(b boards.Board) int {
	c, err := isa.ConfigByName(b.Configs[0])
	if err != nil {
		panic(err) // built has looked
	}
	return c.ClockHz
}

// widths returns a node that sets the width of the port to memory, which loading a bitstream does not: the driver of the kernel for
// AFI (linux-xlnx) takes, on a Zynq UltraScale+, pairs of a register's number and its value, 0 for 128 bits and 1 for 64; on a
// Zynq-7000, 0 for 64 bits and 1 for 32.
func widths(b boards.Board, port string) string {
	c, err := isa.ConfigByName(b.Configs[0])
	if err != nil {
		panic(err) // built has looked
	}
	if b.Family == boards.Zynq {
		return fmt.Sprintf("\tafi@f8008000 {\n\t\tcompatible = \"xlnx,zynq-afi-fpga\";\n\t\treg = <0xf8008000 0x1000>;\n\t\txlnx,afi-buswidth = <%d>;\n\t};\n\n",
			8/c.AXIBytes-1)
	}
	read := map[string]int{"hpc": 0, "hp": 4}[port]
	value := map[int]int{16: 0, 8: 1, 4: 2}[c.AXIBytes]
	return fmt.Sprintf("\tafi0 {\n\t\tcompatible = \"xlnx,afi-fpga\";\n\t\tconfig-afi = <%d %d>, <%d %d>;\n\t};\n\n", read, value, read+1, value)
}
