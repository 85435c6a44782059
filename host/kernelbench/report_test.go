// SPDX-License-Identifier: Apache-2.0

package kernelbench

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/e2train/e2train/sim/kernel"
)

// Every kernel of every usable set gets a figure. How large it is, is not tested: machines differ and are busy.
func TestEveryKernelIsMeasured(t *testing.T) {
	report, err := Run(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	var sets []string
	for i, row := range report.Rows {
		if first := i == 0 || row.Set != report.Rows[i-1].Set; first != (row.Kernel == peakName) {
			t.Errorf("%s of %s: the first row of a set, and no other, is its peak", row.Kernel, row.Set)
		}
		sets = append(sets, row.Set)
		if (row.MACsPerSec > 0) == (row.BytesPerSec > 0) || row.PeakShare < 0 || row.PeakShare > 1.5 {
			t.Errorf("%+v", row)
		}
	}
	slices.Sort(sets)
	sets = slices.Compact(sets)
	for _, name := range kernel.Available() {
		if !slices.Contains(sets, name) {
			t.Errorf("kernels %s were not measured", name)
		}
	}
	if got, want := len(sets)+len(report.NotRun), len(kernel.All()); got != want {
		t.Errorf("%d sets measured or named as not run, want %d", got, want)
	}
	var b strings.Builder
	if err := report.WriteText(&b); err != nil || strings.Count(b.String(), "\n") < len(report.Rows) {
		t.Errorf("%v in %s", err, b.String())
	}
}

func TestStopsWhenAsked(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := Run(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v", err)
	}
}
