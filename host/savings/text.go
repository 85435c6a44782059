// SPDX-License-Identifier: Apache-2.0

package savings

import (
	"bytes"
	"fmt"
	"io"
	"math"
	"strings"
	"text/tabwriter"

	"github.com/e2train/e2train/driver"
	"github.com/e2train/e2train/host/ledger"
	"github.com/e2train/e2train/host/report"
	"github.com/e2train/e2train/sim/energy"
)

// WriteText prints the ledger: totals, techniques, savings, and layers.
func (r *Report) WriteText(w io.Writer) error {
	var b bytes.Buffer
	fmt.Fprintf(&b, "ledger of %s: %s on %s, batch %d, %s (%s: all joules are modeled)\n", r.Run, r.Model, r.Data, r.Batch, r.Device, r.Kind)
	fmt.Fprintf(&b, "%d loop iterations, %d executed, %d dropped; %d images trained on, %d evaluated\n", r.Loop.Iterations, r.Loop.Executed, r.Loop.Dropped, r.Loop.Images, r.Loop.Evaluated)
	if r.Note != "" {
		fmt.Fprintf(&b, "note: %s\n", r.Note)
	}
	r.writeAccounts(&b)
	r.writeTechniques(&b)
	r.writeSavings(&b)
	r.writeLayers(&b)
	r.writeSigns(&b)
	r.writeHost(&b)
	_, err := w.Write(b.Bytes())
	return err
}

func joules(v float64) string { return report.Quantity(v, "J") }

