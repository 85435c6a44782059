// SPDX-License-Identifier: Apache-2.0

package kernelbench

import (
	"context"
	"fmt"
	"io"
	"slices"
	"text/tabwriter"

	"github.com/e2train/e2train/sim/kernel"
)

// peakName is the row of the loop that the kernels of a set are compared with: multiply-adds of values in registers.
const peakName = "peak (in registers)"

// Row is one kernel. Of the two speeds, the one that does not apply is 0.
type Row struct {
	Set          string  `json:"kernels"`
	Kernel       string  `json:"kernel"`
	MACsPerSec   float64 `json:"macs_per_second"`
	PeakShare    float64 `json:"share_of_peak"` // of the set's measured multiplication peak on one processor
	BytesPerSec  float64 `json:"bytes_per_second"`
	CopyTimeRate float64 `json:"speed_of_copy"` // bytes per second relative to a plain copy of as many bytes
}

// Report holds the measurements of one machine, each on one processor.
type Report struct {
	Rows   []Row    `json:"rows"`
	NotRun []string `json:"kernels_not_run"` // sets that this CPU lacks
}

// Run measures every kernel of every set that this CPU can run.
func Run(ctx context.Context) (*Report, error) {
	report := &Report{NotRun: []string{}}
	usable := kernel.Available()
	for _, name := range kernel.All() {
		if !slices.Contains(usable, name) {
			report.NotRun = append(report.NotRun, name)
			continue
		}
		set, err := kernel.Select(name)
		if err != nil {
			return nil, fmt.Errorf("bench kernels: %w", err)
		}
		if err := report.measure(ctx, set); err != nil {
			return nil, fmt.Errorf("bench kernels: %w", err)
		}
	}
	return report, nil
}

func (r *Report) measure(ctx context.Context, set *kernel.Set) error {
	loop, macs := kernel.PeakMACs(set)
	const rounds = 100
	peak := work{func() { loop(rounds) }, rounds * macs}
	names, works := multiplying(set)
	names, works = append([]string{peakName}, names...), append([]work{peak}, works...)
	for i, w := range works {
		speed, share, err := w.against(ctx, peak)
		if err != nil {
			return err
		}
		r.Rows = append(r.Rows, Row{Set: set.Name(), Kernel: names[i], MACsPerSec: speed, PeakShare: share})
	}
	names, works = moving(set)
	for i, w := range works {
		from, to := make([]byte, w.units), make([]byte, w.units)
		speed, rate, err := w.against(ctx, work{func() { copy(to, from) }, w.units})
		if err != nil {
			return err
		}
		r.Rows = append(r.Rows, Row{Set: set.Name(), Kernel: names[i], BytesPerSec: speed, CopyTimeRate: rate})
	}
	return nil
}

// WriteText prints the report as a table.
func (r *Report) WriteText(w io.Writer) error {
	fmt.Fprint(w, "measured on one processor of this machine; medians of slices that alternate with the reference\n\n")
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprint(t, "kernels\tkernel\tGMAC/s\tof peak\tGB/s read\tof a copy\t\n")
	for _, row := range r.Rows {
		if row.MACsPerSec > 0 {
			fmt.Fprintf(t, "%s\t%s\t%.1f\t%.0f %%\t\t\t\n", row.Set, row.Kernel, row.MACsPerSec/1e9, 100*row.PeakShare)
		} else {
			fmt.Fprintf(t, "%s\t%s\t\t\t%.1f\t%.0f %%\t\n", row.Set, row.Kernel, row.BytesPerSec/1e9, 100*row.CopyTimeRate)
		}
	}
	if err := t.Flush(); err != nil {
		return err
	}
	for _, name := range r.NotRun {
		fmt.Fprintf(w, "kernels %s: not run, this CPU lacks the instructions\n", name)
	}
	return nil
}
