// SPDX-License-Identifier: Apache-2.0

// Package vivado holds the tests of the scripts for Vivado: with commands that stand in for the vendor's, the scripts run, and the
// design that they ask for is compared with the drivers' table of boards, the configurations and the RTL.
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
	"github.com/e2train/e2train/rtl"
	"github.com/e2train/e2train/rtl/isa"
)

// TestDesigns builds the design of every board, configuration and port.
func TestDesigns(t *testing.T) {
	for _, b := range boards.All() {
		for _, name := range b.Configs {
			for _, port := range b.Ports {
				t.Run(strings.Join([]string{b.Name, name, port}, "/"), func(t *testing.T) {
					t.Parallel()
					c, err := isa.ConfigByName(name)
					if err != nil {
						t.Fatal(err)
					}
					d := build(t, fmt.Sprintf("-board %s -config %s -port %s", b.Name, name, port))
					checkConnections(t, d, module(t, c))
					checkProcessors(t, d, b, c, port)
					checkAddresses(t, d, b, port)
					checkFiles(t, d, c)
					checkSteps(t, d)
				})
			}
		}
	}
}

// module returns what the module of a configuration offers, from its text.
func module(t *testing.T, c *isa.Config) pins {
	t.Helper()
	text := read(t, "e2train_"+c.Name+".v")
	p := pins{inputs: []string{"clk_i", "rst_ni"}, outputs: []string{"irq_o"}}
	for _, m := range regexp.MustCompile(`aximm:1.0 (\S+) AWADDR" \*\)\n(?:.*\n)?  (input|output)`).FindAllStringSubmatch(text, -1) {
		if m[2] == "input" {
			p.slaves = append(p.slaves, m[1])
		} else {
			p.masters = append(p.masters, m[1])
		}
	}
	if len(p.masters) != 1 || len(p.slaves) != 1 {
		t.Fatalf("e2train_%s.v has masters %v and slaves %v", c.Name, p.masters, p.slaves)
	}
	return p
}

