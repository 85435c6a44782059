// SPDX-License-Identifier: Apache-2.0

package budget

import "math"

// Rest is what is left of a run to plan. Energies are in joules.
type Rest struct {
	Left    float64               // energy that may still be spent
	Step    float64               // an executed iteration takes
	Dropped float64               // a dropped one takes, less than that
	Reserve func(n int64) float64 // what n more iterations take besides; more with more iterations

	Done, Executed int64   // iterations so far, and those of them that were executed
	Most           int64   // more iterations at most
	Planned        int64   // more iterations as planned so far, 0 without a plan; kept where dropping alone can make up for a change
	Low, High      float64 // shares of the whole run to execute, at least and at most
}

// Plan is how a run goes on.
type Plan struct {
	Iterations int64 // loop iterations
	Executed   int64 // of them, those that are not dropped
}

// slack is how far below the lowest share a plan may come before it is made shorter.
const slack = 0.02

// Fit returns the plan that spends the most of what is left and no more. ok is false if not even one executed iteration fits
// where the run needs one.
func (r *Rest) Fit() (p Plan, ok bool) {
	if n := r.Planned; n > 0 {
		k := r.affordable(n)
		enough := float64(r.Executed+k) >= (r.Low-slack)*float64(r.Done+n) && r.Executed+k > 0
		idle := n < r.Most && r.fits(n) > r.allowed(n)+1
		if enough && !idle {
			return Plan{n, k}, true
		}
	}
	n := r.longest()
	if n == 0 {
		return Plan{}, false
	}
	return Plan{n, r.affordable(n)}, true
}

// Smallest returns the energy of the shortest plan, one executed iteration.
func (r *Rest) Smallest() float64 { return r.least(1) }

// longest returns the most iterations whose lowest share fits: the energy that they take rises with their number.
func (r *Rest) longest() int64 {
	low, high := int64(0), r.Most
	for low < high {
		n := low + (high-low+1)/2
		if r.least(n) <= r.Left {
			low = n
		} else {
			high = n - 1
		}
	}
	return low
}

// least returns the energy of n iterations of which so many are executed that the run has its lowest share, but at least one.
func (r *Rest) least(n int64) float64 {
	executed := math.Ceil(r.Low*float64(r.Done+n)) - float64(r.Executed)
	executed = math.Max(1, math.Min(executed, float64(n)))
	return r.Reserve(n) + float64(float64(n)*r.Dropped) + float64(executed*(r.Step-r.Dropped))
}

// affordable returns how many of n iterations can be executed.
func (r *Rest) affordable(n int64) int64 {
	return int64(math.Max(0, math.Min(r.allowed(n), math.Floor(r.fits(n)))))
}

// allowed returns how many of n iterations may be executed, by the highest share.
func (r *Rest) allowed(n int64) float64 {
	executed := math.Round(r.High*float64(r.Done+n)) - float64(r.Executed)
	return math.Max(0, math.Min(executed, float64(n)))
}

// fits returns how many executed ones of n iterations the energy that is left is enough for.
func (r *Rest) fits(n int64) float64 {
	return (r.Left - r.Reserve(n) - float64(float64(n)*r.Dropped)) / (r.Step - r.Dropped)
}
