// SPDX-License-Identifier: Apache-2.0

package speed

import (
	"fmt"
	"io"
	"text/tabwriter"

	"github.com/e2train/e2train/host/report"
)

// WriteText prints the report as a table.
func (r *Report) WriteText(w io.Writer) error {
	fmt.Fprintf(w, "cycles per second of wall time on the same launches, batch %d, noise as operands\n%s (kernels %s, %d threads) beside %s\n\n",
		r.Batch, r.Device, r.Kernels, r.Threads, r.Against)
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintf(t, "layer\tpass\tcycles\t%s\t%s\tratio\t\n", r.Device, r.Against)
	for i := range r.Rows {
		row := &r.Rows[i]
		cycles := row.Against.Cycles / uint64(row.Against.Launches)
		fmt.Fprintf(t, "%s\t%s\t%d\t%s\t%s\t%.0f\t\n", row.Layer, row.Pass, cycles, hertz(row.Device.rate()), hertz(row.Against.rate()), row.Ratio)
	}
	fmt.Fprintf(t, "all\t\t\t%s\t%s\t%.0f\t\n", hertz(r.DeviceSpeed), hertz(r.AgainstSpeed), r.Ratio)
	return t.Flush()
}

func hertz(v float64) string { return report.Quantity(v, "Hz") }
