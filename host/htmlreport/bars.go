// SPDX-License-Identifier: Apache-2.0

package htmlreport

import (
	"fmt"
	"slices"

	"github.com/e2train/e2train/host/ledger"
)

// parts are the parts of the system that joules go to.
var parts = []struct {
	name string
	of   func(*ledger.Price) float64
}{
	{"device", func(p *ledger.Price) float64 { return p.Dynamic }},
	{"static (idle board)", func(p *ledger.Price) float64 { return p.Static }},
	{"host", func(p *ledger.Price) float64 { return p.Host }},
	{"link", func(p *ledger.Price) float64 { return p.Link }},
}

// runsFigure shows what each run took, by part, with the range of the whole.
func runsFigure(runs []*Run) *Figure {
	f := &Figure{
		ID: "runs", Title: "Runs side by side", Evidence: []string{"modeled"},
		X: Axis{Name: "energy of the run, modeled", Unit: "J"}, Y: Axis{Name: "run"},
	}
	for i, part := range parts {
		s := Series{Name: part.name, Form: Stacked, Colour: i}
		for j, r := range runs {
			s.Points = append(s.Points, Point{Label: r.Name, X: part.of(&r.Ledger.Total.Price), Y: float64(j)})
		}
		f.Series = append(f.Series, s)
	}
	s := Series{Name: "5 to 95 % of draws", Form: Ranges}
	for j, r := range runs {
		f.Labels = append(f.Labels, r.Name)
		s.Points = append(s.Points, Point{Label: r.Name, X: r.Ledger.Total.Price.Total, Y: float64(j), Low: r.Energy.Low, High: r.Energy.High})
	}
	f.Series = append(f.Series, s)
	f.Caption = fmt.Sprintf("Energy of everything that a run did, evaluation included: %s. Thin lines: 5 to 95 %% of draws of the profile's coefficients within "+
		"their uncertainties.", f.scaleX())
	return f
}

// techniquesFigure shows what techniques cost and saved, nil if no run used one.
func techniquesFigure(runs []*Run) *Figure {
	f := &Figure{
		ID: "techniques", Title: "Energy by technique", Evidence: []string{"modeled"},
		X: Axis{Name: "energy, modeled", Unit: "J"}, Y: Axis{Name: "run and technique"},
		Series: []Series{{Name: "not spent because of it", Form: Beside, Colour: 2}, {Name: "spent on it", Form: Beside, Colour: 1}},
	}
	for _, r := range runs {
		for _, t := range r.Ledger.Techniques {
			label, y := r.Name+" "+t.Name, float64(len(f.Labels))
			if len(runs) == 1 {
				label = t.Name
			}
			f.Labels = append(f.Labels, label)
			f.Series[0].Points = append(f.Series[0].Points, Point{Label: label, X: t.Saved.Total, Y: y})
			f.Series[1].Points = append(f.Series[1].Points, Point{Label: label, X: t.Spent.Total, Y: y})
		}
	}
	if len(f.Labels) == 0 {
		return nil
	}
	f.Caption = fmt.Sprintf("Energy of the whole board, idle board included: %s. What was not computed has no counters and is priced by what was; "+
		"e2train ledger says how.", f.scaleX())
	return f
}

// passColours gives every pass its place in the palette.
var passColours = []string{"forward", "backward_data", "backward_weights", "psg_predict", "psg_masked"}

// colourOf returns the place of a pass in the palette.
func colourOf(pass string) int {
	if i := slices.Index(passColours, pass); i >= 0 {
		return i
	}
	return len(passColours)
}

// layersFigure shows the energy of every layer by pass.
func layersFigure(r *Run) *Figure {
	f := &Figure{
		ID: fmt.Sprintf("layers-%d", r.Number), Title: "Energy by layer and pass: " + r.Name, Evidence: []string{"modeled"},
		X: Axis{Name: "energy in training, modeled", Unit: "J"}, Y: Axis{Name: "layer"},
	}
	sums := map[[2]string]float64{}
	var passes []string
	for _, row := range r.Ledger.Passes {
		if row.Account != ledger.Training {
			continue
		}
		if sums[[2]string{row.Layer, row.Pass}] += row.Price.Total; !slices.Contains(f.Labels, row.Layer) {
			f.Labels = append(f.Labels, row.Layer)
		}
		if !slices.Contains(passes, row.Pass) {
			passes = append(passes, row.Pass)
		}
	}
	slices.SortFunc(passes, func(a, b string) int { return colourOf(a) - colourOf(b) })
	for _, pass := range passes {
		s := Series{Name: pass, Run: r.Name, Form: Stacked, Colour: colourOf(pass)}
		for j, layer := range f.Labels {
			s.Points = append(s.Points, Point{Label: layer, X: sums[[2]string{layer, pass}], Y: float64(j)})
		}
		f.Series = append(f.Series, s)
	}
	f.Caption = fmt.Sprintf("Energy of convolutions in executed iterations, with the idle board while they ran and their transfers, without what the host "+
		"computes: %s.", f.scaleX())
	return f.orNil()
}
