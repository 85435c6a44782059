// SPDX-License-Identifier: Apache-2.0

// Command synth synthesises the accelerator with Yosys, prints what each configuration takes of its part and the longest path
// between registers, as the table of rtl/README.md, and fails beyond the limits of part.go.
//
// Usage: synth [-dir folder] [-again] [configuration...]
//
// Sources, script, log and netlist stay in a folder below dir named after the configuration; -again reports on netlists that are
// there already. Without arguments the configurations are zedboard and ultra96.
package main

import (
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"github.com/e2train/e2train/rtl/isa"
)

func main() {
	dir := flag.String("dir", filepath.Join("build", "synth"), "folder for netlists and logs")
	again := flag.Bool("again", false, "report on the netlists that are in the folder")
	flag.Parse()
	names := flag.Args()
	if len(names) == 0 {
		names = []string{"zedboard", "ultra96"}
	}
	bad, err := run(os.Stdout, *dir, names, *again)
	if err != nil {
		fmt.Fprintln(os.Stderr, "synth:", err)
		os.Exit(1)
	}
	for _, b := range bad {
		fmt.Fprintln(os.Stderr, "synth: beyond a limit:", b)
	}
	if len(bad) > 0 {
		os.Exit(1)
	}
}

// run synthesises and prints; it returns which limits are exceeded.
func run(w io.Writer, dir string, names []string, again bool) (bad []string, err error) {
	tool, err := version()
	if err != nil {
		return nil, err
	}
	var all []*report
	for _, name := range names {
		c, err := isa.ConfigByName(name)
		if err != nil {
			return nil, err
		}
		r, err := synthesisOf(filepath.Join(dir, name), c, again)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		all = append(all, r)
		bad = append(bad, r.beyond()...)
	}
	for _, r := range all {
		r.printParts(w)
	}
	fmt.Fprintf(w, "%s, `make synth`, %s:\n\n", tool, time.Now().Format("2006-01-02"))
	printTable(w, all)
	return bad, nil
}

// synthesisOf reports on one configuration.
func synthesisOf(dir string, c *isa.Config, again bool) (*report, error) {
	p := partOf(c)
	if !again {
		start := time.Now()
		fmt.Fprintf(os.Stderr, "%s: synthesising for %s, takes minutes; what Yosys does is in %s\n",
			c.Name, p.Name, filepath.Join(dir, "yosys.log"))
		sources, err := writeSources(dir)
		if err != nil {
			return nil, err
		}
		if err := synthesise(dir, script(c, p, sources)); err != nil {
			return nil, err
		}
		fmt.Fprintf(os.Stderr, "%s: done in %s\n", c.Name, time.Since(start).Round(time.Second))
	}
	file, err := os.Open(filepath.Join(dir, netlistFile))
	if err != nil {
		return nil, err
	}
	defer file.Close()
	d, err := readDesign(file)
	if err != nil {
		return nil, err
	}
	return newReport(c, p, d)
}
