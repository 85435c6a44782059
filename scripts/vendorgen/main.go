// SPDX-License-Identifier: Apache-2.0

// Command vendorgen makes what the vendor's tools, the device tree compiler and the deploy script have to know of the accelerator,
// from packages isa, rtl and boards:
//
//	vivado/isa.tcl           configurations, registers, boards and source files
//	vivado/e2train_CONFIG.v  the accelerator as a module for block designs
//	overlay/e2train-*.dts    device tree overlays, one for each board and way to memory
//	deploy/boards.sh         what the deploy script has to know
//
// Usage: vendorgen [-dir folder]
package main

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
)

//go:generate go run . -dir ..

func main() {
	dir := flag.String("dir", "scripts", "folder of the scripts")
	flag.Parse()
	if err := run(*dir); err != nil {
		fmt.Fprintln(os.Stderr, "vendorgen:", err)
		os.Exit(1)
	}
}

// stale are the patterns of files that are made anew.
var stale = []string{"vivado/isa.tcl", "vivado/e2train_*.v", "overlay/*.dts", "deploy/boards.sh"}

// run writes the files below dir. Older ones are deleted first, so that none survives a failure.
func run(dir string) error {
	for _, pattern := range stale {
		old, err := filepath.Glob(filepath.Join(dir, pattern))
		if err != nil {
			return err
		}
		for _, name := range old {
			if err := os.Remove(name); err != nil {
				return err
			}
		}
	}
	files, err := generate()
	if err != nil {
		return err
	}
	for name, text := range files {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
			return err
		}
		if err := os.WriteFile(path, []byte(text), 0o666); err != nil {
			return err
		}
	}
	return nil
}
