// SPDX-License-Identifier: Apache-2.0

// Package overlay holds the tests of the device tree overlays: they are compiled, applied to a small tree that has the labels of the
// kernels' trees, and what comes out is compared with what the drivers open.
package overlay

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/e2train/e2train/driver/boards"
	"github.com/e2train/e2train/rtl/isa"
	"github.com/e2train/e2train/rtl/tooltest"
)

// base is a device tree with what overlays of a family refer to.
const base = `/dts-v1/;
/ {
	#address-cells = <%d>;
	#size-cells = <%d>;
	fpga_full: fpga-full {
		compatible = "fpga-region";
	};
	amba: axi {
		compatible = "simple-bus";
		#address-cells = <%d>;
		#size-cells = <%d>;
		ranges;
		%s: interrupt-controller {
			interrupt-controller;
			#interrupt-cells = <3>;
		};
		%s: clock-controller {
			#clock-cells = <1>;
		};
	};
};
`

// tree is a compiled device tree with an overlay applied.
type tree struct{ path string }

// apply compiles an overlay and applies it to the tree of a board's family.
func apply(t *testing.T, b boards.Board, name string) tree {
	t.Helper()
	dir := t.TempDir()
	width, interrupts, clocks := 1, "intc", "clkc"
	if b.Family == boards.ZynqMP {
		width, interrupts, clocks = 2, "gic", "zynqmp_clk"
	}
	source := filepath.Join(dir, "base.dts")
	if err := os.WriteFile(source, fmt.Appendf(nil, base, width, width, width, width, interrupts, clocks), 0o666); err != nil {
		t.Fatal(err)
	}
	command(t, "dtc", "-q", "-@", "-I", "dts", "-O", "dtb", "-o", filepath.Join(dir, "base.dtb"), source)
	command(t, "dtc", "-@", "-I", "dts", "-O", "dtb", "-o", filepath.Join(dir, "overlay.dtbo"), name+".dts")
	command(t, "fdtoverlay", "-i", filepath.Join(dir, "base.dtb"), "-o", filepath.Join(dir, "out.dtb"), filepath.Join(dir, "overlay.dtbo"))
	return tree{filepath.Join(dir, "out.dtb")}
}

func command(t *testing.T, name string, arguments ...string) string {
	t.Helper()
	out, err := exec.Command(name, arguments...).CombinedOutput()
	if err != nil {
		t.Fatalf("%s %v: %v\n%s", name, arguments, err, out)
	}
	return strings.TrimSpace(string(out))
}

// get returns a property: words in hexadecimal, or a text.
func (tr tree) get(t *testing.T, kind, node, property string) string {
	t.Helper()
	return command(t, "fdtget", "-t", kind, tr.path, node, property)
}

// TestOverlays compares every overlay with the drivers' table and the configuration.
func TestOverlays(t *testing.T) {
	tooltest.Find(t, "dtc", "device tree overlays can be applied and have what the drivers open")
	seen := map[string]bool{}
	for _, b := range boards.All() {
		for i, port := range b.Ports {
			name := "e2train-" + b.Name
			if i > 0 {
				name += "-" + port
			}
			for _, region := range []bool{false, true} {
				if region {
					name += "-region"
				}
				seen[name+".dts"] = true
				check(t, apply(t, b, name), b, port, region)
			}
		}
	}
	files, err := filepath.Glob("*.dts")
	if err != nil || len(files) != len(seen) {
		t.Errorf("there are %v, looked at were %v: %v", files, seen, err)
	}
}

