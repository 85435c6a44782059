// SPDX-License-Identifier: Apache-2.0

package htmlreport

import (
	"fmt"
	"math"
)

// observedFigures compares what a meter saw with the model, one figure for each kind of observation.
func observedFigures(r *Run) []*Figure {
	var figures []*Figure
	for _, kind := range []string{measured, emulated} {
		if f := observedFigure(r, kind); f != nil {
			figures = append(figures, f)
		}
	}
	return figures
}

// observedFigure is that of one kind, nil if there is none.
func observedFigure(r *Run, kind string) *Figure {
	f := &Figure{
		ID: fmt.Sprintf("observed-%d-%s", r.Number, kind), Title: fmt.Sprintf("Modeled against %s energy: %s", kind, r.Name), Evidence: []string{"modeled", kind},
		X: Axis{Name: "modeled", Unit: "J"}, Y: Axis{Name: kind, Unit: "J"}, Series: []Series{{}, {}},
	}
	highest, lines := 0.0, 0
	for _, o := range r.observed {
		if o.Kind != kind {
			continue
		}
		p := Point{Label: o.Layer, X: o.Modeled, Y: o.Observed, Low: new(o.Observed - 2*o.StandardError), High: new(o.Observed + 2*o.StandardError)}
		s := f.seriesOf(o.Pass, r.Name)
		s.Points = append(s.Points, p)
		highest, lines = max(highest, o.Modeled, o.Observed), lines+o.Lines
	}
	if lines == 0 {
		return nil
	}
	slope, residual := f.fit()
	f.Series[0] = Series{Name: "equal", Run: r.Name, Form: Dashed, Colour: -1, Points: []Point{{}, {X: highest, Y: highest}}}
	f.Series[1] = Series{Name: "fit", Run: r.Name, Form: Line, Colour: -1, Points: []Point{{}, {X: highest, Y: slope * highest}}}
	unit := f.scaleBoth(highest)
	f.Caption = fmt.Sprintf("Energy by layer and pass in %s: horizontally modeled, vertically %s, with two standard errors of the meter to both sides. Sums of the %d phases "+
		"that were long enough for it; %d were not. Fit (least squares through zero): %s = %.3f x modeled; residuals are %.1f %% (root of the mean square, of the mean).",
		unit, kind, lines, r.unseen, kind, slope, 100*residual)
	return f
}

// fit returns the factor between observed and modeled energy by least squares through zero, and the root mean square of what it leaves, as a
// share of the mean observation.
func (f *Figure) fit() (slope, residual float64) {
	var xy, xx, sum, n float64
	f.each(func(p *Point) { xy, xx, sum, n = xy+float64(p.X*p.Y), xx+float64(p.X*p.X), sum+p.Y, n+1 })
	if xx == 0 {
		return 0, 0
	}
	slope = xy / xx
	var squares float64
	f.each(func(p *Point) {
		d := p.Y - float64(slope*p.X)
		squares += float64(d * d)
	})
	if sum == 0 {
		return slope, 0
	}
	return slope, math.Sqrt(squares/n) / (sum / n)
}

// scaleBoth puts both axes in the unit that reads best.
func (f *Figure) scaleBoth(highest float64) string {
	factor, unit := prefixed(highest, "J")
	f.each(func(p *Point) {
		p.X, p.Y = p.X*factor, p.Y*factor
		if p.Low != nil {
			p.Low, p.High = new(*p.Low*factor), new(*p.High*factor)
		}
	})
	f.X.Unit, f.Y.Unit = unit, unit
	return unit
}
