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
	fmt.Fprintf(&b, "%s against %s, seed %d, kernels %s: %d cases with %d runs of psg, %s compared, %d differences\n",
		r.Device, r.Against, r.Seed, r.Kernels, r.Compared, r.PSGRuns, what, r.Differences)
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
		text := r.familyText(families[family])
		if family == limitFamily {
			text = r.limitText(families[family])
		}
		fmt.Fprintf(b, "  %-16s %s\n", family, text)
	}
	if len(r.EmptyStrata) > 0 {
		fmt.Fprintf(b, "strata without a case: %s\n", strings.Join(r.emptyNames(), "; "))
	}
}

// limitText sums up the strata of skip limits.
func (r *Report) limitText(names []string) string {
	counts := []int{}
	for _, name := range names {
		counts = append(counts, r.Coverage[name])
	}
	if missing := len(r.emptyLimits()); missing > 0 {
		return fmt.Sprintf("0..%d: all but %d run with a tile at the limit", len(names)-1, missing)
	}
	return fmt.Sprintf("0..%d: all run with a tile at the limit, in %d to %d cases", len(names)-1, slices.Min(counts), slices.Max(counts))
}

// emptyNames returns the strata without a case, consecutive skip limits as ranges.
func (r *Report) emptyNames() (names []string) {
	for _, name := range r.EmptyStrata {
		if !strings.HasPrefix(name, limitFamily+"/") {
			names = append(names, name)
		}
	}
	for limits := r.emptyLimits(); len(limits) > 0; {
		n := 1
		for n < len(limits) && limits[n] == limits[0]+n {
			n++
		}
		name := limitStratum(limits[0])
		if n > 1 {
			name = fmt.Sprintf("%s..%d", name, limits[n-1])
		}
		names, limits = append(names, name), limits[n:]
	}
	return names
}

// emptyLimits returns the skip limits without a case, ascending.
func (r *Report) emptyLimits() (limits []int) {
	for limit := 0; ; limit++ {
		n, known := r.Coverage[limitStratum(limit)]
		switch {
		case !known:
			return limits
		case n == 0:
			limits = append(limits, limit)
		}
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