func check(t *testing.T, tr tree, b boards.Board, port string, region bool) {
	t.Helper()
	c, err := isa.ConfigByName(b.Configs[0])
	if err != nil {
		t.Fatal(err)
	}
	// UIO devices are called as the node without its address (uio_pdrv_genirq).
	node := fmt.Sprintf("/axi/%s@%x", boards.Node, b.Registers)
	registers := fmt.Sprintf("%x %x", b.Registers, boards.RegisterBytes)
	if b.Family == boards.ZynqMP {
		registers = fmt.Sprintf("0 %x 0 %x", b.Registers, boards.RegisterBytes)
	}
	for _, p := range []struct{ kind, node, property, want string }{
		{"s", node, "compatible", "generic-uio"},
		{"x", node, "reg", registers},
		{"x", node, "interrupts", fmt.Sprintf("0 %x 4", b.Interrupt)},
		{"s", "/axi/" + boards.Buffer, "compatible", "ikwzm,u-dma-buf"},
		{"s", "/axi/" + boards.Buffer, "device-name", boards.Buffer},
		{"x", "/axi/" + boards.Buffer, "size", fmt.Sprintf("%x", b.BufferBytes)},
		{"s", "/axi/" + boards.Clock, "compatible", "ikwzm,fclkcfg"},
		{"s", "/axi/" + boards.Clock, "device-name", boards.Clock},
		{"s", "/axi/" + boards.Clock, "insert-rate", fmt.Sprint(c.ClockHz)},
	} {
		if got := tr.get(t, p.kind, p.node, p.property); got != p.want {
			t.Errorf("%s %s: %s is %q, want %q", b.Name, port, p.property, got, p.want)
		}
	}
	checkClock(t, tr, b)
	checkPort(t, tr, b, port, c)
	if got := properties(t, tr, "/fpga-full"); slices.Contains(got, "firmware-name") != region {
		t.Errorf("%s: the region has %v", b.Name, got)
	}
	if region && tr.get(t, "s", "/fpga-full", "firmware-name") != boards.Bitstream {
		t.Errorf("%s: the region loads another bitstream", b.Name)
	}
}

// checkClock follows the references to interrupt and clock controllers.
func checkClock(t *testing.T, tr tree, b boards.Board) {
	t.Helper()
	controller := tr.get(t, "x", "/axi/clock-controller", "phandle")
	if got := tr.get(t, "x", "/axi/"+boards.Clock, "clocks"); got != fmt.Sprintf("%s %x", controller, b.ClockIndex) {
		t.Errorf("%s: clocks are %s, the controller is %s", b.Name, got, controller)
	}
	controller = tr.get(t, "x", "/axi/interrupt-controller", "phandle")
	if got := tr.get(t, "x", fmt.Sprintf("/axi/%s@%x", boards.Node, b.Registers), "interrupt-parent"); got != controller {
		t.Errorf("%s: interrupts go to %s, the controller is %s", b.Name, got, controller)
	}
}

// checkPort compares coherence and width of the port to memory. AFI registers 0 and 1 are those of HPC0, 4 and 5 of HP0; 0 is 128
// bits. On a Zynq-7000 HP0 has its registers at 0xf8008000, 0 is 64 bits.
func checkPort(t *testing.T, tr tree, b boards.Board, port string, c *isa.Config) {
	t.Helper()
	coherent := slices.Contains(properties(t, tr, "/axi/"+boards.Buffer), "dma-coherent")
	if coherent != (port == "hpc") || coherent != (boards.Attributes(port).Cache == 0xf) {
		t.Errorf("%s, port %s: the buffer is coherent: %v; the accelerator says %+v", b.Name, port, coherent, boards.Attributes(port))
	}
	node, property := "/axi/afi0", "config-afi"
	if b.Family == boards.Zynq {
		node, property = "/axi/afi@f8008000", "xlnx,afi-buswidth"
	}
	got := tr.get(t, "x", node, property)
	want := map[string]string{"zynq hp 8": "0", "zynqmp hp 16": "4 0 5 0", "zynqmp hpc 16": "0 0 1 0"}[fmt.Sprint(b.Family, " ", port, " ", c.AXIBytes)]
	if got != want {
		t.Errorf("%s, port %s of %d bytes: width is %q, want %q", b.Name, port, c.AXIBytes, got, want)
	}
}

func properties(t *testing.T, tr tree, node string) []string {
	t.Helper()
	return strings.Fields(command(t, "fdtget", "-p", tr.path, node))
}
