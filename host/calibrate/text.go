// SPDX-License-Identifier: Apache-2.0

package calibrate

import (
	"bytes"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
)

// WriteText prints the fit for people.
func (r *Result) WriteText(w io.Writer) error {
	var b bytes.Buffer
	fmt.Fprintf(&b, "fitted %d coefficients to %d rows of %s; error of the model %.1f %%; idle %.4g W\n\n", len(r.Coefficients), r.Rows, r.what(), 100*r.ModelError, r.Idle)
	t := tabwriter.NewWriter(&b, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprint(t, "coefficient\tbefore\tfitted\t+-\tunit\t\t\n")
	for _, c := range r.Coefficients {
		mark := ""
		if c.Undetermined {
			mark = "undetermined"
		}
		fmt.Fprintf(t, "%s\t%.3g\t%.3g\t%.2g\t%s\t%s\t\n", c.Name, c.Before, c.Value, c.StdErr, c.Unit, mark)
	}
	t.Flush()
	if len(r.Kept) > 0 {
		fmt.Fprintf(&b, "\nwithout events, kept: %s\n", strings.Join(r.Kept, ", "))
	}
	r.writePairs(&b)
	r.writeComparisons(&b)
	_, err := w.Write(b.Bytes())
	return err
}

func (r *Result) writePairs(b *bytes.Buffer) {
	if len(r.Inseparable) == 0 {
		return
	}
	b.WriteString("\nnot separated by these logs: their sum is fitted, their shares follow the prior\n")
	for _, p := range r.Inseparable {
		fmt.Fprintf(b, "  %s and %s: columns with cosine %.3f, errors with correlation %.2f\n", p.Names[0], p.Names[1], p.Direction, p.Correlation)
	}
}

func (r *Result) writeComparisons(b *bytes.Buffer) {
	b.WriteString("\ndifference of observed and modeled, of observed\n")
	t := tabwriter.NewWriter(b, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprint(t, "log\t\ttotal before\tafter\tmedian before\tafter\t\n")
	for _, c := range r.Comparisons {
		held := "fitted to"
		if c.Held {
			held = "held out"
		}
		fmt.Fprintf(t, "%s\t%s\t%+.1f %%\t%+.1f %%\t%.1f %%\t%.1f %%\t\n", c.Log, held, 100*c.Before.Total.Relative, 100*c.After.Total.Relative,
			100*c.Before.Median, 100*c.After.Median)
	}
	t.Flush()
}
