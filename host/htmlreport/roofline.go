// SPDX-License-Identifier: Apache-2.0

package htmlreport

import (
	"fmt"
	"math"
	"slices"

	"github.com/e2train/e2train/host/ledger"
	"github.com/e2train/e2train/host/profile"
	"github.com/e2train/e2train/rtl/isa"
)

// rooflineFigure shows every layer and pass of training under the roof of the run's configuration, nil if there is nothing to show.
func rooflineFigure(r *Run) *Figure {
	roof := profile.NewRoof(&r.info.Config)
	f := &Figure{
		ID: fmt.Sprintf("roofline-%d", r.Number), Title: "Roofline of all layers: " + r.Name, Evidence: []string{"modeled"},
		X: Axis{Name: "MACs per DRAM byte, modeled", Unit: "MAC/B", Log: true}, Y: Axis{Name: "MACs per cycle, modeled", Unit: "MAC/cycle", Log: true},
		Series: []Series{{}},
	}
	low, high := math.Inf(1), 0.0
	passes := r.book.Account(ledger.Training).Passes
	for i := range passes {
		p := &passes[i]
		x, y := intensity(p)
		if p.MACs == 0 || math.IsInf(x, 0) || math.IsNaN(y) {
			continue
		}
		low, high = min(low, x), max(high, x)
		s := f.seriesOf(p.Pass, r.Name)
		s.Points = append(s.Points, Point{Label: p.Layer, X: x, Y: y})
	}
	if len(f.Series) == 1 {
		return nil
	}
	slices.SortFunc(f.Series[1:], func(a, b Series) int { return a.Colour - b.Colour })
	f.Series[0] = Series{Name: "roof", Run: r.Name, Form: Dashed, Colour: -1}
	low, high = min(low, roof.Peak/roof.Bytes)/1.5, max(high, roof.Peak/roof.Bytes)*1.5
	for _, x := range []float64{low, roof.Peak / roof.Bytes, high} {
		f.Series[0].Points = append(f.Series[0].Points, Point{X: x, Y: roof.Attainable(x)})
	}
	f.Caption = fmt.Sprintf("Multiply-accumulates per cycle (MAC/cycle) over those per byte of DRAM traffic (MAC/B), each point a layer and pass of %s: modeled, from "+
		"counters of the whole training. Two of the predictor share a multiplier and count as one. The roof, %.0f MAC/cycle and %.1f bytes a cycle, is that of "+
		"the configuration under its bench memory.", r.Record.Model, roof.Peak, roof.Bytes)
	return f
}

// intensity returns a pass's multiply-accumulates per byte of DRAM and per cycle; two that share a multiplier count as one.
func intensity(p *ledger.PassWork) (perByte, perCycle float64) {
	slots, k := profile.Slots(p.Pass, p.MACs), &p.Counters
	return slots / float64(k[isa.DramReadBytes]+k[isa.DramWriteBytes]), slots / float64(k[isa.Cycles])
}

// seriesOf returns the points of a pass.
func (f *Figure) seriesOf(pass, run string) *Series {
	for i := range f.Series {
		if f.Series[i].Name == pass {
			return &f.Series[i]
		}
	}
	f.Series = append(f.Series, Series{Name: pass, Run: run, Form: Points, Colour: colourOf(pass)})
	return &f.Series[len(f.Series)-1]
}
