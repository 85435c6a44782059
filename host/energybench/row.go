// SPDX-License-Identifier: Apache-2.0

package energybench

import (
	"fmt"
	"math"

	"github.com/e2train/e2train/driver/boardpower"
	"github.com/e2train/e2train/rtl/isa"
	"github.com/e2train/e2train/sim/energy"
)

// Row is one pass of one layer in one step: joules above the idle board.
type Row struct {
	Layer      string            `json:"layer"`
	Pass       string            `json:"pass"`
	Launches   int               `json:"launches"`
	Cycles     uint64            `json:"cycles"`
	Seconds    float64           `json:"seconds"` // of the launches, with what starts and ends them
	Modeled    float64           `json:"modeled_j"`
	Observed   float64           `json:"observed_j"`
	StdErr     float64           `json:"observed_stderr_j"`
	Difference float64           `json:"difference_j"` // observed - modeled
	Relative   float64           `json:"difference"`   // of observed; 0 if that is not positive
	Samples    int               `json:"samples"`      // updates of the meter
	Repeats    uint64            `json:"repeats"`      // of all launches together
	Counters   map[string]uint64 `json:"counters"`
}

// newRow compares what the counters cost by a profile with what was observed.
func newRow(p *energy.Profile, g energy.Geometry, c *isa.Counters, e *boardpower.Energy, stderr float64) (Row, error) {
	estimate, err := p.Price(g, &energy.Activity{Counters: *c})
	if err != nil {
		return Row{}, err
	}
	r := Row{
		Launches: e.Launches, Cycles: c[isa.Cycles], Seconds: e.Seconds, Modeled: *estimate.Dynamic, Observed: e.Joules, StdErr: stderr,
		Samples: e.Samples, Repeats: e.Repeats, Counters: map[string]uint64{},
	}
	for k, n := range c {
		if n > 0 {
			r.Counters[isa.Counter(k).String()] = n
		}
	}
	r.compare()
	return r, nil
}

// compare computes the differences.
func (r *Row) compare() {
	r.Difference, r.Relative = r.Observed-r.Modeled, 0
	if r.Observed > 0 {
		r.Relative = r.Difference / r.Observed
	}
}

// Activity returns the counters of the row.
func (r *Row) Activity() (c isa.Counters, err error) {
	known := map[string]isa.Counter{}
	for k := range isa.NumCounters {
		known[k.String()] = k
	}
	for name, n := range r.Counters {
		k, ok := known[name]
		if !ok {
			return c, fmt.Errorf("%s, %s: counter %q is unknown", r.Layer, r.Pass, name)
		}
		c[k] = n
	}
	return c, nil
}

// resolutionError is the standard deviation of what lies anywhere within a step.
func resolutionError(step float64) float64 { return step / math.Sqrt(12) }

// stderrOf returns the standard error of the joules: scatter of the samples, and what idle power and the sensor's steps make of the time.
func stderrOf(e *boardpower.Energy, idle *boardpower.Average, step float64) float64 {
	common := math.Hypot(idle.StdErr, math.Sqrt2*resolutionError(step)) * e.Seconds
	return math.Sqrt(e.Variance + float64(common*common))
}
