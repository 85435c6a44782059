// SPDX-License-Identifier: Apache-2.0

package verify

import (
	"fmt"
	"io"
	"maps"
	"slices"
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
	if r.Note != "" {
		fmt.Fprintf(&b, "note: %s\n", r.Note)
	}
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

// writeCoverage prints small families stratum by stratum, large ones as a range.
func (r *Report) writeCoverage(b *strings.Builder) {
	families := map[string][]string{}
	for name := range r.Coverage {
		family, _, _ := strings.Cut(name, "/")
		families[family] = append(families[family], name)
	}
	fmt.Fprintf(b, "coverage, in cases per stratum:\n")
	for _, family := range slices.Sorted(maps.Keys(families)) {
		fmt.Fprintf(b, "  %-16s %s\n", family, r.familyText(families[family]))
	}
	if len(r.EmptyStrata) > 0 {
		fmt.Fprintf(b, "strata without a case: %s\n", strings.Join(r.EmptyStrata, "; "))
	}
}

// fewStrata is the largest family that is printed stratum by stratum.
const fewStrata = 6

func (r *Report) familyText(names []string) string {
	slices.Sort(names)
	var items, counts = []string{}, []int{}
	for _, name := range names {
		_, stratum, _ := strings.Cut(name, "/")
		items = append(items, fmt.Sprintf("%s: %d", stratum, r.Coverage[name]))
		counts = append(counts, r.Coverage[name])
	}
	if len(items) <= fewStrata {
		return strings.Join(items, "; ")
	}
	return fmt.Sprintf("%d strata with %d to %d cases", len(items), slices.Min(counts), slices.Max(counts))
}
