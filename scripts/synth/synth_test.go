// SPDX-License-Identifier: Apache-2.0

package main

import (
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/e2train/e2train/rtl/isa"
	"github.com/e2train/e2train/rtl/tooltest"
)

// netlist makes a netlist of lines "module/cell TYPE PORT=net,net PARAMETER:value". Nets are numbers, and names of ports of modules;
// module top is the top, all others are instances of their type's name.
func netlist(ports map[string]string, lines ...string) string {
	type object = map[string]any
	file := map[string]object{}
	get := func(name string) object {
		if file[name] == nil {
			file[name] = object{"attributes": object{}, "ports": object{}, "cells": object{}, "netnames": object{}}
		}
		return file[name]
	}
	get("top")["attributes"].(object)["top"] = "1"
	for port, nets := range ports {
		place, name, _ := strings.Cut(port, "/")
		direction := "input"
		if strings.HasSuffix(name, "_o") {
			direction = "output"
		}
		get(place)["ports"].(object)[name] = object{"direction": direction, "bits": json.RawMessage("[" + nets + "]")}
		get(place)["netnames"].(object)[name] = object{"hide_name": 0, "bits": json.RawMessage("[" + nets + "]")}
	}
	for _, line := range lines {
		words := strings.Fields(line)
		place, name, _ := strings.Cut(words[0], "/")
		c := object{"type": words[1], "port_directions": object{}, "connections": object{}, "parameters": object{}}
		for _, w := range words[2:] {
			if parameter, value, ok := strings.Cut(w, ":"); ok {
				c["parameters"].(object)[parameter] = value
				continue
			}
			port, nets, _ := strings.Cut(w, "=")
			direction := "input"
			if strings.HasSuffix(port, "O") || strings.HasPrefix(port, "DO") || port == "Q" || port == "P" || strings.HasSuffix(port, "_o") {
				direction = "output"
			}
			c["port_directions"].(object)[port] = direction
			c["connections"].(object)[port] = json.RawMessage("[" + nets + "]")
		}
		get(place)["cells"].(object)[name] = c
	}
	text, err := json.Marshal(object{"modules": file})
	if err != nil {
		panic(err)
	}
	return string(text)
}

func reportOf(text string) (*report, error) {
	c, err := isa.ConfigByName("zedboard")
	if err != nil {
		return nil, err
	}
	d, err := readDesign(strings.NewReader(text))
	if err != nil {
		return nil, err
	}
	return newReport(c, partOf(c), d)
}

// chain is a path through a module, a carry chain and cells that no path may go through.
var chain = []string{
	"top/a FDRE D=9 Q=10",
	"top/u_inner inner in_i=10 through_i=11 out_o=11 through_o=12", // 12 is 11
	"inner/lut LUT2 I0=5 I1=\"1\" O=6",
	"top/low CARRY4 DI=\"0\",12,\"0\",\"0\" S=\"0\",\"0\",\"0\",\"0\" CI=\"0\" CYINIT=\"0\" O=20,21,22,23 CO=24,25,26,27",
	"top/slow1 LUT1 I0=10 O=30",
	"top/slow2 LUT1 I0=30 O=31",
	"top/slow3 LUT1 I0=31 O=32",
	"top/high CARRY4 DI=\"0\",\"0\",32,\"0\" S=\"0\",\"0\",\"0\",32 CI=27 CYINIT=\"0\" O=40,41,42,43 CO=44,45,46,47",
	"top/b FDSE D=42 Q=9", // O[2] has neither S[3] nor DI[2] in it
}

var chainPorts = map[string]string{
	"inner/in_i": "5", "inner/out_o": "6", "inner/through_i": "7", "inner/through_o": "7", "top/name": "9",
}

func TestLongestPath(t *testing.T) {
	for _, c := range []struct {
		name  string
		lines []string
		cells string
		from  string
		to    string
	}{
		{"carry", chain, "LUT2, 2 CARRY4", "a.Q[0] (FDRE)", "name (FDSE.D)"},
		{"enable", append([]string{"top/c FDRE CE=45 D=9 Q=50", "top/d LUT1 I0=47 O=51", "top/e FDRE CE=51 Q=52"}, chain...),
			"3 LUT1, CARRY4, LUT1", "", ""},
		{"shift register", append([]string{"top/s SRL16E A0=43 A1=10 D=10 Q=50", "top/c FDRE D=50 Q=51"}, chain...),
			"3 LUT1, CARRY4, SRL16E", "", ""},
		{"memory is a start", []string{"top/m RAM32M ADDRA=2 DIA=3 WE=4 DOA=5", "top/l LUT1 I0=5 O=6", "top/f FDRE D=6 Q=2"},
			"RAM32M, LUT1", "", ""},
		{"write address is an end", []string{"top/f FDRE D=9 Q=2", "top/l LUT1 I0=2 O=3", "top/l2 LUT1 I0=3 O=4",
			"top/m RAM64X1D A0=4 DPRA0=2 D=2 DPO=6", "top/g FDRE D=6 Q=9"}, "2 LUT1", "", "RAM64X1D.A0"},
		{"through a DSP block", []string{"top/f FDRE D=9 Q=2", "top/l LUT1 I0=2 O=3", "top/d DSP48E1 PREG:01 A=3 P=4",
			"top/l2 LUT6 I0=4 O=5", "top/l3 LUT6 I0=5 O=9"}, "2 LUT6", "DSP48E1", ""},
		{"write address of a memory with four ports", []string{"top/f FDRE D=5 Q=2", "top/l LUT1 I0=2 O=3",
			"top/m RAM32M ADDRA=2 ADDRD=3 DIA=2 DOA=5"}, "RAM32M", "m.DOA", ""},
		{"constant at a port", []string{"top/f FDRE D=20 Q=10", "top/u_inner inner in_i=\"1\" through_i=\"0\" out_o=11 through_o=12",
			"top/l LUT2 I0=12 I1=10 O=20", "inner/lut LUT2 I0=5 I1=\"1\" O=6"}, "LUT2", "f.Q", "f.Q"},
		{"block RAM", []string{"top/m RAMB36E1 ADDR=9 DO=2", "top/l LUT1 I0=2 O=9"}, "LUT1", "RAMB36E1", "RAMB36E1.ADDR"},
	} {
		t.Run(c.name, func(t *testing.T) {
			r, err := reportOf(netlist(chainPorts, c.lines...))
			if err != nil {
				t.Fatal(err)
			}
			if got := r.path.cells(); got != c.cells {
				t.Errorf("cells: %s, want %s", got, c.cells)
			}
			if !strings.Contains(r.path.start, c.from) || !strings.Contains(r.path.end, c.to) {
				t.Errorf("from %s to %s, want %s, %s", r.path.start, r.path.end, c.from, c.to)
			}
		})
	}
}

