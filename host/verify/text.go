// SPDX-License-Identifier: Apache-2.0

package verify

import (
	"fmt"
	"io"
	"sort"
	"strings"
)

// WriteText prints the report for people: the verdict, and the coverage with several strata a line.
func (r *Report) WriteText(w io.Writer) error {
	var b strings.Builder
	what := "bits, cycles and counters"
	if r.BitsOnly {
		what = "bits"
	}
	fmt.Fprintf(&b, "%s against %s, seed %d, kernels %s: %d cases, %s compared, %d differences\n",
		r.Device, r.Against, r.Seed, r.Kernels, r.Compared, what, r.Differences)
	for _, name := range r.KernelsNotRun {
		fmt.Fprintf(&b, "kernels %s: not run\n", name)
	}
	if d := r.FirstDifference; d != nil {
		fmt.Fprintf(&b, "first difference: case %d (seed %d), %s of %s: %s\n", d.Case, d.Seed, d.Pass, d.Shape, d.What)
	}
	r.writeCoverage(&b)
	_, err := io.WriteString(w, b.String())
	return err
}

func (r *Report) writeCoverage(b *strings.Builder) {
	names := make([]string, 0, len(r.Coverage))
	for name := range r.Coverage {
		names = append(names, name)
	}
	sort.Strings(names)
	fmt.Fprintf(b, "coverage (cases per stratum):\n")
	line := ""
	for _, name := range names {
		item := fmt.Sprintf("%s: %d", name, r.Coverage[name])
		if len(line)+len(item) > 110 {
			fmt.Fprintf(b, "  %s\n", line)
			line = ""
		}
		if line != "" {
			line += "; "
		}
		line += item
	}
	fmt.Fprintf(b, "  %s\n", line)
	if len(r.EmptyStrata) > 0 {
		fmt.Fprintf(b, "strata without a case: %s\n", strings.Join(r.EmptyStrata, "; "))
	}
}
