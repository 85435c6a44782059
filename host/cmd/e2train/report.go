// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"path/filepath"
	"strings"

	"github.com/e2train/e2train/host/buildinfo"
	"github.com/e2train/e2train/host/htmlreport"
)

var reportCommand = command{
	name:      "report",
	summary:   "figures and tables of runs side by side, in one HTML file, with JSON and CSV beside it",
	example:   "runs/001 runs/002 --out report.html",
	argument:  "DIR",
	arguments: true,
	flags: func(fs *flag.FlagSet) action {
		out := fs.String("out", "report.html", "HTML `FILE` to write; .json and .csv files of that name come beside it")
		return func(ctx context.Context, c *console) error { return runReport(ctx, c, *out) }
	},
}

// reported is what the command prints.
type reported struct {
	Files []string `json:"files"`
	Runs  int      `json:"runs"`
}

// WriteText prints the paths.
func (r *reported) WriteText(w io.Writer) error {
	_, err := fmt.Fprintf(w, "runs: %d; written: %s\n", r.Runs, strings.Join(r.Files, ", "))
	return err
}

func runReport(ctx context.Context, c *console, out string) error {
	if !strings.EqualFold(filepath.Ext(out), ".html") {
		return usagef("--out is %q; it must end in .html", out)
	}
	r, err := htmlreport.New(ctx, htmlreport.Options{Dirs: c.arguments, Program: buildinfo.Version()})
	if err != nil {
		return err
	}
	files, err := r.WriteFiles(out)
	if err != nil {
		return err
	}
	return c.print(&reported{files, len(r.Runs)})
}
