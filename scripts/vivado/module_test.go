// SPDX-License-Identifier: Apache-2.0

package vivado

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/e2train/e2train/driver/boards"
	"github.com/e2train/e2train/rtl/isa"
	"github.com/e2train/e2train/rtl/tooltest"
)

// TestModulesFitTheTop has Verilator connect each module to the top's ports: they must have its names and widths.
func TestModulesFitTheTop(t *testing.T) {
	verilator := tooltest.Find(t, "verilator", "modules for block designs fit the top")
	header, _, _ := strings.Cut(read(t, "../../rtl/e2train_top.sv"), "\n);\n")
	top := filepath.Join(t.TempDir(), "e2train_top.sv")
	if err := os.WriteFile(top, []byte(header+"\n);\nendmodule\n"), 0o666); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"ultra96", "zedboard", "zed8"} {
		lint(t, verilator, name, "-Wno-UNUSED", "-Wno-UNDRIVEN", "../../rtl/isa/isa_pkg.sv", top, "e2train_"+name+".v")
	}
}

// TestFilesAreComplete has Verilator put modules together from exactly the files that a design gets. The smallest does normally.
func TestFilesAreComplete(t *testing.T) {
	verilator := tooltest.Find(t, "verilator", "designs get all files that they need")
	designs := map[string]string{"zed8": "-board zedboard -config zed8"}
	if os.Getenv("E2TRAIN_FULL") != "" {
		designs["ultra96"], designs["zedboard"] = "-board ultra96", "-board zedboard"
	}
	for name, options := range designs {
		arguments := []string{"../../rtl/lint/verilator.vlt", "../../rtl/tb/DSP48E1.sv", "../../rtl/tb/DSP48E2.sv", "../../rtl/tb/dsp48_subset.sv"}
		for _, file := range build(t, options+" -to design").files {
			if !strings.HasSuffix(file, ".svh") && filepath.Base(file) != "system_wrapper.v" {
				arguments = append(arguments, file)
			}
		}
		lint(t, verilator, name, arguments...)
	}
}

func lint(t *testing.T, verilator, config string, arguments ...string) {
	t.Helper()
	fixed := []string{"--lint-only", "-Wall", "-Wno-DECLFILENAME", "-I../../rtl", "--top-module", "e2train_" + config}
	if out, err := exec.Command(verilator, append(fixed, arguments...)...).CombinedOutput(); err != nil {
		t.Errorf("%s: %v\n%s", config, err, out)
	}
}

// TestModulesAreVerilog: block designs take no SystemVerilog at their border. Yosys reads Verilog of 2005 unless told otherwise.
func TestModulesAreVerilog(t *testing.T) {
	yosys := tooltest.Find(t, "yosys", "modules for block designs are plain Verilog")
	files, err := filepath.Glob("*.v")
	if err != nil || len(files) != 4 {
		t.Fatalf("%v: %v", files, err)
	}
	command := "read_verilog " + strings.Join(files, " ")
	if out, err := exec.Command(yosys, "-q", "-p", command).CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
}

// TestModuleParameters compares what is written in the modules with the configurations.
func TestModuleParameters(t *testing.T) {
	for _, b := range boards.All() {
		for _, name := range b.Configs {
			c, err := isa.ConfigByName(name)
			if err != nil {
				t.Fatal(err)
			}
			want := []string{
				fmt.Sprint("Lanes ", c.Lanes), fmt.Sprint("XDepth ", c.XDepth), fmt.Sprint("GDepth ", c.GDepth), fmt.Sprint("WDepth ", c.WDepth),
				fmt.Sprint("MaskDepth ", c.MaskDepth), fmt.Sprint("AccBanks ", c.AccBanks), fmt.Sprint("AccDepth ", c.AccDepth),
				fmt.Sprint("InstrDepth ", c.InstrDepth), fmt.Sprint("AxiBytes ", c.AXIBytes), fmt.Sprint("Chain ", c.Chain),
				fmt.Sprint("DspColumns ", c.DSPColumns), fmt.Sprint("PackShift ", c.PackShift),
				fmt.Sprint("DspKind ", map[boards.Family]int{boards.Zynq: 1, boards.ZynqMP: 2}[b.Family]),
				fmt.Sprintf("ConfigHash 32'h%08x", c.Hash()),
			}
			text, _, _ := strings.Cut(read(t, "e2train_"+name+".v"), "u_top")
			var got []string
			for _, m := range regexp.MustCompile(`(?m)^    \.(\w+)\((.+)\),?$`).FindAllStringSubmatch(text, -1) {
				got = append(got, m[1]+" "+m[2])
			}
			if !slices.Equal(got, want) {
				t.Errorf("e2train_%s.v has\n%v, want\n%v", name, got, want)
			}
			window := regexp.MustCompile(`input wire \[(\d+):0\] s_axil_araddr_i`).FindStringSubmatch(text)
			if window == nil || window[1] != "11" || boards.RegisterBytes != 1<<12 {
				t.Errorf("e2train_%s.v decodes address bits %v, the drivers reckon with %d bytes", name, window, boards.RegisterBytes)
			}
		}
	}
}
