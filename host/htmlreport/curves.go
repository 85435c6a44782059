// SPDX-License-Identifier: Apache-2.0

package htmlreport

import "fmt"

// buckets is the largest number of points that a curve of losses has.
const buckets = 150

// accuracyFigure shows test accuracy against joules of training, nil if no run was evaluated.
func accuracyFigure(runs []*Run) *Figure {
	f := &Figure{
		ID: "accuracy", Title: "Test accuracy against energy", Evidence: []string{"modeled", measured},
		X: Axis{Name: "energy of training, modeled", Unit: "J"}, Y: Axis{Name: "test accuracy, measured", Unit: "%"},
	}
	for i, r := range runs {
		s, spent := Series{Name: r.Name, Run: r.Name, Form: Line, Colour: i}, r.spent()
		for _, e := range r.evals {
			s.Points = append(s.Points, Point{X: spent[e.Step], Y: 100 * e.Accuracy})
		}
		if len(s.Points) > 0 {
			f.Series = append(f.Series, s)
		}
	}
	f.Caption = fmt.Sprintf("Energy: %s, of all iterations until then, dropped ones included and evaluations not. Accuracy in %%: measured on the test set "+
		"of each run.", f.scaleX())
	return f.orNil()
}

// lossFigure shows the loss of training against joules, nil if there was none.
func lossFigure(runs []*Run) *Figure {
	f := &Figure{
		ID: "loss", Title: "Training loss against energy", Evidence: []string{"modeled", measured},
		X: Axis{Name: "energy of training, modeled", Unit: "J"}, Y: Axis{Name: "training loss, measured", Unit: "nats"},
	}
	for i, r := range runs {
		if points := r.losses(); len(points) > 0 {
			f.Series = append(f.Series, Series{Name: r.Name, Run: r.Name, Form: Line, Colour: i, Points: points})
		}
	}
	f.Caption = fmt.Sprintf("Energy: %s, of all iterations until then. Loss in nats per image: measured on mini-batches while training, means of as many "+
		"iterations in a row as leave at most %d points of a run.", f.scaleX(), buckets)
	return f.orNil()
}

// losses returns the means of buckets of executed iterations over the joules at their ends.
func (r *Run) losses() []Point {
	var points []Point
	size := (len(r.steps) + buckets - 1) / buckets
	spent, sum, n := r.spent(), 0.0, 0
	for i, s := range r.steps {
		if !s.Dropped {
			sum, n = sum+s.Loss, n+1
		}
		if last := (i+1)%size == 0 || i+1 == len(r.steps); last && n > 0 {
			points = append(points, Point{X: spent[i+1], Y: sum / float64(n)})
			sum, n = 0, 0
		}
	}
	return points
}

// scaleX puts the horizontal axis in joules in the unit that reads best, and returns it in words.
func (f *Figure) scaleX() string {
	highest := 0.0
	f.each(func(p *Point) {
		if highest = max(highest, p.X, -p.X); p.High != nil {
			highest = max(highest, *p.High)
		}
	})
	factor, unit := prefixed(highest, f.X.Unit)
	f.each(func(p *Point) {
		p.X *= factor
		if p.Low != nil && p.High != nil {
			p.Low, p.High = new(*p.Low*factor), new(*p.High*factor)
		}
	})
	f.X.Unit = unit
	return "modeled, in " + unit
}

// each calls a function for every point.
func (f *Figure) each(do func(*Point)) {
	for i := range f.Series {
		for j := range f.Series[i].Points {
			do(&f.Series[i].Points[j])
		}
	}
}

// orNil returns nil instead of a figure of nothing.
func (f *Figure) orNil() *Figure {
	if len(f.Series) == 0 {
		return nil
	}
	return f
}