func (r *Report) writeAccounts(b *bytes.Buffer) {
	b.WriteString("\nspent\n\n")
	t := tabwriter.NewWriter(b, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprint(t, "\twhole system\tidle subtracted\taccelerator\tdevice\tstatic\thost\tlink\tcycles\t\n")
	row := func(name string, p *ledger.Price, cycles uint64) {
		fmt.Fprintf(t, "%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\t%d\t\n", name, joules(p.Total), joules(p.Idle), joules(p.Accelerator),
			joules(p.Dynamic), joules(p.Static), joules(p.Host), joules(p.Link), cycles)
	}
	for i := range r.Accounts {
		row(r.Accounts[i].Account, &r.Accounts[i].Price, r.Accounts[i].Cycles)
	}
	row("total", &r.Total.Price, r.Total.Cycles)
	t.Flush()
	if r.Energy.Low != nil && r.Energy.High != nil {
		fmt.Fprintf(b, "range of the total: %s to %s\n", joules(*r.Energy.Low), joules(*r.Energy.High))
	}
}

func (r *Report) writeTechniques(b *bytes.Buffer) {
	if len(r.Techniques) == 0 {
		b.WriteString("\nno technique was on\n")
		return
	}
	b.WriteString("\ntechniques: what each spent, and what was not computed because of it\n\n")
	t := tabwriter.NewWriter(b, 0, 0, 2, ' ', 0)
	fmt.Fprint(t, "\twhole system: spent\tsaved\tnet\taccelerator: net\t\n")
	for i := range r.Techniques {
		tech := &r.Techniques[i]
		net := tech.Net()
		fmt.Fprintf(t, "%s\t%s\t%s\t%s\t%s\t%s\n", tech.Name, joules(tech.Spent.Total), joules(tech.Saved.Total), joules(net.Total), joules(net.Accelerator), tech.What)
	}
	t.Flush()
	rest := r.Rest.Total
	if math.Abs(rest) < negligible*r.Plain.Total {
		rest = 0
	}
	fmt.Fprintf(b, "a plain pass over the images trained on takes %s; training and the nets of SLU and PSG leave %s of it for other batch sizes\n", joules(r.Plain.Total), joules(rest))
}

// negligible is a share that is nothing but rounding.
const negligible = 1e-9

// percent prints a share and its range.
func percent(s *energy.Share) string {
	return fmt.Sprintf("%.1f %% (%.1f to %.1f)", 100*s.Value, 100*s.Low, 100*s.High)
}

func (r *Report) writeSavings(b *bytes.Buffer) {
	b.WriteString("\nsavings, everything included, with 5 to 95 % of 1,000 draws of all coefficients\n\n")
	t := tabwriter.NewWriter(b, 0, 0, 2, ' ', 0)
	fmt.Fprint(t, "against\titerations\tits joules\twhole system\tidle subtracted\taccelerator\n")
	for i := range r.Comparisons {
		c := &r.Comparisons[i]
		fmt.Fprintf(t, "%s\t%d\t%s\t%s\t%s\t%s\n", c.Name, c.Iterations, joules(c.Price.Total), percent(&c.Saving.Whole), percent(&c.Saving.Idle), percent(&c.Saving.Accelerator))
	}
	t.Flush()
	for i := range r.Comparisons[:min(2, len(r.Comparisons))] {
		c := &r.Comparisons[i]
		if c.Saving.Movers[0].Effect() < negligible {
			continue // a plain run against itself: nothing moves a saving of nothing
		}
		fmt.Fprintf(b, "\nwhat moves the saving against %s most:\n", c.Name)
		t := tabwriter.NewWriter(b, 0, 0, 2, ' ', 0)
		for _, m := range c.Saving.Movers {
			fmt.Fprintf(t, "  %s\tof %s\t%.3g to %.3g %s\t%.1f %% to %.1f %%\n", m.Name, m.Side, m.Low, m.High, m.Unit, 100*m.AtLow, 100*m.AtHigh)
		}
		t.Flush()
	}
	if len(r.Comparisons) == 1 && r.Kind != string(driver.KindBaseline) {
		b.WriteString("\nthe float32 baseline stands for ultra96 alone, so there is none beside this device\n")
	}
}

// writeLayers prints training and what belongs to it, a line for each layer.
func (r *Report) writeLayers(b *bytes.Buffer) {
	var layers, passes []string
	at := map[string]map[string]*Row{}
	for i := range r.Passes {
		row := &r.Passes[i]
		if row.Account != ledger.Training {
			continue
		}
		if at[row.Layer] == nil {
			at[row.Layer] = map[string]*Row{}
			layers = append(layers, row.Layer)
		}
		at[row.Layer][row.Pass] = row
		if !strings.Contains(" "+strings.Join(passes, " ")+" ", " "+row.Pass+" ") {
			passes = append(passes, row.Pass)
		}
	}
	b.WriteString("\nlayers in training: joules of the whole system by pass, then of the accelerator and cycles of all passes\n\n")
	t := tabwriter.NewWriter(b, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintf(t, "layer\t%s\tall\taccelerator\tcycles\t\n", strings.Join(passes, "\t"))
	for _, layer := range layers {
		fmt.Fprintf(t, "%s\t", layer)
		var sum Row
		for _, pass := range passes {
			row := at[layer][pass]
			if row == nil {
				fmt.Fprint(t, "-\t")
				continue
			}
			fmt.Fprintf(t, "%s\t", joules(row.Price.Total))
			sum.Price.Add(row.Price)
			sum.Cycles += row.Cycles
		}
		fmt.Fprintf(t, "%s\t%s\t%d\t\n", joules(sum.Price.Total), joules(sum.Price.Accelerator), sum.Cycles)
	}
	t.Flush()
}

// writeHost prints the host's operations.
func (r *Report) writeHost(b *bytes.Buffer) {
	b.WriteString("\nhost operations, the idle board during them included\n\n")
	t := tabwriter.NewWriter(b, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprint(t, "account\toperation\telements\tjoules\t\n")
	for i := range r.Host {
		row := &r.Host[i]
		fmt.Fprintf(t, "%s\t%s\t%d\t%s\t\n", row.Account, row.Operation, row.Elements, joules(row.Price.Total))
	}
	t.Flush()
}
