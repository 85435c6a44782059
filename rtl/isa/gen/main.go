// SPDX-License-Identifier: Apache-2.0

// Gen writes isa_pkg.sv and isa.hpp, the hardware contract for SystemVerilog and C++, into the folder of package isa. Run
// it with "go generate ./rtl/isa".
//
// Constants and their comments come from the package's source, encodings from [isa.Layouts], configurations from
// [isa.Configs]: what is added there appears in both files by itself.
package main

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

func main() {
	dir := flag.String("dir", ".", "`folder` of package isa: source is read from it, files are written to it")
	flag.Parse()
	if flag.NArg() != 0 {
		flag.Usage()
		os.Exit(2)
	}
	if err := run(*dir); err != nil {
		fmt.Fprintln(os.Stderr, "gen:", err)
		os.Exit(1)
	}
}

// run deletes the generated files and writes them again.
func run(dir string) error {
	for name := range outputs {
		if err := os.Remove(filepath.Join(dir, name)); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	files, err := generate(dir)
	if err != nil {
		return err
	}
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(dir, name), text, 0o644); err != nil {
			return err
		}
	}
	return nil
}

// generate returns the text of all generated files by name.
func generate(dir string) (map[string][]byte, error) {
	m, err := newModel(dir)
	if err != nil {
		return nil, err
	}
	files := map[string][]byte{}
	for name, template := range outputs {
		var b bytes.Buffer
		if err := template.Execute(&b, m); err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		files[name] = b.Bytes()
	}
	return files, nil
}
