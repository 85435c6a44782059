// SPDX-License-Identifier: Apache-2.0

package recipe

import (
	"fmt"
	"math"
)

// PSG says how predictive sign gradients are used. The zero value is plain training; without On, every value is zero.
type PSG struct {
	On         bool     `json:"on"`
	Threshold  Schedule `json:"threshold"`   // the predictor decides weights from this part of the layer's largest prediction on
	SkipLimit  Schedule `json:"skip_limit"`  // tiles with at most so many undecided weights are skipped
	FillSign   bool     `json:"fill_sign"`   // what is undecided in them takes the predicted sign, else 0
	CheckEvery int      `json:"check_every"` // executed iterations between checks of the predicted signs; 0: never
}

// DefaultPSG returns what the paper of E2-Train says, switched on.
func DefaultPSG() PSG { return PSG{On: true, Threshold: Constant(0.05), CheckEvery: 100} }

// SignRate is the initial learning rate that takes the place of the default's where updates are signs, as in the paper: their
// steps are larger.
const SignRate = 0.03

// maxTile is the number of weights in a tile of the largest array.
const maxTile = 16 * 16

// Validate reports the first value that no run can have, as an *Error. See [PSG.Fits] for what depends on the device.
func (p *PSG) Validate() error {
	if !p.On && *p != (PSG{}) {
		return &Error{"psg", "false", "true where the other values for it are given"}
	}
	return firstOf(
		p.Threshold.check("psg-threshold", func(v float64) bool { return v >= 0 && v <= 1 }, "a number from 0 to 1"),
		p.SkipLimit.check("skip-limit", wholeUpTo(maxTile), fmt.Sprintf("a whole number from 0 to %d", maxTile)),
		whole("psg-check-every", p.CheckEvery, 0, maxSteps),
	)
}

// Fits reports, as an *Error, what a device whose tiles have lanes x lanes weights cannot do.
func (p *PSG) Fits(lanes int) error {
	want := fmt.Sprintf("a whole number from 0 to %d, the weights of a tile of this device", lanes*lanes)
	return p.SkipLimit.check("skip-limit", wholeUpTo(lanes*lanes), want)
}

// wholeUpTo returns the check for a whole number from 0 to most.
func wholeUpTo(most int) func(v float64) bool {
	return func(v float64) bool { return v >= 0 && v <= float64(most) && v == math.Trunc(v) }
}

// Checks reports whether the predicted signs are checked in the executed iteration of that number, counted from 0.
func (p *PSG) Checks(executed int64) bool {
	return p.On && p.CheckEvery > 0 && executed%int64(p.CheckEvery) == 0
}
