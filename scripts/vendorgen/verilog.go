// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"github.com/e2train/e2train/rtl"
	"github.com/e2train/e2train/rtl/isa"
)

// port is a port of the top module.
type port struct {
	direction string // input or output
	msb       string // expression of the highest bit, empty if there is one bit
	name      string
}

var portLine = regexp.MustCompile(`(?m)^  (input|output) +logic +(?:\[(.+):0\] +)?(\w+),?$`)

// portsOf returns the ports that the text of the top module declares.
func portsOf(text string) (ports []port, err error) {
	header, _, found := strings.Cut(text, "\n);\n")
	if !found {
		return nil, fmt.Errorf("%s has no end of its list of ports", rtl.Top)
	}
	for _, m := range portLine.FindAllStringSubmatch(header, -1) {
		ports = append(ports, port{m[1], m[2], m[3]})
	}
	if len(ports) == 0 {
		return nil, fmt.Errorf("%s has no ports", rtl.Top)
	}
	return ports, nil
}

// bits returns the range of a port as Verilog writes it.
func (p port) bits(c *isa.Config) (string, error) {
	switch p.msb {
	case "":
		return "", nil
	case "8*AxiBytes-1":
		return fmt.Sprintf("[%d:0] ", 8*c.AXIBytes-1), nil
	case "AxiBytes-1":
		return fmt.Sprintf("[%d:0] ", c.AXIBytes-1), nil
	}
	if _, err := strconv.Atoi(p.msb); err != nil {
		return "", fmt.Errorf("the range of port %s of %s: %w", p.name, rtl.Top, err)
	}
	return "[" + p.msb + ":0] ", nil
}

// The interfaces of the module, by what the names of their ports begin with.
var interfaces = []struct{ prefix, name string }{{"s_axil_", "S_AXIL"}, {"m_axi_", "M_AXI"}}

// attributes returns those with which block designs find clock, reset, interrupt and interfaces.
func (p port) attributes(c *isa.Config, first map[string]bool) string {
	info := func(kind, name string, parameters ...string) string {
		s := fmt.Sprintf("  (* X_INTERFACE_INFO = \"xilinx.com:%s %s\" *)\n", kind, name)
		if len(parameters) > 0 {
			s += fmt.Sprintf("  (* X_INTERFACE_PARAMETER = \"%s\" *)\n", strings.Join(parameters, ", "))
		}
		return s
	}
	switch p.name {
	case "clk_i":
		return info("signal:clock:1.0", "clk_i CLK", "ASSOCIATED_BUSIF S_AXIL:M_AXI", "ASSOCIATED_RESET rst_ni")
	case "rst_ni":
		return info("signal:reset:1.0", "rst_ni RST", "POLARITY ACTIVE_LOW")
	case "irq_o":
		return info("signal:interrupt:1.0", "irq_o INTERRUPT", "SENSITIVITY LEVEL_HIGH")
	}
	for _, i := range interfaces {
		rest, ok := strings.CutPrefix(p.name, i.prefix)
		if !ok {
			continue
		}
		signal, _, _ := strings.Cut(rest, "_")
		var parameters []string
		if !first[i.name] {
			first[i.name], parameters = true, busParameters(c, i.name)
		}
		return info("interface:aximm:1.0", i.name+" "+strings.ToUpper(signal), parameters...)
	}
	return ""
}

// busParameters returns what an interface says about itself beyond its ports.
func busParameters(c *isa.Config, name string) []string {
	if name == "S_AXIL" {
		return []string{"XIL_INTERFACENAME S_AXIL", "PROTOCOL AXI4LITE", "DATA_WIDTH 32"}
	}
	return []string{
		"XIL_INTERFACENAME M_AXI", "PROTOCOL AXI4", fmt.Sprint("DATA_WIDTH ", 8*c.AXIBytes), fmt.Sprint("MAX_BURST_LENGTH ", isa.MaxBurstBeats),
		fmt.Sprint("NUM_READ_OUTSTANDING ", isa.MaxOutstanding), fmt.Sprint("NUM_WRITE_OUTSTANDING ", isa.MaxOutstanding),
		"SUPPORTS_NARROW_BURST 0",
	}
}

// wrapper returns a module without parameters, in Verilog of 2001, that is one configuration: block designs take no SystemVerilog at
// their border, and numbers that are written out cannot be set wrongly there.
func wrapper(c *isa.Config, ports []port) (string, error) {
	var b strings.Builder
	fmt.Fprintf(&b, "// SPDX-License-Identifier: Apache-2.0\n// %s\n\n/// The accelerator in configuration %q as a module for block designs.\nmodule %s (\n",
		generated, c.Name, module(c))
	first := map[string]bool{}
	var declared, connected []string
	for _, p := range ports {
		bits, err := p.bits(c)
		if err != nil {
			return "", err
		}
		declared = append(declared, fmt.Sprintf("%s  %s wire %s%s", p.attributes(c, first), p.direction, bits, p.name))
		connected = append(connected, fmt.Sprintf("    .%s(%s)", p.name, p.name))
	}
	fmt.Fprintf(&b, "%s\n);\n\n  %s #(\n", strings.Join(declared, ",\n"), rtl.Top)
	for _, p := range parameters(c) {
		fmt.Fprintf(&b, "    .%s(%d),\n", p.name, p.value)
	}
	fmt.Fprintf(&b, "    .ConfigHash(32'h%08x)\n  ) u_top (\n%s\n  );\n\nendmodule\n", c.Hash(), strings.Join(connected, ",\n"))
	return b.String(), nil
}
