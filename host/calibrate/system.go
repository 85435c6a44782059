// SPDX-License-Identifier: Apache-2.0

package calibrate

import (
	"fmt"
	"math"
	"strings"

	"gonum.org/v1/gonum/mat"

	"github.com/e2train/e2train/host/energybench"
	"github.com/e2train/e2train/sim/energy"
)

// leastError is how far off an energy is believed to be at least that follows from exact coefficients, as a share: the same events toggle
// more or fewer bits. A fit whose residuals are larger raises it.
const leastError = 0.02

// widths is how many standard errors the bounds of an uncertainty are away: see package energy.
const widths = 2.45

// system is the equations of a fit. Its unknowns are factors of the coefficients that events were seen of.
type system struct {
	names  []string  // of the coefficients, without "device."
	prior  []float64 // their values
	spread []float64 // standard errors of their factors by the prior
	a      *mat.Dense
	b      *mat.VecDense
	rows   int // of them that are observations
}

// observation is one row of a log.
type observation struct {
	events []float64 // of every device coefficient, in the order of energy.DeviceCoefficients
	joules float64
	stderr float64
}

// sigma returns the standard error of an observation for a model with a relative error.
func (o *observation) sigma(modelError float64) float64 {
	return math.Hypot(o.stderr, modelError*o.joules)
}

// observe returns the observations of a log.
func observe(r *energybench.Report, p *energy.Profile) (all []observation, err error) {
	g, err := r.Geometry()
	if err != nil {
		return nil, err
	}
	for i := range r.Rows {
		row := &r.Rows[i]
		c, err := row.Activity()
		if err != nil {
			return nil, err
		}
		estimate, err := p.Price(g, &energy.Activity{Counters: c})
		if err != nil {
			return nil, err
		}
		o := observation{joules: row.Observed, stderr: row.StdErr}
		for _, t := range estimate.Terms {
			if strings.HasPrefix(t.Name, "device.") {
				o.events = append(o.events, t.Events)
			}
		}
		if !(o.sigma(leastError) > 0) || math.IsInf(o.joules, 0) {
			return nil, fmt.Errorf("%s, %s: %g J with a standard error of %g: %w", row.Layer, row.Pass, row.Observed, row.StdErr, energybench.ErrLog)
		}
		all = append(all, o)
	}
	return all, nil
}

// newSystem returns the equations of observations and of the prior, for a model with a relative error.
func newSystem(all []observation, p *energy.Profile, modelError float64) *system {
	s := &system{rows: len(all)}
	var columns []int
	for j, d := range energy.DeviceCoefficients() {
		c := p.Device[d.Name]
		if !seen(all, j) || c.Value == 0 && c.Uncertainty.High == 0 {
			continue
		}
		unit := c.Value
		if unit == 0 {
			unit = c.Uncertainty.High / widths
		}
		columns = append(columns, j)
		s.names, s.prior = append(s.names, d.Name), append(s.prior, unit)
		s.spread = append(s.spread, max((c.Uncertainty.High-c.Uncertainty.Low)/(2*widths*unit), minSpread))
	}
	s.fill(all, columns, p, modelError)
	return s
}

// minSpread is the least standard error of a prior's factor: priors that say they are exact would decide a fit.
const minSpread = 0.05

// seen reports whether events of a coefficient were observed.
func seen(all []observation, j int) bool {
	for i := range all {
		if all[i].events[j] != 0 {
			return true
		}
	}
	return false
}

// fill writes the equations, each divided by its standard error.
func (s *system) fill(all []observation, columns []int, p *energy.Profile, modelError float64) {
	n := len(columns)
	s.a, s.b = mat.NewDense(s.rows+n, n, nil), mat.NewVecDense(s.rows+n, nil)
	for i, o := range all {
		sigma := o.sigma(modelError)
		for k, j := range columns {
			s.a.Set(i, k, o.events[j]*s.prior[k]/sigma)
		}
		s.b.SetVec(i, o.joules/sigma)
	}
	for k := range columns {
		s.a.Set(s.rows+k, k, 1/s.spread[k])
		s.b.SetVec(s.rows+k, p.Device[s.names[k]].Value/s.prior[k]/s.spread[k])
	}
}

// covariance returns that of the factors, by the normal matrix.
func (s *system) covariance() (*mat.SymDense, error) {
	_, n := s.a.Dims()
	normal := mat.NewSymDense(n, nil)
	normal.SymOuterK(1, s.a.T())
	var c mat.Cholesky
	if !c.Factorize(normal) {
		return nil, fmt.Errorf("the equations of %d coefficients are singular", n)
	}
	inverse := mat.NewSymDense(n, nil)
	if err := c.InverseTo(inverse); err != nil {
		return nil, fmt.Errorf("invert the equations of %d coefficients: %w", n, err)
	}
	return inverse, nil
}

// misfit returns the mean square of the observations' residuals in standard errors.
func (s *system) misfit(x []float64) float64 {
	var residual mat.VecDense
	residual.MulVec(s.a, mat.NewVecDense(len(x), x))
	residual.SubVec(s.b, &residual)
	sum := 0.0
	for i := range s.rows {
		sum += float64(residual.AtVec(i) * residual.AtVec(i))
	}
	return sum / float64(s.rows)
}
