// SPDX-License-Identifier: Apache-2.0

package vivado

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/e2train/e2train/driver/boards"
	"github.com/e2train/e2train/rtl/isa"
)

// TestKernelsAsIP runs the script for Vitis HLS on a folder of kernels.
func TestKernelsAsIP(t *testing.T) {
	sources, out := t.TempDir(), filepath.Join(t.TempDir(), "made")
	for _, name := range []string{"forward_top.cpp", "forward_tb.cpp", "masked_top.cpp", "forward_fp32_top.cpp"} {
		if err := os.WriteFile(filepath.Join(sources, name), nil, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	for set, want := range map[string][]string{"hls": {"forward_top", "masked_top"}, "hls-fp32": {"forward_fp32_top"}} {
		checkKernels(t, want, "-board", "zedboard", "-set", set, "-sources", sources, "-out", out)
	}
}

// TestOwnKernels packages the kernels of this project, whose registers fit the page that a design gives each.
func TestOwnKernels(t *testing.T) {
	files, err := filepath.Glob("../../hls/*_top.cpp")
	if err != nil || len(files) < 5 {
		t.Fatalf("kernels %v: %v", files, err)
	}
	var want []string
	for _, file := range files {
		name := strings.TrimSuffix(filepath.Base(file), ".cpp")
		text := read(t, file)
		if !strings.Contains(text, " "+name+"(") || strings.Count(text, "HLS interface m_axi") != 2 {
			t.Errorf("%s has no function %s with two masters", file, name)
		}
		for _, m := range regexp.MustCompile(`s_axilite port = \w+ offset = (0x[0-9a-f]+)`).FindAllStringSubmatch(text, -1) {
			if at, err := strconv.ParseUint(m[1], 0, 32); err != nil || at+8 > boards.RegisterBytes {
				t.Errorf("%s has a register at %s: %v", file, m[1], err)
			}
		}
		if !strings.Contains(name, "fp32") {
			want = append(want, name)
		}
	}
	checkKernels(t, want, "-board", "zedboard", "-out", filepath.Join(t.TempDir(), "made"))
}

// checkKernels wants every kernel synthesised and packaged once, for the board's part, its clock and its configuration.
func checkKernels(t *testing.T, want []string, arguments ...string) {
	t.Helper()
	all, failure := run(t, "../vitis/kernels.tcl", append([]string{"-f", "kernels.tcl", "-tclargs"}, arguments...), nil)
	if failure != "" {
		t.Fatal(failure)
	}
	var steps []string
	for _, r := range all {
		switch r[0] {
		case "set_top", "export_design":
			steps = append(steps, r[0]+" "+r[len(r)-1])
		case "add_files":
			if flags := r.option("-cflags"); !strings.Contains(flags, "-DE2TRAIN_CONFIG=Zedboard ") || !strings.Contains(flags, "/rtl") {
				t.Errorf("compiled with %s", flags)
			}
		case "set_part":
			if r[1] != "xc7z020clg484-1" {
				t.Errorf("part %s", r[1])
			}
		case "create_clock":
			if period := r.option("-period"); period != "10.000" {
				t.Errorf("a clock period of %s ns", period)
			}
		}
	}
	var wanted []string
	for _, name := range want {
		wanted = append(wanted, "set_top "+name, "export_design "+name)
	}
	if !slices.Equal(steps, wanted) {
		t.Errorf("%v, want %v", steps, wanted)
	}
}

// TestKernelNames: configurations have the names of the contract's C++ header.
func TestKernelNames(t *testing.T) {
	header := read(t, "../../rtl/isa/isa.hpp")
	for line := range strings.Lines(read(t, "isa.tcl")) {
		if name, ok := strings.CutPrefix(strings.TrimSpace(line), "cpp "); ok && !strings.Contains(header, "Config "+name+" ") && !strings.Contains(header, "Config "+name+"{") {
			t.Errorf("isa.hpp has no configuration %s", name)
		}
	}
}

// TestKernelDesigns builds designs with kernels in the place of the RTL.
func TestKernelDesigns(t *testing.T) {
	kernels := []string{"xilinx.com:hls:forward_top:1.0", "xilinx.com:hls:masked_top:1.0"}
	environment := []string{"FAKE_KERNELS=" + strings.Join(kernels, " "), "FAKE_BUSES=Master {m_axi_b m_axi_a} Slave s_axi_control"}
	b := boards.All()[0]
	c, err := isa.ConfigByName(b.Configs[0])
	if err != nil {
		t.Fatal(err)
	}
	d := build(t, "-board ultra96 -kernels hls", environment...)
	checkConnections(t, d, pins{})
	checkSteps(t, d)
	for bit, kernel := range []string{"forward_top", "masked_top"} {
		if got := d.source[fmt.Sprint("interrupts/In", bit)]; got != kernel+"/interrupt" {
			t.Errorf("interrupt %d comes from %s", bit, got)
		}
		at := fmt.Sprintf("%#x", b.Registers+uint64(bit)*boards.RegisterBytes)
		if got := d.segments["ps/Data "+kernel+"/s_axi_control/*"]; len(got) == 0 || got[0] != at {
			t.Errorf("the registers of %s are at %v, want %s", kernel, got, at)
		}
	}
	if len(d.segments) != 6 || d.properties["ps"]["PSU__SAXIGP2__DATA_WIDTH"] != fmt.Sprint(8*c.AXIBytes) {
		t.Errorf("segments %v, width %s", d.segments, d.properties["ps"]["PSU__SAXIGP2__DATA_WIDTH"])
	}
	if !strings.HasSuffix(d.settings["ip_repo_paths"], "build/vitis/ultra96-hls") {
		t.Errorf("kernels are looked for in %s", d.settings["ip_repo_paths"])
	}
	card := build(t, "-board kcu105 -kernels hls", environment...)
	checkConnections(t, card, pins{})
	if card.properties["xdma"]["xdma_num_usr_irq"] != "2" {
		t.Errorf("the card has %s interrupts", card.properties["xdma"]["xdma_num_usr_irq"])
	}
}

// TestTooManyKernels: a SmartConnect has 16 ports on a side.
func TestTooManyKernels(t *testing.T) {
	var kernels []string
	for i := range 9 {
		kernels = append(kernels, fmt.Sprintf("xilinx.com:hls:k%d:1.0", i))
	}
	_, failure := run(t, "build.tcl", strings.Fields("-kernels hls"),
		[]string{"FAKE_KERNELS=" + strings.Join(kernels, " "), "FAKE_BUSES=Master {m_axi_a m_axi_b} Slave s_axi_control"})
	if !strings.Contains(failure, "at most 16 ports") {
		t.Error(failure)
	}
}