func TestUseAndLimits(t *testing.T) {
	r, err := reportOf(netlist(chainPorts, append([]string{"top/m RAMB18E1 DO=60", "top/n RAMB36E1 DO=61", "top/s SRL16E Q=62",
		"top/d DSP48E1 PREG:1 P=63", "top/r RAM64M DOA=64"}, chain...)...))
	if err != nil {
		t.Fatal(err)
	}
	if want := (use{LUT: 9, LUTRAM: 5, FF: 2, DSP: 1, RAM18: 3}); r.total != want {
		t.Errorf("uses %+v, want %+v", r.total, want)
	}
	if r.parts["u_inner"].LUT != 1 {
		t.Errorf("u_inner uses %+v", r.parts["u_inner"])
	}
	if bad := r.beyond(); len(bad) > 0 {
		t.Errorf("beyond limits: %q", bad)
	}
	r.total = use{LUT: 42561, LUTRAM: 17401, FF: 106401, DSP: 221, RAM18: 253}
	for len(r.path.steps) <= longestCells {
		r.path.steps = append(r.path.steps, r.path.steps[0])
	}
	if bad := r.beyond(); len(bad) != 6 {
		t.Errorf("beyond limits: %q", bad)
	}
	r.total = use{LUT: 42560, LUTRAM: 17400, FF: 106400, DSP: 220, RAM18: 252}
	if bad := r.beyond(); len(bad) != 1 || !strings.Contains(bad[0], "path of 9 cells") {
		t.Errorf("beyond limits: %q", bad)
	}
}

func TestBadNetlists(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{
		{"no JSON", "{", "reading a netlist"},
		{"no top", `{"modules": {"m": {}}}`, "no module is the top"},
		{"empty", netlist(nil), "no cells"},
		{"unknown cell", netlist(nil, "top/x $add A=2"), "x is a $add"},
		{"DSP block without a register", netlist(nil, "top/x DSP48E1 PREG:00 P=2"), "no register"},
		{"loop", netlist(nil, "top/x LUT2 I0=2 O=3", "top/y LUT2 I0=3 O=2", "top/z FDRE D=2 Q=5"), "loop"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := reportOf(c.text)
			if !errors.Is(err, errNetlist) || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v", err)
			}
		})
	}
}

// small has an adder of 8 bits, whose path is a LUT and two CARRY4, and eight bits through a delay of five cycles.
const small = `
module e2train_top #(parameter int unsigned Lanes = 1) (input logic clk_i, input logic [7:0] a_i, b_i, output logic [7:0] late_o);
  logic [7:0] a_q, b_q, sum_q;
  delay_line u_delay (.clk_i, .data_i(sum_q), .data_o(late_o));
  always_ff @(posedge clk_i) begin
    a_q <= a_i; b_q <= b_i; sum_q <= a_q + b_q;
  end
endmodule
module delay_line (input logic clk_i, input logic [7:0] data_i, output logic [7:0] data_o);
  logic [39:0] line_q;
  always_ff @(posedge clk_i) line_q <= {line_q[31:0], data_i};
  assign data_o = line_q[39:32];
endmodule
`

// TestYosys checks that what is read is what Yosys writes.
func TestYosys(t *testing.T) {
	tooltest.Find(t, "yosys", "netlists of Yosys are understood")
	dir := t.TempDir()
	commands := strings.Join([]string{
		"read_verilog -lib +/xilinx/cells_sim.v", "read_verilog -sv -defer small.sv", "hierarchy -top e2train_top",
		"synth_xilinx -family xc7 -noiopad -noclkbuf -nowidelut -run prepare:", "write_json " + netlistFile, "",
	}, "\n")
	if err := os.WriteFile(filepath.Join(dir, "small.sv"), []byte(small), 0o666); err != nil {
		t.Fatal(err)
	}
	if err := synthesise(dir, commands); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(filepath.Join(dir, netlistFile))
	if err != nil {
		t.Fatal(err)
	}
	r, err := reportOf(string(text))
	if err != nil {
		t.Fatal(err)
	}
	if want := (use{LUT: 16, LUTRAM: 8, FF: 24}); r.total != want {
		t.Errorf("uses %+v, want %+v", r.total, want)
	}
	if got := r.path.cells(); got != "LUT2, 2 CARRY4" {
		t.Errorf("cells: %s", got)
	}
	if !strings.HasPrefix(r.path.end, "sum_q[") {
		t.Errorf("end: %s", r.path.end)
	}
}
