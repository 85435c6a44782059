// SPDX-License-Identifier: Apache-2.0

package tooltest

import (
	"fmt"
	"os"
	"path"
	"path/filepath"
	"strings"
	"testing"

	"github.com/e2train/e2train/rtl"
)

// Simulate makes a program of module top and of its bench TOP_bench.cpp, both among the sources, and returns its path. The
// bench finds the headers of folder tb; assertions run, and every warning is an error.
func Simulate(t *testing.T, top, untested string, sources []rtl.File, parameters ...string) string {
	t.Helper()
	verilator, gxx := Find(t, "verilator", untested), Find(t, "g++", untested)
	dir := t.TempDir()
	write(t, dir, sources)
	command := []string{
		verilator, "--cc", "--assert", "-Wall", "--x-initial", "unique", "--no-timing", "--top-module", top, "--prefix", "V" + top,
		"--Mdir", "obj", "-I.", "-y", ".", "-y", "tb",
	}
	for _, f := range sources {
		if path.Ext(f.Name) == ".vlt" || strings.HasSuffix(f.Name, "_pkg.sv") || path.Base(f.Name) == top+".sv" {
			command = append(command, f.Name)
		}
	}
	Run(t, dir, append(command, parameters...)...)

	include := filepath.Join(strings.TrimSpace(Run(t, dir, verilator, "--getenv", "VERILATOR_ROOT")), "include")
	write(t, dir, []rtl.File{{Name: "obj/all.cc", Text: all(t, filepath.Join(dir, "obj"))}})
	Run(t, dir, gxx, "-std=c++17", "-O1", "-Wall", "-Wextra", "-Wconversion", "-Wshadow", "-pedantic", "-Werror", "-Itb",
		"-isystem", "obj", "-isystem", include, "-c", top+"_bench.cpp")
	Run(t, dir, gxx, "-std=c++17", "-O1", "-w", "-Iobj", "-I"+include, "-pthread", "-o", top, top+"_bench.o", "obj/all.cc",
		filepath.Join(include, "verilated.cpp"), filepath.Join(include, "verilated_threads.cpp"))
	return filepath.Join(dir, top)
}

// all returns a source file that includes every C++ file of a folder: the headers are read once.
func all(t *testing.T, dir string) (text []byte) {
	t.Helper()
	made, err := filepath.Glob(filepath.Join(dir, "*.cpp"))
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range made {
		text = fmt.Appendf(text, "#include %q\n", filepath.Base(name))
	}
	return text
}

// write writes sources into folder dir under their names.
func write(t *testing.T, dir string, sources []rtl.File) {
	t.Helper()
	for _, f := range sources {
		name := filepath.Join(dir, filepath.FromSlash(f.Name))
		if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, f.Text, 0o666); err != nil {
			t.Fatal(err)
		}
	}
}
