// SPDX-License-Identifier: Apache-2.0

package calibrate

import (
	"errors"
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"

	"github.com/e2train/e2train/driver/power"
	"github.com/e2train/e2train/host/energybench"
	"github.com/e2train/e2train/sim/energy"
)

// ErrMixed is the cause of errors about logs that do not belong together.
var ErrMixed = errors.New("logs of different boards")

// Coefficient is one that was fitted.
type Coefficient struct {
	Name         string  `json:"name"`
	Unit         string  `json:"unit"`
	Before       float64 `json:"before"`
	Value        float64 `json:"value"`
	StdErr       float64 `json:"stderr"`
	Undetermined bool    `json:"undetermined"` // the logs say little more than the prior
}

// Pair is two coefficients that the logs do not separate.
type Pair struct {
	Names       [2]string `json:"names"`
	Direction   float64   `json:"direction"`   // cosine of the angle between their columns
	Correlation float64   `json:"correlation"` // of their errors, prior included
}

// Comparison is a log before and after the fit.
type Comparison struct {
	Log    string              `json:"log"`
	Held   bool                `json:"held_out"` // of the fit
	Before *energybench.Report `json:"before"`
	After  *energybench.Report `json:"after"`
}

// Result is a fit.
type Result struct {
	Kind         power.Kind      `json:"observed_kind"`
	Rows         int             `json:"rows"`
	ModelError   float64         `json:"model_error"` // relative: what events and coefficients leave open
	Misfit       float64         `json:"misfit"`      // mean square of residuals in standard errors: about 1
	Idle         float64         `json:"idle_w"`
	Coefficients []Coefficient   `json:"coefficients"`
	Inseparable  []Pair          `json:"inseparable"`
	Kept         []string        `json:"kept"` // coefficients without events
	Comparisons  []Comparison    `json:"comparisons"`
	Profile      *energy.Profile `json:"-"`
}

// Fit fits a profile to logs. The profile itself stays as it is.
func Fit(logs []*energybench.Report, p *energy.Profile) (*Result, error) {
	var all []observation
	for _, l := range logs {
		if l.Config != logs[0].Config || l.Kind != logs[0].Kind {
			return nil, fmt.Errorf("%s on %s and %s on %s: %w", logs[0].Kind, logs[0].Config, l.Kind, l.Config, ErrMixed)
		}
		o, err := observe(l, p)
		if err != nil {
			return nil, err
		}
		all = append(all, o...)
	}
	if len(all) == 0 {
		return nil, fmt.Errorf("nothing to fit: %w", energybench.ErrLog)
	}
	if _, err := p.Note(logs[0].Config); err != nil {
		return nil, err
	}
	r := &Result{Kind: logs[0].Kind, Rows: len(all), ModelError: leastError, Idle: idle(logs)}
	s, x, err := r.solve(all, p)
	if err != nil {
		return nil, err
	}
	if err := r.fill(s, x); err != nil {
		return nil, err
	}
	r.Profile = r.profile(p, logs[0].Config)
	return r, r.Profile.Validate()
}

// maxRounds is how often a fit is repeated with another model error at most; two or three do.
const maxRounds = 10

// solve fits, and raises the error of the model until the residuals are as large as expected.
func (r *Result) solve(all []observation, p *energy.Profile) (s *system, x []float64, err error) {
	for range maxRounds {
		s = newSystem(all, p, r.ModelError)
		if x, err = nnls(s.a, s.b); err != nil {
			return nil, nil, err
		}
		if r.Misfit = s.misfit(x); r.Misfit < 1.1 {
			break
		}
		r.ModelError *= math.Sqrt(r.Misfit)
	}
	return s, x, nil
}

// idle returns the mean of what the idle board drew.
func idle(logs []*energybench.Report) (watts float64) {
	for _, l := range logs {
		watts += l.Idle / float64(len(logs))
	}
	return watts
}

// Bounds of what is called undetermined and inseparable.
const (
	determined = 0.7  // standard error after the fit, of that of the prior
	direction  = 0.99 // cosine
	opposite   = -0.9 // correlation
)

// fill writes down the coefficients and what is known of them.
func (r *Result) fill(s *system, x []float64) error {
	covariance, err := s.covariance()
	if err != nil {
		return err
	}
	scatter := math.Sqrt(max(1, r.Misfit))
	units := map[string]string{}
	for _, d := range energy.DeviceCoefficients() {
		units[d.Name] = d.Unit
	}
	fitted := map[string]bool{}
	for k, name := range s.names {
		factor := math.Sqrt(covariance.At(k, k))
		fitted[name] = true
		r.Coefficients = append(r.Coefficients, Coefficient{
			Name: name, Unit: units[name], Before: s.b.AtVec(s.rows+k) * s.spread[k] * s.prior[k], Value: x[k] * s.prior[k],
			StdErr: min(factor*scatter, s.spread[k]) * s.prior[k], Undetermined: factor > determined*s.spread[k],
		})
	}
	for _, d := range energy.DeviceCoefficients() {
		if !fitted[d.Name] {
			r.Kept = append(r.Kept, d.Name)
		}
	}
	r.Inseparable = s.pairs(covariance)
	return nil
}

// pairs returns the coefficients that the logs do not separate.
func (s *system) pairs(covariance *mat.SymDense) (pairs []Pair) {
	for i := range s.names {
		for j := range i {
			p := Pair{Names: [2]string{s.names[j], s.names[i]}, Direction: s.cosine(i, j)}
			p.Correlation = covariance.At(i, j) / math.Sqrt(covariance.At(i, i)*covariance.At(j, j))
			if p.Direction > direction || p.Correlation < opposite {
				pairs = append(pairs, p)
			}
		}
	}
	return pairs
}

// cosine returns that of the angle between two columns of observations.
func (s *system) cosine(i, j int) float64 {
	var ii, ij, jj float64
	for k := range s.rows {
		x, y := s.a.At(k, i), s.a.At(k, j)
		ii, ij, jj = ii+float64(x*x), ij+float64(x*y), jj+float64(y*y)
	}
	return ij / math.Sqrt(ii*jj)
}
