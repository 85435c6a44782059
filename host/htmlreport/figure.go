// SPDX-License-Identifier: Apache-2.0

package htmlreport

import (
	"math"
)

// Figure is the numbers of a figure and what they are.
type Figure struct {
	ID       string   `json:"id"`
	Title    string   `json:"title"`
	Caption  string   `json:"caption"` // with units and kinds of evidence
	Evidence []string `json:"evidence"`
	Labels   []string `json:"labels,omitempty"` // of bars, from the top
	X        Axis     `json:"x"`
	Y        Axis     `json:"y"`
	Series   []Series `json:"series"`
}

// Axis is a direction of a figure. Numbers are in its unit.
type Axis struct {
	Name string `json:"name"`
	Unit string `json:"unit"`
	Log  bool   `json:"logarithmic"`
}

// Form is how a series is drawn.
type Form string

// The forms of series.
const (
	Line    Form = "line"
	Dashed  Form = "dashed line"
	Points  Form = "points"
	Stacked Form = "stacked bars" // on the series before it; X is its length
	Beside  Form = "bars"         // beside the other series; X is its length
	Ranges  Form = "ranges"       // from Low to High of each bar
)

// Series is numbers of one kind in a figure.
type Series struct {
	Name   string  `json:"name"`
	Run    string  `json:"run,omitempty"`
	Form   Form    `json:"form"`
	Colour int     `json:"-"` // of the palette
	Points []Point `json:"points"`
}

// Point is one place of a series. Bars have the length X and the number of their label in Y.
type Point struct {
	Label string   `json:"label,omitempty"`
	X     float64  `json:"x"`
	Y     float64  `json:"y"`
	Low   *float64 `json:"low,omitempty"`
	High  *float64 `json:"high,omitempty"`
}

// prefixed returns the factor and the unit with which values up to a maximum read best, such as 1e-3 and kJ.
func prefixed(highest float64, unit string) (factor float64, name string) {
	factor, name = 1, unit
	for _, p := range []struct {
		power  float64
		prefix string
	}{{1e-6, "µ"}, {1e-3, "m"}, {1, ""}, {1e3, "k"}, {1e6, "M"}, {1e9, "G"}} {
		if factor, name = 1/p.power, p.prefix+unit; math.Abs(highest) < 2000*p.power {
			break
		}
	}
	return factor, name
}
