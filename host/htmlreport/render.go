// SPDX-License-Identifier: Apache-2.0

package htmlreport

import (
	"bytes"
	"fmt"
	"image/color"
	"strings"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
	"gonum.org/v1/plot/vg/vgsvg"
)

// Sizes in points; the page scales drawings to its columns. They are narrow, so that text stays legible on a narrow screen.
const (
	width     = 420
	height    = 280
	textSize  = 12
	rowHeight = 17 // of a bar and the space around it
)

// Palette is the number of colours that series have.
const palette = 8

// Drawings have colours that stand for others, which the style of the page has in a light and a dark version. vgsvg leaves out black.
var (
	inkColour  = color.RGBA{R: 1, A: 255}
	gridColour = color.RGBA{G: 1, A: 255}
)

// seriesColour returns the stand-in for a colour of the palette; -1 is that of text.
func seriesColour(i int) color.Color {
	if i < 0 {
		return inkColour
	}
	return color.RGBA{R: 2, B: uint8(i % palette), A: 255}
}

// SVG draws the figure.
func (f *Figure) SVG() (string, error) {
	p, h := f.newPlot(), vg.Length(height)
	if len(f.Labels) > 0 {
		h = f.barPlot(p)
	}
	for i := range f.Series {
		if err := f.Series[i].addTo(p, f); err != nil {
			return "", fmt.Errorf("draw %s: %w", f.ID, err)
		}
	}
	f.setRanges(p)
	canvas := vgsvg.New(width, h)
	p.Draw(draw.New(canvas))
	var b bytes.Buffer
	if _, err := canvas.WriteTo(&b); err != nil {
		return "", fmt.Errorf("draw %s: %w", f.ID, err)
	}
	return themed(b.String(), f.Title), nil
}

// newPlot returns an empty plot with axes and a grid.
func (f *Figure) newPlot() *plot.Plot {
	p := plot.New()
	p.BackgroundColor = nil
	grid := plotter.NewGrid()
	grid.Vertical.Color, grid.Horizontal.Color = gridColour, gridColour
	if len(f.Labels) > 0 {
		grid.Horizontal.Width = 0
	}
	p.Add(grid)
	for _, a := range []struct {
		axis *plot.Axis
		of   Axis
	}{{&p.X, f.X}, {&p.Y, f.Y}} {
		a.axis.Color, a.axis.Tick.Color, a.axis.Tick.Label.Color, a.axis.Label.TextStyle.Color = inkColour, inkColour, inkColour, inkColour
		sans := font.Font{Typeface: "Liberation", Variant: "Sans", Size: textSize}
		a.axis.Tick.Label.Font, a.axis.Label.TextStyle.Font = sans, sans
		if a.of.Unit != "" {
			a.axis.Label.Text = fmt.Sprintf("%s (%s)", a.of.Name, a.of.Unit)
		}
		if a.of.Log {
			a.axis.Scale, a.axis.Tick.Marker = plot.LogScale{}, powersOfTwo{}
		}
	}
	return p
}

// barPlot prepares a plot for bars, the first one on top, and returns its height.
func (f *Figure) barPlot(p *plot.Plot) vg.Length {
	labels := make([]string, len(f.Labels))
	for i, label := range f.Labels {
		labels[len(labels)-1-i] = shortened(label)
	}
	p.NominalY(labels...)
	rows := vg.Length(len(labels))
	if f.Series[0].Form == Beside {
		rows *= 1.6
	}
	return 55 + vg.Length(rowHeight*rows) // rounded before the sum, on every CPU
}

// setRanges widens axes that would end at their outermost points.
func (f *Figure) setRanges(p *plot.Plot) {
	if len(f.Labels) > 0 {
		p.X.Max *= 1.03 // room for half of the last label
		p.Y.Min, p.Y.Max = -0.6, float64(len(f.Labels))-0.4
	}
	if !f.X.Log {
		p.X.Min = min(0, p.X.Min)
	}
	if f.Y.Log {
		p.Y.Min, p.Y.Max = p.Y.Min/1.3, p.Y.Max*1.3
	}
}

// longest is the longest label that a drawing has, in characters.
const longest = 22

// shortened cuts the middle out of a long label.
func shortened(label string) string {
	if r := []rune(label); len(r) > longest {
		return string(r[:longest/2]) + "…" + string(r[len(r)-longest/2+1:])
	}
	return label
}

// themed takes a drawing into a page: without a size of its own, and with the colours of the page's style.
func themed(svg, title string) string {
	_, body, _ := strings.Cut(svg, "<svg ")
	_, box, _ := strings.Cut(body, "viewBox=")
	box, body, _ = strings.Cut(box, "\n")
	_, body, _ = strings.Cut(body, ">\n")
	pairs := []string{hex(inkColour), "currentColor", hex(gridColour), "var(--grid)"}
	for i := range palette {
		pairs = append(pairs, hex(seriesColour(i)), fmt.Sprintf("var(--c%d)", i))
	}
	return fmt.Sprintf("<svg viewBox=%s role=\"img\" aria-label=\"%s\">\n%s", box, escape(title), strings.NewReplacer(pairs...).Replace(body))
}

// hex writes a colour as drawings have it.
func hex(c color.Color) string {
	r, g, b, _ := c.RGBA()
	return fmt.Sprintf("#%02X%02X%02X", r>>8, g>>8, b>>8)
}
