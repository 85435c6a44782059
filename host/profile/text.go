// SPDX-License-Identifier: Apache-2.0

package profile

import (
	"fmt"
	"io"
	"text/tabwriter"
)

// WriteText prints the report: a row per layer and pass, the total, and the roofline.
func (r *Report) WriteText(w io.Writer) error {
	fmt.Fprintf(w, "one training step of %s, batch %d, on %s (%s: cycles and joules are modeled)\n", r.Model, r.Batch, r.Device, r.Kind)
	fmt.Fprint(w, "bound: where most of the array's time goes: work, waiting for load or store, or launch overhead\n\n")
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprint(t, "layer\tpass\tMMACs\tcycles\tutilization\tarray\tload\tstore\tlaunch\tbound\tDRAM KB\tmJ\t\n")
	for _, row := range append(r.Rows[:len(r.Rows):len(r.Rows)], r.Total) {
		s := row.Share
		fmt.Fprintf(t, "%s\t%s\t%.2f\t%d\t%.1f %%\t%.1f %%\t%.1f %%\t%.1f %%\t%.1f %%\t%s\t%.0f\t%.3f\t\n",
			row.Layer, row.Pass, float64(row.MACs)/1e6, row.Cycles, 100*row.Utilization,
			100*s.Array, 100*s.Load, 100*s.Store, 100*s.Launch, row.Bound, float64(row.DramBytes)/1024, 1000*row.Joules)
	}
	if err := t.Flush(); err != nil {
		return err
	}
	return r.writeRoofline(w)
}
