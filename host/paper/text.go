// SPDX-License-Identifier: Apache-2.0

package paper

import (
	"bytes"
	"fmt"
	"io"
	"text/tabwriter"

	"github.com/e2train/e2train/host/report"
)

// differing says why figures of runs and of the paper differ.
const differing = `
Why they differ:
  The paper's energy savings were measured on a ZedBoard, whole board, against training in 32 bit; joules and times are not published. Ours
  are modeled for an Ultra96-V2 from counters, against a float32 accelerator of as many DSP blocks that was planned, not run.
  The paper's computational saving multiplies shares that were measured apart, PSG's energy among them. Ours counts multiply-accumulates, and
  bit-operations by the widths of operands.
  PSG by itself executes more multiply-accumulates than plain training: the predictor's pass comes on top of what its mask does not switch
  off. It saves bit-operations, not MACs. The paper takes the predictor's partial products to be part of the full ones.
  Skipping here is real: blocks are not computed. In the released code it is simulated. Short runs begin with half of the gates open and need
  some iterations to come to their target.
  A large part of our joules goes to the idle board and to the host. A technique lowers it only in so far as it saves time.
`

// WriteText prints the tables.
func (r *Report) WriteText(w io.Writer) error {
	var b bytes.Buffer
	r.writePublished(&b)
	fmt.Fprintf(&b, "\n  %s\n  An identity of the published figures at 20, 40 and 60 %% skip: %.2f, %.2f and %.2f %%. It counts nothing.\n", r.Formula,
		100*Formula(0.2), 100*Formula(0.4), 100*Formula(0.6))
	r.writeRuns(&b)
	b.WriteString(differing)
	_, err := w.Write(b.Bytes())
	return err
}

func (r *Report) writePublished(b *bytes.Buffer) {
	fmt.Fprint(b, "Published (E2-Train, NeurIPS 2019, arXiv 1910.13349); energy measured by its authors on a ZedBoard; marks in brackets\n\n")
	t := tabwriter.NewWriter(b, 0, 0, 2, ' ', 0)
	fmt.Fprint(t, "  data\tnetwork\tmethod\ttop-1 %\tcomputational saving %\tenergy saving %\n")
	for _, p := range r.Published {
		fmt.Fprintf(t, "  %s\t%s\t%s\t%s\t%s\t%s\n", p.Data, p.Network, p.Method, p.Accuracy, p.Compute, p.Energy)
	}
	t.Flush()
	fmt.Fprint(b, "\n")
	for _, m := range marks {
		fmt.Fprintf(b, "  [%s] %s\n", m.mark, m.text)
	}
}

// String prints a figure and its mark.
func (f *Figure) String() string {
	if f == nil {
		return "-"
	}
	if f.Sign != "" {
		return fmt.Sprintf("%s%.0f [%s]", f.Sign, f.Percent, f.Mark)
	}
	return fmt.Sprintf("%.2f [%s]", f.Percent, f.Mark)
}

// writeRuns prints a column for each run.
func (r *Report) writeRuns(b *bytes.Buffer) {
	fmt.Fprint(b, "\nRuns of this program, training alone (modeled: counts by the rules of the accelerator, joules by an energy profile)\n\n")
	t := tabwriter.NewWriter(b, 0, 0, 2, ' ', 0)
	for _, row := range []struct {
		name string
		of   func(*Run) string
	}{
		{"run", func(r *Run) string { return r.Dir }},
		{"network, data", func(r *Run) string { return r.Model + ", " + r.Data }},
		{"iterations executed, dropped", func(r *Run) string { return fmt.Sprintf("%d, %d", r.Executed, r.Dropped) }},
		{"blocks skipped", func(r *Run) string { return percent(r.Skipped) }},
		{"  weighted by their MACs", func(r *Run) string { return percent(r.SkippedMACs) }},
		{"test accuracy, measured", func(r *Run) string { return percent(r.Accuracy) }},
		{"executed MACs", func(r *Run) string { return report.Quantity(float64(r.MACs), "MAC") }},
		{"  of the 32-bit baseline", func(r *Run) string { return report.Quantity(float64(r.Baseline.MACs), "MAC") }},
		{"  saved", func(r *Run) string { return percent(&r.SavedMACs) }},
		{"bit-operations", func(r *Run) string { return report.Quantity(r.BitOps, "bit-op") }},
		{"  of the 32-bit baseline", func(r *Run) string { return report.Quantity(r.Baseline.BitOps, "bit-op") }},
		{"  saved", func(r *Run) string { return percent(&r.SavedBitOps) }},
		{"energy, modeled", func(r *Run) string { return report.Quantity(r.Energy.Total, "J") }},
		{"  of the 32-bit baseline", func(r *Run) string { return report.Quantity(r.Baseline.Energy.Total, "J") }},
		{"  saved, whole system", func(r *Run) string {
			s := r.SavedEnergy.Whole
			return fmt.Sprintf("%.1f %% (%.1f to %.1f)", 100*s.Value, 100*s.Low, 100*s.High)
		}},
		{"  saved, accelerator alone", func(r *Run) string {
			s := r.SavedEnergy.Accelerator
			return fmt.Sprintf("%.1f %% (%.1f to %.1f)", 100*s.Value, 100*s.Low, 100*s.High)
		}},
		{"the paper's formula at this skip", func(r *Run) string { return percent(r.SavedFormula) }},
	} {
		fmt.Fprintf(t, "  %s", row.name)
		for _, run := range r.Runs {
			fmt.Fprintf(t, "\t%s", row.of(run))
		}
		fmt.Fprint(t, "\n")
	}
	t.Flush()
}

// percent prints a share that may be unknown.
func percent(v *float64) string {
	if v == nil {
		return "-"
	}
	return fmt.Sprintf("%.2f %%", 100**v)
}
