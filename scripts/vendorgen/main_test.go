// SPDX-License-Identifier: Apache-2.0

package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestFilesAreFresh compares the files of the scripts with what is made now.
func TestFilesAreFresh(t *testing.T) {
	files, err := generate()
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range files {
		got, err := os.ReadFile(filepath.Join("..", name))
		if err != nil || string(got) != want {
			t.Errorf("%s is stale (%v): run go generate ./scripts/vendorgen", name, err)
		}
	}
	for _, pattern := range stale {
		found, err := filepath.Glob(filepath.Join("..", pattern))
		if err != nil || len(found) == 0 {
			t.Errorf("no file %s: %v", pattern, err)
		}
		for _, path := range found {
			if name, _ := filepath.Rel("..", path); files[filepath.ToSlash(name)] == "" {
				t.Errorf("%s is not made any more", path)
			}
		}
	}
}

// TestRunWritesAnew: what lies at the files' names is replaced, and what is not made any more goes.
func TestRunWritesAnew(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{"vivado/isa.tcl", "vivado/e2train_old.v"} {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte("old"), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	if err := run(dir); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(filepath.Join(dir, "vivado", "isa.tcl"))
	if err != nil || !strings.Contains(string(text), "DO NOT EDIT") {
		t.Errorf("isa.tcl is %q: %v", text, err)
	}
	if _, err := os.Stat(filepath.Join(dir, "vivado", "e2train_old.v")); err == nil {
		t.Error("e2train_old.v is still there")
	}
}

// TestPortsOf: a top that cannot be read is an error, not a module without ports.
func TestPortsOf(t *testing.T) {
	ports, err := portsOf("module m (\n  input  logic clk_i,\n  output logic [8*AxiBytes-1:0] d_o\n);\n  logic [3:0] inner;\n")
	if err != nil || len(ports) != 2 || ports[1] != (port{"output", "8*AxiBytes-1", "d_o"}) {
		t.Errorf("%v, %v", ports, err)
	}
	for _, text := range []string{"module m (input logic clk_i", "module m;\n);\n"} {
		if _, err := portsOf(text); err == nil {
			t.Errorf("no error for %q", text)
		}
	}
	configs, err := built()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := wrapper(&configs[0], []port{{"input", "Lanes*8-1", "d_i"}}); err == nil || !strings.Contains(err.Error(), "d_i") {
		t.Errorf("an unknown range gives %v", err)
	}
}
