// SPDX-License-Identifier: Apache-2.0

package calibrate

import (
	"encoding/json"
	"fmt"
	"maps"

	"github.com/e2train/e2train/driver/power"
	"github.com/e2train/e2train/host/energybench"
	"github.com/e2train/e2train/sim/energy"
)

// profile returns p with the fitted coefficients, for one configuration.
func (r *Result) profile(p *energy.Profile, config string) *energy.Profile {
	q := *p
	note, _ := p.Note(config)
	q.Name = p.Name + "-fitted"
	q.Description = fmt.Sprintf("Fitted by e2train calibrate to %d rows of %s, from profile %s. %s", r.Rows, r.what(), p.Name, p.Description)
	q.Configurations = []energy.Configuration{{Name: config, Note: note}}
	q.Device, q.Static = maps.Clone(p.Device), maps.Clone(p.Static)
	for _, c := range r.Coefficients {
		source := fmt.Sprintf("Fitted to %d rows of %s; standard error %.2g. The prior was %.3g.", r.Rows, r.what(), c.StdErr, c.Before)
		if c.Undetermined {
			source += " Undetermined: the rows say little more than the prior."
		}
		q.Device[c.Name] = fitted(c.Value, c.StdErr, c.Unit, source)
	}
	r.fitStatic(&q)
	return &q
}

// fitStatic scales what the idle board draws, whose parts no meter of the whole board separates.
func (r *Result) fitStatic(q *energy.Profile) {
	sum := 0.0
	for _, c := range q.Static {
		sum += c.Value
	}
	if sum == 0 || r.Idle <= 0 {
		return
	}
	factor := r.Idle / sum
	for name, c := range q.Static {
		c.Value, c.Uncertainty.Low, c.Uncertainty.High = c.Value*factor, c.Uncertainty.Low*factor, c.Uncertainty.High*factor
		c.Kind = energy.Fitted
		c.Source = fmt.Sprintf("Fitted in sum alone, %.4g W of %s at rest: the parts keep the proportions of the prior. %s", r.Idle, r.what(), c.Source)
		q.Static[name] = c
	}
}

// what says what was fitted to.
func (r *Result) what() string {
	if r.Kind == power.Emulated {
		return "an emulated board (not measured)"
	}
	return "measurements of the board"
}

func fitted(value, stderr float64, unit, source string) energy.Coefficient {
	return energy.Coefficient{
		Value: value, Unit: unit, Kind: energy.Fitted, Source: source,
		Uncertainty: energy.Range{Low: max(0, value-float64(widths*stderr)), High: value + float64(widths*stderr)},
	}
}

// Compare adds a log before and after the fit.
func (r *Result) Compare(name string, l *energybench.Report, p *energy.Profile, held bool) error {
	before, err := l.Reprice(p)
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	after, err := l.Reprice(r.Profile)
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	r.Comparisons = append(r.Comparisons, Comparison{name, held, before, after})
	return nil
}

// Encode returns the JSON form of the fitted profile.
func (r *Result) Encode() ([]byte, error) {
	text, err := json.MarshalIndent(r.Profile, "", "  ")
	return append(text, '\n'), err
}
