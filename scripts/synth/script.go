// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"strings"

	"github.com/e2train/e2train/rtl"
	"github.com/e2train/e2train/rtl/isa"
)

const netlistFile = "netlist.json"

// kept are the modules that keep their hierarchy: there are sixteen of each and more, with registers at their outputs, so that little
// is lost by synthesising one of each kind once.
var kept = []string{"array_column", "mac_lut", "drain_column"}

// script returns the commands with which Yosys makes a netlist of a configuration. AXI ports lead to other logic of the part, not to
// pins, hence no buffers. Wide multiplexers (-nowidelut) are left out because Yosys takes a LUT7 of two LUTs and a MUXF for as fast
// as one LUT and builds everything of them: larger, and longer in cells.
func script(c *isa.Config, p part, sources []string) string {
	var b strings.Builder
	b.WriteString("read_verilog -lib +/xilinx/cells_sim.v\nread_verilog -lib +/xilinx/cells_xtra.v\n")
	fmt.Fprintf(&b, "read_verilog -sv -defer -Irtl %s\n", strings.Join(sources, " "))
	fmt.Fprintf(&b, "hierarchy -top %s %s\n", rtl.Top, strings.Join(parameters(c, p), " "))
	for _, name := range kept {
		// A module with parameters is called $paramod...\name..., one without \name.
		fmt.Fprintf(&b, "setattr -mod -set keep_hierarchy 1 *%s*\n", name)
	}
	fmt.Fprintf(&b, "synth_xilinx -family %s -flatten -noiopad -noclkbuf -nowidelut -run prepare:\n", p.Family)
	fmt.Fprintf(&b, "write_json %s\n", netlistFile)
	return b.String()
}

// parameters returns those of the top module.
func parameters(c *isa.Config, p part) (flags []string) {
	for _, v := range []struct {
		name  string
		value int
	}{
		{"Lanes", c.Lanes}, {"XDepth", c.XDepth}, {"GDepth", c.GDepth}, {"WDepth", c.WDepth}, {"MaskDepth", c.MaskDepth},
		{"AccBanks", c.AccBanks}, {"AccDepth", c.AccDepth}, {"InstrDepth", c.InstrDepth}, {"AxiBytes", c.AXIBytes},
		{"Chain", c.Chain}, {"DspColumns", c.DSPColumns}, {"PackShift", c.PackShift}, {"DspKind", p.DSPKind},
	} {
		flags = append(flags, fmt.Sprintf("-chparam %s %d", v.name, v.value))
	}
	return append(flags, fmt.Sprintf("-chparam ConfigHash 32'h%08x", c.Hash()))
}

// writeSources writes the RTL below dir and returns the files in the order in which Yosys reads them.
func writeSources(dir string) (names []string, err error) {
	files, err := rtl.Verilog()
	if err != nil {
		return nil, err
	}
	for _, f := range files {
		name := path.Join("rtl", f.Name)
		file := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(file), 0o777); err != nil {
			return nil, err
		}
		if err := os.WriteFile(file, f.Text, 0o666); err != nil {
			return nil, err
		}
		if path.Ext(name) == ".sv" {
			names = append(names, name)
		}
	}
	return names, nil
}

// synthesise runs Yosys in dir on a script. What it says goes to yosys.log there.
func synthesise(dir, commands string) error {
	if err := os.WriteFile(filepath.Join(dir, "script.ys"), []byte(commands), 0o666); err != nil {
		return err
	}
	run := exec.Command("yosys", "-q", "-t", "-l", "yosys.log", "script.ys")
	run.Dir = dir
	if out, err := run.CombinedOutput(); err != nil {
		return fmt.Errorf("yosys script.ys in %s: %w; the end of yosys.log there:\n%s", dir, err, tail(out, 2000))
	}
	return nil
}

func tail(text []byte, n int) []byte { return text[max(0, len(text)-n):] }

// version returns what Yosys calls itself, such as "Yosys 0.23".
func version() (string, error) {
	out, err := exec.Command("yosys", "-V").Output()
	if err != nil {
		return "", fmt.Errorf("yosys -V: %w; sh scripts/tools.sh yosys installs it", err)
	}
	words := strings.Fields(string(out))
	return strings.Join(words[:min(2, len(words))], " "), nil
}
