// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"io"

	"github.com/e2train/e2train/rtl/isa"
)

// report is what was found out about one configuration.
type report struct {
	config *isa.Config
	part   part
	total  use
	parts  map[string]use // by instance, see gate.instance
	path   *route         // the longest
	paths  []*route       // the longest to each instance
}

func newReport(c *isa.Config, p part, d *design) (*report, error) {
	r := &report{config: c, part: p, parts: map[string]use{}}
	for _, g := range d.gates {
		u, _, err := g.classify()
		if err != nil {
			return nil, err
		}
		r.total.add(u)
		sum := r.parts[g.instance()]
		sum.add(u)
		r.parts[g.instance()] = sum
	}
	var err error
	if r.paths, err = d.longest(); err != nil {
		return nil, err
	}
	r.path = r.paths[0]
	return r, nil
}

// beyond returns the limits that are exceeded, in words.
func (r *report) beyond() (all []string) {
	check := func(what string, n, has, percent int) {
		if 100*n > percent*has {
			all = append(all, fmt.Sprintf("%s takes %d %s, more than %d %% of the %d of %s", r.config.Name, n, what, percent, has, r.part.Name))
		}
	}
	has := r.part.Has
	check("LUT", r.total.LUT, has.LUT, percentLUT)
	check("LUT as memory", r.total.LUTRAM, has.LUTRAM, 100)
	check("flip-flops", r.total.FF, has.FF, 100)
	check("DSP blocks", r.total.DSP, has.DSP, 100)
	check("halves of block RAMs", r.total.RAM18, has.RAM18, percentBRAM)
	for _, p := range r.paths {
		if n := len(p.steps); n > longestCells {
			all = append(all, fmt.Sprintf("%s has a path of %d cells, more than %d: from %s to %s through %s",
				r.config.Name, n, longestCells, p.start, p.end, p.cells()))
		}
	}
	return all
}

// printParts prints what the instances of the top take, and the longest path cell by cell.
func (r *report) printParts(w io.Writer) {
	fmt.Fprintf(w, "%s\n%8s %8s %8s %8s %8s  instance\n", r.config.Name, "LUT", "LUTRAM", "FF", "DSP", "BRAM36")
	for _, name := range sortedKeys(r.parts) {
		u := r.parts[name]
		if name == "" {
			name = "(top, and without a name)"
		}
		fmt.Fprintf(w, "%8d %8d %8d %8d %8.1f  %s\n", u.LUT, u.LUTRAM, u.FF, u.DSP, float64(u.RAM18)/2, name)
	}
	fmt.Fprintf(w, "longest path: %d cells\n  from %s\n", len(r.path.steps), r.path.start)
	for _, s := range r.path.steps {
		fmt.Fprintf(w, "  %-8s %s\n", s.gate.Type, s.gate.place(s.out))
	}
	fmt.Fprintf(w, "  to %s\n\n", r.path.end)
}

// printTable prints all reports as a table of Markdown.
func printTable(w io.Writer, all []*report) {
	fmt.Fprint(w, "| configuration, part | LUT | of them memory | FF | DSP | BRAM36 | longest path |\n|---|---|---|---|---|---|---|\n")
	for _, r := range all {
		has := r.part.Has
		fmt.Fprintf(w, "| %s, %s | %s | %s | %s | %s | %g (%s) | %d cells: %s to %s |\n", r.config.Name, r.part.Name,
			share(r.total.LUT, has.LUT), share(r.total.LUTRAM, has.LUTRAM), share(r.total.FF, has.FF), share(r.total.DSP, has.DSP),
			float64(r.total.RAM18)/2, percent(r.total.RAM18, has.RAM18), len(r.path.steps), r.path.start, r.path.end)
	}
}

func share(n, has int) string { return fmt.Sprintf("%d (%s)", n, percent(n, has)) }

func percent(n, has int) string { return fmt.Sprintf("%.0f %%", 100*float64(n)/float64(has)) }