func read(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// checkConnections wants every input driven by an output, and every interface of a cell connected or led out by the board file.
func checkConnections(t *testing.T, d *design, accelerator pins) {
	t.Helper()
	outputs, masters, slaves := map[string]bool{}, map[string]bool{}, map[string]bool{}
	var inputs []string
	for name, kind := range d.kinds {
		p, err := pinsOf(kind, d.properties[name])
		if strings.HasPrefix(kind, "e2train_") {
			p, err = accelerator, nil
		}
		if err != nil {
			t.Fatal(err)
		}
		for property := range d.properties[name] {
			if !slices.Contains(known[kind], property) {
				t.Errorf("%s has no property %s", kind, property)
			}
		}
		for _, pin := range p.inputs {
			inputs = append(inputs, name+"/"+pin)
		}
		note(outputs, name, p.outputs)
		note(masters, name, p.masters)
		note(slaves, name, p.slaves)
	}
	checkNets(t, d, inputs, outputs)
	checkBuses(t, d, masters, slaves)
}

func note(in map[string]bool, cell string, names []string) {
	for _, name := range names {
		in[cell+"/"+name] = true
	}
}

func checkNets(t *testing.T, d *design, inputs []string, outputs map[string]bool) {
	t.Helper()
	for _, pin := range inputs {
		if source := d.source[pin]; !outputs[source] && d.board[pin] == "" {
			t.Errorf("input %s is driven by %q", pin, source)
		}
	}
	for pin := range d.source {
		if !slices.Contains(inputs, pin) {
			t.Errorf("%s is connected and no input", pin)
		}
	}
}

func checkBuses(t *testing.T, d *design, masters, slaves map[string]bool) {
	t.Helper()
	reached := map[string]bool{}
	for from, to := range d.buses {
		if !masters[from] || !slaves[to] || reached[to] {
			t.Errorf("%s leads to %s", from, to)
		}
		reached[to] = true
	}
	for name := range masters {
		if d.buses[name] == "" && d.board[name] == "" {
			t.Errorf("master %s leads nowhere", name)
		}
	}
	for name := range slaves {
		if !reached[name] && d.board[name] == "" {
			t.Errorf("nothing leads to slave %s", name)
		}
	}
}

// checkProcessors compares clock, width and interrupt of the processors with the configuration.
func checkProcessors(t *testing.T, d *design, b boards.Board, c *isa.Config, port string) {
	t.Helper()
	want := map[string]string{"PCW_FPGA0_PERIPHERAL_FREQMHZ": fmt.Sprint(c.ClockHz / 1e6), "PCW_S_AXI_HP0_DATA_WIDTH": fmt.Sprint(8 * c.AXIBytes)}
	clock, interrupt, preset := "ps/FCLK_CLK0", "ps/IRQ_F2P", "processing_system7"
	if b.Family == boards.ZynqMP {
		width := map[string]string{"hp": "PSU__SAXIGP2__DATA_WIDTH", "hpc": "PSU__SAXIGP0__DATA_WIDTH"}[port]
		want = map[string]string{"PSU__CRL_APB__PL0_REF_CTRL__FREQMHZ": fmt.Sprint(c.ClockHz / 1e6), width: fmt.Sprint(8 * c.AXIBytes)}
		clock, interrupt, preset = "ps/pl_clk0", "ps/pl_ps_irq0", "zynq_ultra_ps_e"
	}
	for name, value := range want {
		if got := d.properties["ps"][name]; got != value {
			t.Errorf("%s is %q, want %s", name, got, value)
		}
	}
	if got := d.source[interrupt]; got != "accelerator/irq_o" {
		t.Errorf("%s comes from %q", interrupt, got)
	}
	for pin, source := range d.source {
		if strings.Contains(pin, "clk") && source != clock || strings.HasSuffix(pin, "_ACLK") && source != clock {
			t.Errorf("%s has clock %s, want %s", pin, source, clock)
		}
	}
	if d.board["ps"] == "" || !strings.Contains(d.kinds["ps"], preset) {
		t.Errorf("ps is %s with preset %q", d.kinds["ps"], d.board["ps"])
	}
}

// checkAddresses compares the address map with the drivers' table.
func checkAddresses(t *testing.T, d *design, b boards.Board, port string) {
	t.Helper()
	memory := map[string]string{"hp": "ps/SAXIGP2/HP0_DDR_LOW", "hpc": "ps/SAXIGP0/HPC0_DDR_LOW"}[port]
	if b.Family == boards.Zynq {
		memory = "ps/S_AXI_HP0/HP0_DDR_LOWOCM"
	}
	want := map[string]record{
		"ps/Data accelerator/S_AXIL/*": {fmt.Sprintf("%#x", b.Registers), fmt.Sprint(boards.RegisterBytes)},
		"accelerator/M_AXI " + memory:  {"0x0", fmt.Sprint(b.Memory)},
	}
	if fmt.Sprint(d.segments) != fmt.Sprint(want) {
		t.Errorf("address map\n%v, want\n%v", d.segments, want)
	}
}

// checkFiles wants the files of the top's hierarchy and the configuration's module, and no other.
func checkFiles(t *testing.T, d *design, c *isa.Config) {
	t.Helper()
	root, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"scripts/vivado/e2train_" + c.Name + ".v", "system_wrapper.v"}
	for _, name := range hierarchy(t) {
		want = append(want, "rtl/"+name)
	}
	var got []string
	for _, file := range d.files {
		got = append(got, strings.TrimPrefix(file, root+"/"))
	}
	slices.Sort(want)
	slices.Sort(got)
	if !slices.Equal(got, want) {
		t.Errorf("files\n%v, want\n%v", got, want)
	}
	if d.settings["include_dirs"] != filepath.Join(root, "rtl") {
		t.Errorf("headers are looked for in %q", d.settings["include_dirs"])
	}
}

