// SPDX-License-Identifier: Apache-2.0

package energybench

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"slices"
	"text/tabwriter"

	"github.com/e2train/e2train/driver/power"
	"github.com/e2train/e2train/rtl/isa"
	"github.com/e2train/e2train/sim/energy"
)

// Schema is the version of the JSON form of reports.
const Schema = 1

// ErrLog is the cause of errors about a file that is no report.
var ErrLog = errors.New("not a log of bench energy")

// Report compares the step of a network. Joules are above the idle board.
type Report struct {
	Schema   int        `json:"schema"`
	Model    string     `json:"model"`
	Device   string     `json:"device"`
	Meter    string     `json:"meter"`
	Kind     power.Kind `json:"observed_kind"`
	Config   string     `json:"config"`
	Batch    int        `json:"batch"`
	Height   int        `json:"height"`
	Width    int        `json:"width"`
	PSG      bool       `json:"psg"`
	Replayed bool       `json:"repeats_replayed"` // not executed again: the board is emulated
	Profile  string     `json:"profile"`
	Idle     float64    `json:"idle_w"`
	IdleErr  float64    `json:"idle_stderr_w"`
	Step     float64    `json:"meter_step_w"` // smallest difference between two readings
	Rows     []Row      `json:"rows"`
	Total    Row        `json:"total"`
	Median   float64    `json:"median_difference"` // of the rows' absolute relative differences
}

// sum adds up the rows. Errors of idle power and steps are common to all: standard errors add up.
func (r *Report) sum() {
	t := Row{Layer: "total"}
	var relative []float64
	for i := range r.Rows {
		row := &r.Rows[i]
		t.Launches, t.Cycles, t.Seconds = t.Launches+row.Launches, t.Cycles+row.Cycles, t.Seconds+row.Seconds
		t.Modeled, t.Observed, t.StdErr = t.Modeled+row.Modeled, t.Observed+row.Observed, t.StdErr+row.StdErr
		t.Samples, t.Repeats = t.Samples+row.Samples, t.Repeats+row.Repeats
		relative = append(relative, math.Abs(row.Relative))
	}
	t.compare()
	r.Total, r.Median = t, median(relative)
}

// median returns the middle value, 0 of none.
func median(x []float64) float64 {
	if len(x) == 0 {
		return 0
	}
	slices.Sort(x)
	return (x[(len(x)-1)/2] + x[len(x)/2]) / 2
}

// Reprice returns the report with the joules of another profile.
func (r *Report) Reprice(p *energy.Profile) (*Report, error) {
	g, err := r.Geometry()
	if err != nil {
		return nil, err
	}
	other := *r
	other.Profile, other.Rows = p.Name, slices.Clone(r.Rows)
	for i := range other.Rows {
		row := &other.Rows[i]
		c, err := row.Activity()
		if err != nil {
			return nil, err
		}
		estimate, err := p.Price(g, &energy.Activity{Counters: c})
		if err != nil {
			return nil, err
		}
		row.Modeled = *estimate.Dynamic
		row.compare()
	}
	other.sum()
	return &other, nil
}

// Geometry returns that of the accelerator.
func (r *Report) Geometry() (energy.Geometry, error) {
	c, err := isa.ConfigByName(r.Config)
	if err != nil {
		return energy.Geometry{}, err
	}
	return energy.GeometryOf(c), nil
}

// Read reads a report. Errors wrap ErrLog, or are those of the file.
func Read(path string) (*Report, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	r := &Report{}
	if err := json.Unmarshal(text, r); err != nil {
		return nil, fmt.Errorf("%s: %w: %w", path, ErrLog, err)
	}
	if r.Schema != Schema || len(r.Rows) == 0 {
		return nil, fmt.Errorf("%s: schema %d, %d rows: %w; want what e2train bench energy --json prints", path, r.Schema, len(r.Rows), ErrLog)
	}
	return r, nil
}

// WriteText prints the report as a table.
func (r *Report) WriteText(w io.Writer) error {
	var b bytes.Buffer
	what := "observed is measured"
	if r.Kind == power.Emulated {
		what = "observed is emulated, not measured: toggles of the simulated RTL; repeats of a launch are replayed"
	}
	fmt.Fprintf(&b, "%s, batch %d, %dx%d, on %s, profile %s (modeled)\n%s\nidle board %.4g W, subtracted\n\n", r.Model, r.Batch, r.Height, r.Width, r.Config, r.Profile, what, r.Idle)
	t := tabwriter.NewWriter(&b, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprint(t, "layer\tpass\tlaunches\tmodeled uJ\tobserved uJ\t+-\tdifference\tsamples\t\n")
	for _, row := range append(slices.Clone(r.Rows), r.Total) {
		fmt.Fprintf(t, "%s\t%s\t%d\t%.2f\t%.2f\t%.2f\t%+.1f %%\t%d\t\n", row.Layer, row.Pass, row.Launches, 1e6*row.Modeled, 1e6*row.Observed,
			1e6*row.StdErr, 100*row.Relative, row.Samples)
	}
	t.Flush()
	fmt.Fprintf(&b, "\ndifference is observed less modeled, of observed; its median over layers and passes is %.1f %%\n", 100*r.Median)
	_, err := w.Write(b.Bytes())
	return err
}
