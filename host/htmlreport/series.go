// SPDX-License-Identifier: Apache-2.0

package htmlreport

import (
	"math"
	"strconv"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// addTo draws a series of a figure.
func (s *Series) addTo(p *plot.Plot, f *Figure) error {
	switch s.Form {
	case Line, Dashed:
		return s.addLine(p)
	case Points:
		return s.addPoints(p)
	case Ranges:
		return s.addRanges(p, f)
	}
	return s.addBars(p, f)
}

func (s *Series) addLine(p *plot.Plot) error {
	line, err := plotter.NewLine(s.places())
	if err != nil {
		return err
	}
	line.Color, line.Width = seriesColour(s.Colour), vg.Points(1.8)
	if s.Form == Dashed {
		line.Dashes, line.Width = []vg.Length{4, 3}, 1
	}
	p.Add(line)
	if s.Form == Line && len(s.Points) <= 20 && s.Colour >= 0 {
		return s.addPoints(p)
	}
	return nil
}

func (s *Series) addPoints(p *plot.Plot) error {
	points, err := plotter.NewScatter(s.places())
	if err != nil {
		return err
	}
	points.GlyphStyle = draw.GlyphStyle{Color: seriesColour(s.Colour), Radius: 2.6, Shape: shapes[max(s.Colour, 0)%len(shapes)]}
	p.Add(points)
	if s.Points[0].Low == nil {
		return nil
	}
	bars, err := plotter.NewYErrorBars(s.withErrors(s.places(), func(p *Point) float64 { return p.Y }))
	if err != nil {
		return err
	}
	bars.Color, bars.Width = seriesColour(s.Colour), 1
	p.Add(bars)
	return nil
}

// shapes tell series apart for those who do not see the colours.
var shapes = []draw.GlyphDrawer{draw.CircleGlyph{}, draw.BoxGlyph{}, draw.TriangleGlyph{}, draw.PyramidGlyph{}, draw.RingGlyph{}, draw.SquareGlyph{}, draw.CrossGlyph{}, draw.PlusGlyph{}}

func (s *Series) addRanges(p *plot.Plot, f *Figure) error {
	places := s.places()
	for i := range places {
		places[i].Y = float64(len(f.Labels)-1) - places[i].Y
	}
	e := s.withErrors(places, func(p *Point) float64 { return p.X })
	bars, err := plotter.NewXErrorBars(struct {
		plotter.XYs
		plotter.XErrors
	}{e.XYs, plotter.XErrors(e.YErrors)})
	if err != nil {
		return err
	}
	bars.Color, bars.Width = seriesColour(-1), 1
	p.Add(bars)
	return nil
}

// addBars draws bars: on those of the stacked series before it, or beside those of others.
func (s *Series) addBars(p *plot.Plot, f *Figure) error {
	thick := vg.Length(rowHeight - 5)
	values := make(plotter.Values, len(f.Labels))
	below := make(plotter.Values, len(f.Labels))
	offset := vg.Length(0)
	for i := range f.Series {
		other := &f.Series[i]
		if other == s {
			break
		}
		if s.Form == Beside {
			offset -= thick - 1
			continue
		}
		for _, q := range other.Points {
			below[len(below)-1-int(q.Y)] += q.X
		}
	}
	for _, q := range s.Points {
		values[len(values)-1-int(q.Y)] = q.X
	}
	base, err := plotter.NewBarChart(below, thick)
	if err != nil {
		return err
	}
	bars, err := plotter.NewBarChart(values, thick)
	if err != nil {
		return err
	}
	bars.Horizontal, bars.Color, bars.LineStyle.Width = true, seriesColour(s.Colour), 0
	if bars.StackOn(base); s.Form == Beside {
		bars.Offset = offset + (thick-1)/2
		bars.Width = thick - 2
	}
	p.Add(bars)
	return nil
}

// places returns the points as the plotter takes them.
func (s *Series) places() plotter.XYs {
	places := make(plotter.XYs, len(s.Points))
	for i, p := range s.Points {
		places[i] = plotter.XY{X: p.X, Y: p.Y}
	}
	return places
}

// spread is places with what lies around them in one direction.
type spread struct {
	plotter.XYs
	plotter.YErrors
}

// withErrors adds what lies around the points; a point without a range has none.
func (s *Series) withErrors(places plotter.XYs, of func(*Point) float64) spread {
	e := make(plotter.YErrors, len(s.Points))
	for i := range s.Points {
		if p := &s.Points[i]; p.Low != nil && p.High != nil {
			e[i].Low, e[i].High = *p.Low-of(p), *p.High-of(p)
		}
	}
	return spread{places, e}
}

// powersOfTwo marks a logarithmic axis at powers of two, at ten of them at most.
type powersOfTwo struct{}

// Ticks implements plot.Ticker.
func (powersOfTwo) Ticks(low, high float64) []plot.Tick {
	first, last := int(math.Ceil(math.Log2(low))), int(math.Floor(math.Log2(high)))
	step := max(1, (last-first+9)/10)
	var ticks []plot.Tick
	for e := first; e <= last; e += step {
		value := math.Ldexp(1, e)
		ticks = append(ticks, plot.Tick{Value: value, Label: strconv.FormatFloat(value, 'g', 4, 64)})
	}
	return ticks
}