// hierarchy returns the files of the modules below the top, of the packages and headers that they use.
func hierarchy(t *testing.T) (names []string) {
	t.Helper()
	files, err := rtl.Verilog()
	if err != nil {
		t.Fatal(err)
	}
	texts := map[string]string{}
	for _, f := range files {
		texts[f.Name] = string(f.Text)
	}
	word := regexp.MustCompile(`\w+`)
	for waiting := []string{rtl.Top + ".sv"}; len(waiting) > 0; waiting = waiting[1:] {
		if name := waiting[0]; !slices.Contains(names, name) {
			names = append(names, name)
			for _, w := range word.FindAllString(regexp.MustCompile(`(?m)//.*$`).ReplaceAllString(texts[name], ""), -1) {
				for _, file := range []string{w + ".sv", w + ".svh", "isa/" + w + ".sv"} {
					if _, is := texts[file]; is && !slices.Contains(names, file) {
						waiting = append(waiting, file)
					}
				}
			}
		}
	}
	return names
}

// checkSteps wants timing looked at before there is a bitstream.
func checkSteps(t *testing.T, d *design) {
	t.Helper()
	order := []string{"validate_bd_design", "launch_runs", "open_run", "launch_runs", "report_timing_summary", "write_bitstream", "write_hw_platform"}
	rest := order
	for _, step := range d.steps {
		if len(rest) > 0 && step == rest[0] {
			rest = rest[1:]
		}
	}
	if len(rest) > 0 {
		t.Errorf("step %s is missing in %v", rest[0], d.steps)
	}
}

// TestBoardFile: of several board files the newest is taken.
func TestBoardFile(t *testing.T) {
	d := build(t, "-to design")
	if d.settings["board_part"] != "a:ultra96v2:part0:1.10" || d.part != "xczu3eg-sbva484-1-i" {
		t.Errorf("board %s, part %s", d.settings["board_part"], d.part)
	}
	if slices.Contains(d.steps, "launch_runs") {
		t.Error("-to design synthesises")
	}
}

// TestRefusals: what cannot be built is refused, and nothing is built that misses its timing or its clock.
func TestRefusals(t *testing.T) {
	for _, c := range []struct{ arguments, environment, want string }{
		{"-board zcu1", "", "unknown board zcu1 (known: ultra96, zedboard, pynqz2, kcu105)"},
		{"-config tiny", "", "-config tiny: it can be ultra96"},
		{"-board zedboard -port hpc", "", "-port hpc: it can be hp"},
		{"-speed 3", "", "unknown option -speed"},
		{"-board", "", "options come in pairs"},
		{"-kernels hls", "", "scripts/vitis/kernels.tcl makes them first"},
		{"", "FAKE_BOARDS=", "no board file *:ultra96v2:part0:*"},
		{"", "FAKE_SLACK=-0.01", "timing is not met"},
		{"", "FAKE_HZ_OFF=3000000", "its dividers cannot make it"},
	} {
		all, failure := run(t, "build.tcl", strings.Fields(c.arguments), []string{c.environment})
		if !strings.Contains(failure, c.want) {
			t.Errorf("%s %s: %q", c.arguments, c.environment, failure)
		}
		if slices.Contains(newDesign(t, all).steps, "write_bitstream") {
			t.Errorf("%s %s: there is a bitstream", c.arguments, c.environment)
		}
	}
}

// TestRegisters compares the offsets that scripts know with the contract.
func TestRegisters(t *testing.T) {
	text := read(t, "isa.tcl")
	for _, r := range isa.RegisterNames {
		m := regexp.MustCompile(`(?m)^    ` + r.Name + ` (0x[0-9a-f]+)$`).FindStringSubmatch(text)
		if m == nil {
			t.Errorf("register %s is not there", r.Name)
			continue
		}
		if v, _ := strconv.ParseUint(m[1], 0, 32); isa.Register(v) != r.Register {
			t.Errorf("register %s is at %s, want %#x", r.Name, m[1], uint32(r.Register))
		}
	}
}
