// SPDX-License-Identifier: Apache-2.0

package energy

import (
	"fmt"
	"math"
)

// Kind says where the value of a coefficient comes from.
type Kind string

// The kinds of coefficients.
const (
	Prior  Kind = "prior"  // taken or derived from published figures
	Fitted Kind = "fitted" // fitted to measurements of the board
)

// Range is the interval that the true value of a coefficient is believed to lie in, in the coefficient's unit.
type Range struct {
	Low  float64 `json:"low"`
	High float64 `json:"high"`
}

// Coefficient is one number of a profile and all that has to be known to judge it.
type Coefficient struct {
	Value       float64 `json:"value"`
	Unit        string  `json:"unit"`
	Uncertainty Range   `json:"uncertainty"`
	Kind        Kind    `json:"kind"`
	Source      string  `json:"source"` // where the value comes from or how it was derived
}

// validate reports whether c is complete, in the given unit and a possible value.
func (c Coefficient) validate(unit string) error {
	switch {
	case c.Unit == "":
		return fmt.Errorf("unit: %w", ErrMissing)
	case c.Unit != unit:
		return fmt.Errorf("%w: %q instead of %q", ErrUnit, c.Unit, unit)
	case c.Source == "":
		return fmt.Errorf("source: %w", ErrMissing)
	case c.Kind != Prior && c.Kind != Fitted:
		return fmt.Errorf("%w: %q", ErrKind, c.Kind)
	}
	return c.validateNumbers()
}

// validateNumbers reports whether 0 <= low <= value <= high < infinity.
func (c Coefficient) validateNumbers() error {
	for _, x := range []float64{c.Value, c.Uncertainty.Low, c.Uncertainty.High} {
		if math.IsNaN(x) || math.IsInf(x, 0) || x < 0 {
			return fmt.Errorf("%w: %g", ErrValue, x)
		}
	}
	if c.Uncertainty.Low > c.Value || c.Value > c.Uncertainty.High {
		return fmt.Errorf("%w: %g outside its uncertainty %g to %g",
			ErrValue, c.Value, c.Uncertainty.Low, c.Uncertainty.High)
	}
	return nil
}

// at returns the value at position u of the uncertainty: -1 is its low end, 0 the value, 1 its high end.
func (c Coefficient) at(u float64) float64 {
	if u < 0 {
		return c.Value + float64(u*(c.Value-c.Uncertainty.Low))
	}
	return c.Value + float64(u*(c.Uncertainty.High-c.Value))
}
