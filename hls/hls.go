// SPDX-License-Identifier: Apache-2.0

// Package hls holds the kernels of the accelerator in C++ for Vitis HLS as files, so that an installed program can compile and run
// them. README.md says what they are, decision 0032 why they are so.
package hls

import (
	"embed"
	"fmt"
	"io/fs"

	"github.com/e2train/e2train/rtl"
)

//go:embed *.hpp *.cpp native shim
var files embed.FS

// The folders of [Sources]: what the compiler is told to look for headers in.
const (
	Folder     = "hls"
	ShimFolder = "hls/shim" // stands for the vendor's headers; Vitis HLS does without it
	RTLFolder  = "rtl"      // the contract, and the bench
)

// Main is the file of the program that runs all kernels behind two pipes.
const Main = "hls/native/main.cpp"

// Sources returns the kernels, what stands for the vendor's headers, the contract and what native programs share with the bench of the
// RTL. Names are paths from the root of the module.
func Sources() (all []rtl.File, err error) {
	bench, err := rtl.Bench()
	if err != nil {
		return nil, err
	}
	for _, f := range bench {
		all = append(all, rtl.File{Name: "rtl/" + f.Name, Text: f.Text})
	}
	err = fs.WalkDir(files, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		text, err := files.ReadFile(name)
		all = append(all, rtl.File{Name: Folder + "/" + name, Text: text})
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("embedded sources: %w", err)
	}
	return all, nil
}

// Compile returns the arguments that have g++ compile files of [Sources], from the folder that they are in, for a configuration by its
// name in the contract. No product and sum is fused into one rounding.
func Compile(config, out string, in ...string) []string {
	flags := []string{
		"-std=c++14", "-O2", "-ffp-contract=off", "-Wall", "-Wextra", "-Werror", "-Wno-unknown-pragmas",
		"-DE2TRAIN_CONFIG=" + config, "-I" + Folder, "-I" + ShimFolder, "-I" + RTLFolder, "-o", out,
	}
	return append(flags, in...)
}
