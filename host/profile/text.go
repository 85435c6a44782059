// SPDX-License-Identifier: Apache-2.0

package profile

import (
	"bytes"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
)

// WriteText prints the report: a row per layer and pass, the total, the engines, the comparison with plain backward-weights if
// there is one, and the roofline.
func (r *Report) WriteText(w io.Writer) error {
	var b bytes.Buffer
	fmt.Fprintf(&b, "one training step of %s, batch %d, on %s (%s: cycles and joules are modeled)\n", r.Model, r.Batch, r.Device, r.Kind)
	b.WriteString("bound: where most of the array's time goes: work, waiting for load or store, or launch overhead\n")
	if r.Signs != nil {
		b.WriteString("utilization: of psg_predict, two products a multiplier are 100 %; of psg_masked, multipliers that are switched off count\n" +
			"as in use, and skipped tiles as not there\n")
	}
	if r.HostMACs > 0 {
		fmt.Fprintf(&b, "beside the device, the host convolves in float32: %.2f MMACs, which are not in the table\n", float64(r.HostMACs)/1e6)
	}
	b.WriteString("\n")
	r.writeRows(&b)
	r.writeEngines(&b)
	if r.Signs != nil {
		r.Signs.write(&b)
	}
	if r.Links != nil {
		r.Links.write(&b)
	}
	r.writeRoofline(&b)
	_, err := w.Write(b.Bytes())
	return err
}

// all returns the rows and the total.
func (r *Report) all() []Row { return append(r.Rows[:len(r.Rows):len(r.Rows)], r.Total) }

func (r *Report) writeRows(b *bytes.Buffer) {
	t := tabwriter.NewWriter(b, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprint(t, "layer\tpass\tMMACs\tcycles\tutilization\tarray\tload\tstore\tlaunch\tbound\tDRAM KB\tmJ\t\n")
	for _, row := range r.all() {
		s := row.Share
		fmt.Fprintf(t, "%s\t%s\t%.2f\t%d\t%.1f %%\t%.1f %%\t%.1f %%\t%.1f %%\t%.1f %%\t%s\t%.0f\t%.3f\t\n",
			row.Layer, row.Pass, float64(row.MACs)/1e6, row.Cycles, 100*row.Utilization,
			100*s.Array, 100*s.Load, 100*s.Store, 100*s.Launch, row.Bound, float64(row.DramBytes)/1024, 1000*row.Joules.Total)
	}
	t.Flush()
}

// writeEngines prints what each engine does in its cycles.
func (r *Report) writeEngines(b *bytes.Buffer) {
	b.WriteString("\nevery engine's cycles in %: busy, waiting for another one or for its own pipeline (fence), and idle at the ends of launches\n\n")
	t := tabwriter.NewWriter(b, 0, 0, 2, ' ', tabwriter.AlignRight)
	for i, row := range r.all() {
		if i == 0 {
			fmt.Fprintf(t, "layer\tpass\t%s\n", engineHead(row.Engines))
		}
		fmt.Fprintf(t, "%s\t%s\t", row.Layer, row.Pass)
		for n, e := range row.Engines {
			if n > 0 {
				fmt.Fprint(t, "|\t")
			}
			percent := func(cycles uint64) { fmt.Fprintf(t, "%.1f\t", 100*float64(cycles)/float64(row.Cycles)) }
			percent(e.Busy)
			for _, wait := range e.Waits {
				percent(wait.Cycles)
			}
			percent(e.Idle)
		}
		fmt.Fprintln(t)
	}
	t.Flush()
}

// engineHead returns the names of the columns of the engines.
func engineHead(engines []Engine) string {
	var parts []string
	for _, e := range engines {
		columns := e.Name + " busy\t"
		for _, wait := range e.Waits {
			columns += "for " + wait.For + "\t"
		}
		parts = append(parts, columns+"idle\t")
	}
	return strings.Join(parts, "|\t")
}
