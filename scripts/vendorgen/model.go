// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"path"

	"github.com/e2train/e2train/driver/boards"
	"github.com/e2train/e2train/rtl"
	"github.com/e2train/e2train/rtl/isa"
)

// generated begins every file, behind the mark of a comment.
const generated = `Code generated from packages isa, rtl and boards by "go generate ./scripts/vendorgen"; DO NOT EDIT.`

// generate returns the files by their names from the folder of the scripts.
func generate() (map[string]string, error) {
	configs, err := built()
	if err != nil {
		return nil, err
	}
	sources, top, err := sources()
	if err != nil {
		return nil, err
	}
	ports, err := portsOf(top)
	if err != nil {
		return nil, err
	}
	files := map[string]string{"vivado/isa.tcl": tcl(configs, sources), "deploy/boards.sh": shell()}
	for i := range configs {
		c := &configs[i]
		if files["vivado/"+module(c)+".v"], err = wrapper(c, ports); err != nil {
			return nil, err
		}
	}
	for _, b := range boards.All() {
		for _, port := range b.Ports {
			files["overlay/"+overlayName(b, port)+".dts"] = overlay(b, port, false)
			files["overlay/"+overlayName(b, port)+"-region.dts"] = overlay(b, port, true)
		}
	}
	return files, nil
}

// built returns the configurations that some board takes.
func built() (configs []isa.Config, err error) {
	seen := map[string]bool{}
	for _, b := range boards.All() {
		for _, name := range b.Configs {
			if seen[name] {
				continue
			}
			seen[name] = true
			c, err := isa.ConfigByName(name)
			if err != nil {
				return nil, fmt.Errorf("board %s: %w", b.Name, err)
			}
			configs = append(configs, *c)
		}
	}
	return configs, nil
}

// sources returns the names of the files that the top is made of, packages first, from the root of the module, and the text of the
// top.
func sources() (names []string, top string, err error) {
	files, err := rtl.Verilog()
	if err != nil {
		return nil, "", err
	}
	for _, f := range files {
		if path.Ext(f.Name) == ".vlt" || rtl.SerialOnly(f) {
			continue
		}
		names = append(names, path.Join("rtl", f.Name))
		if f.Name == rtl.Top+".sv" {
			top = string(f.Text)
		}
	}
	return names, top, nil
}

// module is the name of a configuration's module for block designs.
func module(c *isa.Config) string { return "e2train_" + c.Name }

// parameter is one of the top module.
type parameter struct {
	name  string
	value int
}

// parameters returns those of a configuration, but for its hash.
func parameters(c *isa.Config) []parameter {
	return []parameter{
		{"Lanes", c.Lanes}, {"XDepth", c.XDepth}, {"GDepth", c.GDepth}, {"WDepth", c.WDepth}, {"MaskDepth", c.MaskDepth},
		{"AccBanks", c.AccBanks}, {"AccDepth", c.AccDepth}, {"InstrDepth", c.InstrDepth}, {"AxiBytes", c.AXIBytes},
		{"Chain", c.Chain}, {"DspColumns", c.DSPColumns}, {"PackShift", c.PackShift}, {"DspKind", dspKind(c)},
	}
}

// dspKind returns which DSP block multiplies: the pre-adder of a DSP48E1 has 25 bits, that of a DSP48E2 27.
func dspKind(c *isa.Config) int {
	if c.PackShift > 20 {
		return 2
	}
	return 1
}
