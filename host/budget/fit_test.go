// SPDX-License-Identifier: Apache-2.0

package budget

import "testing"

// rest is a run of 1000 iterations: executed ones take 10 J, dropped ones 1 J, every 100 begun ones 20 J besides.
func rest(left float64) *Rest {
	return &Rest{
		Left: left, Step: 10, Dropped: 1, Reserve: func(n int64) float64 { return float64((n + 99) / 100 * 20) },
		Most: 1000, Low: 0.5, High: 1,
	}
}

func TestFit(t *testing.T) {
	for _, c := range []struct {
		left   float64
		change func(r *Rest)
		want   Plan
	}{
		{20000, nil, Plan{1000, 1000}}, // more than the whole run takes
		{10200, nil, Plan{1000, 1000}}, // exactly that
		{10199, nil, Plan{1000, 999}},
		{7000, nil, Plan{1000, 644}},                                 // 200 + 1000 + 644 * 9 <= 7000
		{5700, nil, Plan{1000, 500}},                                 // the most that dropping alone can do
		{5699, nil, Plan{999, 500}},                                  // 200 + 999 + 500 * 9 = 5699
		{2000, nil, Plan{348, 174}},                                  // 80 + 348 + 174 * 9 = 1994; two more take 2005
		{30, nil, Plan{1, 1}},                                        // 20 + 10
		{7000, func(r *Rest) { r.High = 0.6 }, Plan{1000, 600}},      // what is asked for drops more
		{5699, func(r *Rest) { r.Planned = 1000 }, Plan{1000, 499}},  // a little below the lowest share keeps the length
		{5400, func(r *Rest) { r.Planned = 1000 }, Plan{944, 472}},   // much below does not: 200 + 944 + 472 * 9 = 5392
		{7000, func(r *Rest) { r.Planned = 800 }, Plan{800, 671}},    // 160 + 800 + 671 * 9
		{20000, func(r *Rest) { r.Planned = 800 }, Plan{1000, 1000}}, // a plan that leaves energy grows
		{8161, func(r *Rest) { r.Planned = 800 }, Plan{800, 800}},    // but not for less than one iteration
	} {
		r := rest(c.left)
		if c.change != nil {
			c.change(r)
		}
		got, ok := r.Fit()
		if !ok {
			t.Errorf("%+v: no plan", c.left)
			continue
		}
		cost := func(p Plan) float64 { return r.Reserve(p.Iterations) + float64(p.Iterations) + 9*float64(p.Executed) }
		if cost(got) > r.Left {
			t.Errorf("%g: %+v takes %g", c.left, got, cost(got))
		}
		if got != c.want {
			t.Errorf("%g: got %+v, want %+v", c.left, got, c.want)
		}
	}
}

// What was executed before counts: more of it than planned, by chance, is made up for by dropping, and neither changes the length nor
// the number of executed iterations of the whole run.
func TestFitMakesUpForChance(t *testing.T) {
	for _, executed := range []int64{40, 50, 60} {
		r := rest(4500 - float64(9*executed+100))
		r.Done, r.Executed, r.Most, r.Planned = 100, executed, 900, 700
		r.Reserve = func(int64) float64 { return 0 }
		p, ok := r.Fit()
		if want := (Plan{700, 411 - executed}); !ok || p != want { // 100 + 700 + 411 * 9 = 4499
			t.Errorf("after %d of 100: got %+v, want %+v", executed, p, want)
		}
		r.Left, r.High = 1e6, 0.75
		r.Most = 700
		if p, ok := r.Fit(); !ok || p != (Plan{700, 600 - executed}) {
			t.Errorf("after %d of 100, with energy for all: got %+v", executed, p)
		}
	}
	r := rest(100) // nothing more has to be executed, and nothing can be
	r.Done, r.Executed, r.Most, r.Planned, r.Reserve = 90, 80, 10, 10, func(int64) float64 { return 90 }
	if p, ok := r.Fit(); !ok || p != (Plan{10, 0}) {
		t.Errorf("got %+v, %t", p, ok)
	}
}

// Whatever is left, a plan takes no more, and one iteration more would, unless there are no more to add.
func TestFitIsTight(t *testing.T) {
	r := rest(0)
	for left := 30.0; left < 11000; left += 7 {
		r.Left = left
		p, ok := r.Fit()
		takes := r.Reserve(p.Iterations) + float64(p.Iterations) + 9*float64(p.Executed)
		if !ok || takes > left {
			t.Fatalf("%g: %+v takes %g", left, p, takes)
		}
		if p.Executed < 1000 && takes+40 < left {
			t.Errorf("%g: %+v takes only %g", left, p, takes)
		}
		if float64(p.Executed) < 0.5*float64(p.Iterations) {
			t.Errorf("%g: %+v drops more than it may", left, p)
		}
	}
}

func TestNothingFits(t *testing.T) {
	r := rest(29.9)
	if p, ok := r.Fit(); ok {
		t.Errorf("got %+v", p)
	}
	if got := r.Smallest(); got != 30 {
		t.Errorf("the smallest is %g", got)
	}
	r.Left = r.Smallest()
	if _, ok := r.Fit(); !ok {
		t.Error("the smallest does not fit")
	}
}
