// SPDX-License-Identifier: Apache-2.0

package main

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// change is a value of the contract, or of the table of boards, and what becomes of the files when it is another.
type change struct {
	file, from, to string
	want           map[string]string // text that a file must have then
}

var changes = []change{
	{"rtl/isa/registers.go", "RegStatus     Register = 0x010", "RegStatus     Register = 0x02c", map[string]string{
		"isa/isa_pkg.sv": "RegStatus = 32'h2c", "isa/isa.hpp": "RegStatus = 0x2cu", "vivado/isa.tcl": "status 0x2c\n",
	}},
	{"rtl/isa/config.go", "XDepth: 8192", "XDepth: 2048", map[string]string{
		"isa/isa_pkg.sv": "Ultra96XDepth = 2048", "vivado/isa.tcl": "XDepth 2048\n", "vivado/e2train_ultra96.v": ".XDepth(2048)",
	}},
	{"rtl/isa/config.go", "ClockHz: 200e6", "ClockHz: 150e6", map[string]string{
		"vivado/isa.tcl": "clock_hz 150000000\n", "overlay/e2train-ultra96.dts": `"150000000"`, "deploy/boards.sh": "rate=150000000",
	}},
	{"rtl/isa/config.go", "AXIBytes: 16, Chain: 8, DSPColumns: 16", "AXIBytes: 8, Chain: 8, DSPColumns: 16", map[string]string{
		"isa/isa_pkg.sv": "Ultra96AXIBytes = 8", "vivado/isa.tcl": "AxiBytes 8\n", "vivado/e2train_ultra96.v": "[63:0] m_axi_wdata_o",
		"overlay/e2train-ultra96.dts": "config-afi = <4 1>, <5 1>", "overlay/e2train-ultra96-hpc.dts": "config-afi = <0 1>, <1 1>",
	}},
	{"driver/boards/boards.go", "Registers: 0xa0000000", "Registers: 0xb0001000", map[string]string{
		"vivado/isa.tcl": "registers 0xb0001000\n", "overlay/e2train-ultra96.dts": "@b0001000", "deploy/boards.sh": "registers=0xb0001000",
	}},
	{"driver/boards/boards.go", `Node = "e2train"`, `Node = "engine"`, map[string]string{
		"overlay/e2train-zedboard.dts": "engine@43c00000", "deploy/boards.sh": "node=engine",
	}},
	{"driver/boards/boards.go", "CardBase = 0", "CardBase = 4096", map[string]string{"vivado/isa.tcl": "card_base 4096\n"}},
}

// TestFilesFollow changes values in the sources, all at once, and looks for them in everything that is made from them: the RTL's
// package, the header of the C++ kernels, the vendor's scripts, overlays and the deploy script. Go reads the sources themselves, and the
// files of the repository, which are others then, fail TestFilesAreFresh and its like of package isa.
func TestFilesFollow(t *testing.T) {
	root, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	overlay := changed(t, root, dir)
	for program, out := range map[string]string{"./rtl/isa/gen": "isa", "./scripts/vendorgen": "."} {
		c := exec.Command("go", "run", "-overlay", overlay, program, "-dir", filepath.Join(dir, out))
		c.Dir = root
		if text, err := c.CombinedOutput(); err != nil {
			t.Fatalf("%s: %v\n%s", program, err, text)
		}
	}
	for _, change := range changes {
		for name, want := range change.want {
			text, err := os.ReadFile(filepath.Join(dir, name))
			if err != nil || !strings.Contains(string(text), want) {
				t.Errorf("%s becomes %s; %s has no %q: %v", change.from, change.to, name, want, err)
			}
			now, err := os.ReadFile(filepath.Join(root, place(name)))
			if err != nil || string(now) == string(text) {
				t.Errorf("%s becomes %s; %s is the same: %v", change.from, change.to, name, err)
			}
		}
	}
}

// place is where the repository has a file.
func place(name string) string {
	if strings.HasPrefix(name, "isa/") {
		return "rtl/" + name
	}
	return "scripts/" + name
}

// changed writes the sources of package isa below dir, those with changes beside them, and returns the file that has the Go tool take
// them instead of the repository's.
func changed(t *testing.T, root, dir string) string {
	t.Helper()
	sources, err := filepath.Glob(filepath.Join(root, "rtl/isa/*.go"))
	if err != nil {
		t.Fatal(err)
	}
	replace := map[string]string{}
	for _, source := range append(sources, filepath.Join(root, "driver/boards/boards.go")) {
		text, err := os.ReadFile(source)
		if err != nil {
			t.Fatal(err)
		}
		copied := filepath.Join(dir, filepath.Base(filepath.Dir(source)), filepath.Base(source))
		if err := os.MkdirAll(filepath.Dir(copied), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(copied, []byte(edited(t, root, source, string(text))), 0o666); err != nil {
			t.Fatal(err)
		}
		replace[source] = copied
	}
	list, err := json.Marshal(map[string]any{"Replace": replace})
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, "overlay.json")
	if err := os.WriteFile(path, list, 0o666); err != nil {
		t.Fatal(err)
	}
	return path
}

// edited returns a source with its changes. What a change replaces must be there once.
func edited(t *testing.T, root, source, text string) string {
	t.Helper()
	for _, change := range changes {
		if source != filepath.Join(root, change.file) {
			continue
		}
		if n := strings.Count(text, change.from); n != 1 {
			t.Fatalf("%s has %q %d times", change.file, change.from, n)
		}
		text = strings.Replace(text, change.from, change.to, 1)
	}
	return text
}
