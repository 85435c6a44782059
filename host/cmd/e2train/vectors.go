// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/e2train/e2train/driver/vectors"
	"github.com/e2train/e2train/rtl/isa"
)

var vectorsCommand = command{
	name:    "vectors",
	summary: "golden vectors of all passes for benches of the RTL and of the kernels for Vitis HLS",
	example: "--config ultra96 --count 12 --seed 1 --out vectors",
	flags: func(fs *flag.FlagSet) action {
		config := fs.String("config", "tiny", "configuration of the accelerator (`NAME`)")
		count := fs.Int("count", 12, "random convolutions, each in all passes (`N`)")
		seed := fs.Uint64("seed", 1, "seed of the convolutions (`N`)")
		out := fs.String("out", "vectors", "folder to write KERNEL_NNN.vec to (`DIR`)")
		return func(ctx context.Context, c *console) error {
			if *count < 1 {
				return usagef("--count must be at least 1")
			}
			return writeVectors(ctx, c, *config, *count, *seed, *out)
		}
	},
}

// vectorsReport is the result of the command.
type vectorsReport struct {
	Config string         `json:"config"`
	Seed   uint64         `json:"seed"`
	Folder string         `json:"folder"`
	Files  map[string]int `json:"files"` // by kernel
}

// WriteText writes the report for people.
func (r *vectorsReport) WriteText(w io.Writer) error {
	for _, kernel := range vectors.Kernels() {
		if _, err := fmt.Fprintf(w, "%4d  %s\n", r.Files[kernel], filepath.Join(r.Folder, kernel+"_*.vec")); err != nil {
			return err
		}
	}
	return nil
}

func writeVectors(ctx context.Context, c *console, config string, count int, seed uint64, out string) error {
	found, err := isa.ConfigByName(config)
	if err != nil {
		return usagef("--config: %v", err)
	}
	all, err := vectors.Make(ctx, found, count, seed)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(out, 0o777); err != nil {
		return err
	}
	report := &vectorsReport{Config: config, Seed: seed, Folder: out, Files: map[string]int{}}
	for _, v := range all {
		name := fmt.Sprintf("%s_%03d.vec", v.Kernel, report.Files[v.Kernel])
		if err := os.WriteFile(filepath.Join(out, name), v.Encode(), 0o666); err != nil {
			return err
		}
		report.Files[v.Kernel]++
	}
	return c.print(report)
}
