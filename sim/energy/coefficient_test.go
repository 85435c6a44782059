// SPDX-License-Identifier: Apache-2.0

package energy

import (
	"errors"
	"math"
	"testing"
)

func TestCoefficientValidate(t *testing.T) {
	good := Coefficient{Value: 2, Unit: "J/B", Uncertainty: Range{1, 4}, Kind: Prior, Source: "somewhere"}
	tests := []struct {
		name   string
		change func(c *Coefficient)
		want   error
	}{
		{"good", func(*Coefficient) {}, nil},
		{"fitted", func(c *Coefficient) { c.Kind = Fitted }, nil},
		{"zero", func(c *Coefficient) { c.Value, c.Uncertainty = 0, Range{0, 0} }, nil},
		{"no unit", func(c *Coefficient) { c.Unit = "" }, ErrMissing},
		{"another unit", func(c *Coefficient) { c.Unit = "J" }, ErrUnit},
		{"no source", func(c *Coefficient) { c.Source = "" }, ErrMissing},
		{"no kind", func(c *Coefficient) { c.Kind = "" }, ErrKind},
		{"another kind", func(c *Coefficient) { c.Kind = "guessed" }, ErrKind},
		{"negative", func(c *Coefficient) { c.Value, c.Uncertainty.Low = -1, -2 }, ErrValue},
		{"NaN", func(c *Coefficient) { c.Value = math.NaN() }, ErrValue},
		{"infinite", func(c *Coefficient) { c.Value, c.Uncertainty.High = math.Inf(1), math.Inf(1) }, ErrValue},
		{"negative low", func(c *Coefficient) { c.Uncertainty.Low = -1 }, ErrValue},
		{"NaN low", func(c *Coefficient) { c.Uncertainty.Low = math.NaN() }, ErrValue},
		{"infinite high", func(c *Coefficient) { c.Uncertainty.High = math.Inf(1) }, ErrValue},
		{"below its range", func(c *Coefficient) { c.Value = 0.5 }, ErrValue},
		{"above its range", func(c *Coefficient) { c.Value = 5 }, ErrValue},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			c := good
			test.change(&c)
			if err := c.validate("J/B"); !errors.Is(err, test.want) {
				t.Errorf("got %v, want %v", err, test.want)
			}
		})
	}
}

func TestCoefficientAt(t *testing.T) {
	c := Coefficient{Value: 4, Uncertainty: Range{2, 12}}
	for _, test := range []struct{ u, want float64 }{{-1, 2}, {-0.5, 3}, {0, 4}, {0.5, 8}, {1, 12}} {
		if got := c.at(test.u); got != test.want {
			t.Errorf("at %g: got %g, want %g", test.u, got, test.want)
		}
	}
}
