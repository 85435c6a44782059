// SPDX-License-Identifier: Apache-2.0

package htmlreport

import (
	"fmt"
	"strings"

	"github.com/e2train/e2train/host/report"
	"github.com/e2train/e2train/sim/energy"
)

// tableRow is a figure of all runs.
type tableRow struct {
	Name  string
	Cells []string
}

// unknown stands where there is no figure.
const unknown = "unknown"

// columns are the rows of the table of runs: what they are called and what they say of a run.
var columns = []struct {
	name string
	of   func(*Run) string
}{
	{"network", func(r *Run) string { return r.Record.Model }},
	{"data", func(r *Run) string { return r.Record.Data }},
	{"seed", func(r *Run) string { return fmt.Sprint(r.Record.Seed) }},
	{"device", func(r *Run) string { return r.Record.Device }},
	{"energy profile", (*Run).profileText},
	{"techniques", (*Run).techniques},
	{"iterations", func(r *Run) string {
		return fmt.Sprintf("%d executed, %d dropped", r.book.Loop.Executed, r.book.Loop.Dropped)
	}},
	{"test accuracy, measured", func(r *Run) string { return percent(r.Summary.TestAccuracy) }},
	{"training loss, measured", func(r *Run) string { return number(r.Summary.TrainLoss, "%.4f nats") }},
	{"MACs, modeled", func(r *Run) string { return report.Quantity(float64(r.Ledger.Total.MACs), "MAC") }},
	{"device time, modeled", func(r *Run) string { return number(r.Summary.DeviceSeconds, "%.4g s") }},
	{"energy of all, modeled", func(r *Run) string { return joules(&r.Energy) }},
	{"of it training, modeled", func(r *Run) string { return report.Quantity(r.trained(), "J") }},
	{"idle board subtracted, modeled", func(r *Run) string { return report.Quantity(r.Ledger.Total.Price.Idle, "J") }},
}

// table returns the table of runs: what all have, savings, and what meters saw where one was read.
func (r *Report) table() []tableRow {
	var rows []tableRow
	for _, c := range columns {
		rows = append(rows, r.row(c.name, c.of))
	}
	for _, name := range r.baselines() {
		rows = append(rows, r.row("saved against "+name+", modeled", func(run *Run) string { return run.saving(name) }))
	}
	for _, m := range []struct {
		name string
		of   func(*Run) *energy.Joules
	}{
		{"energy of training, measured", func(run *Run) *energy.Joules { return run.Summary.Measured }},
		{"energy of training, emulated", func(run *Run) *energy.Joules { return run.Summary.Emulated }},
	} {
		row, some := r.row(m.name, func(run *Run) string { return joules(m.of(run)) }), false
		for _, run := range r.Runs {
			some = some || m.of(run) != nil
		}
		if some {
			rows = append(rows, row)
		}
	}
	return rows
}

func (r *Report) row(name string, of func(*Run) string) tableRow {
	row := tableRow{Name: name}
	for _, run := range r.Runs {
		row.Cells = append(row.Cells, of(run))
	}
	return row
}

// baselines returns what runs are compared with, in the order of appearance.
func (r *Report) baselines() []string {
	var names []string
	seen := map[string]bool{}
	for _, run := range r.Runs {
		for _, c := range run.Ledger.Comparisons {
			if !seen[c.Name] {
				names, seen[c.Name] = append(names, c.Name), true
			}
		}
	}
	return names
}

// saving returns what the run saves against a baseline.
func (r *Run) saving(against string) string {
	for _, c := range r.Ledger.Comparisons {
		if c.Name == against {
			w := c.Saving.Whole
			return fmt.Sprintf("%.1f %% (%.1f to %.1f)", 100*w.Value, 100*w.Low, 100*w.High)
		}
	}
	return "not compared"
}

// techniques names what the run used.
func (r *Run) techniques() string {
	var names []string
	for _, t := range r.Ledger.Techniques {
		names = append(names, t.Name)
	}
	if len(names) == 0 {
		return "none"
	}
	return strings.Join(names, ", ")
}

// profileText names the profile, and says if the run was under another one.
func (r *Run) profileText() string {
	if r.Repriced {
		return r.Profile + "; another one when it ran, so curves and ledger differ"
	}
	return r.Profile
}

// joules prints an energy and its range.
func joules(j *energy.Joules) string {
	if j == nil || j.Total == nil {
		return unknown
	}
	text := report.Quantity(*j.Total, "J")
	if j.Low != nil && j.High != nil {
		text += fmt.Sprintf(" (%s to %s)", report.Quantity(*j.Low, "J"), report.Quantity(*j.High, "J"))
	}
	return text
}

// percent prints a share.
func percent(v *float64) string {
	if v == nil {
		return unknown
	}
	return fmt.Sprintf("%.2f %%", 100**v)
}

// number prints a number that may be unknown.
func number(v *float64, format string) string {
	if v == nil {
		return unknown
	}
	return fmt.Sprintf(format, *v)
}
