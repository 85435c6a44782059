// SPDX-License-Identifier: Apache-2.0

// Package rtl holds the SystemVerilog of the accelerator as files, so that an installed program can simulate it. The
// contract that it keeps is the documentation of package isa.
package rtl

import (
	"embed"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
)

// Top is the module of the whole accelerator, SerialTop one with a UART in front of it.
const (
	Top       = "e2train_top"
	SerialTop = "e2train_serial"
)

//go:embed *.sv *.svh lint/*.vlt isa/isa_pkg.sv isa/isa.hpp tb/*.cpp tb/*.hpp
var files embed.FS

//go:embed uart_*.sv frame_*.sv bridge_*.sv crc32_step.sv axil_mux.sv e2train_serial.sv
var serial embed.FS

//go:embed tb/DSP48E1.sv tb/DSP48E2.sv tb/dsp48_subset.sv
var blocks embed.FS

//go:embed tb/toggles
var toggles embed.FS

// File is one source file. Name is its path from the folder rtl of the module, with slashes.
type File struct {
	Name string
	Text []byte
}

// Verilog returns the SystemVerilog files in an order in which tools accept them: waivers of lint, packages, modules. Headers
// (.svh) are among them; they are not for the command line.
func Verilog() ([]File, error) {
	all, err := read(files, ".sv", ".svh", ".vlt")
	slices.SortStableFunc(all, func(a, b File) int { return rank(a.Name) - rank(b.Name) })
	return all, err
}

func rank(name string) int {
	switch {
	case path.Ext(name) == ".vlt":
		return 0
	case strings.HasSuffix(name, "_pkg.sv"):
		return 1
	}
	return 2
}

// Bench returns the C++ files of the bench, with the header that they share with the contract. tb/main.cpp has the program.
func Bench() ([]File, error) { return read(files, ".cpp", ".hpp") }

// SerialOnly reports whether SerialTop needs a file and Top does not.
func SerialOnly(f File) bool {
	_, err := fs.Stat(serial, f.Name)
	return err == nil
}

// Blocks returns models of the DSP blocks, for simulations of an array made of them.
func Blocks() ([]File, error) { return read(blocks, ".sv") }

// Toggles returns what makes a model count toggles: an observer in place of tb/observer.hpp, and what it may look at.
func Toggles() (observer, public File, err error) {
	const dir = "tb/toggles/"
	observer.Name, public.Name = "tb/observer.hpp", dir+"toggles.vlt"
	if observer.Text, err = toggles.ReadFile(dir + "observer.hpp"); err == nil {
		public.Text, err = toggles.ReadFile(public.Name)
	}
	if err != nil {
		return observer, public, fmt.Errorf("embedded sources: %w", err)
	}
	return observer, public, nil
}

// read returns the files with one of the given endings, by name.
func read(from embed.FS, endings ...string) (all []File, err error) {
	err = fs.WalkDir(from, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !slices.Contains(endings, path.Ext(name)) {
			return err
		}
		text, err := from.ReadFile(name)
		all = append(all, File{name, text})
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("embedded sources: %w", err)
	}
	return all, nil
}

// Write writes source files below a folder.
func Write(dir string, files []File) error {
	for _, f := range files {
		name := filepath.Join(dir, filepath.FromSlash(f.Name))
		if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
			return err
		}
		if err := os.WriteFile(name, f.Text, 0o666); err != nil {
			return err
		}
	}
	return nil
}
