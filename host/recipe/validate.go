// SPDX-License-Identifier: Apache-2.0

package recipe

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
)

// ErrValue is the cause of errors about a value that no run can have.
var ErrValue = errors.New("impossible value")

// Error is about one value of a configuration. It wraps [ErrValue].
type Error struct {
	Flag  string // name of the command line's flag for it
	Value string
	Want  string // what is allowed
}

// Error implements error.
func (e *Error) Error() string { return fmt.Sprintf("--%s %s: want %s", e.Flag, e.Value, e.Want) }

// Unwrap returns ErrValue.
func (e *Error) Unwrap() error { return ErrValue }

// Limits that keep products of these numbers far from overflow.
const (
	maxBatch = 1 << 20
	maxSteps = math.MaxInt32
)

// Validate reports the first value that no run can have, as an *Error. Names of models, data and devices are checked
// by whoever opens them.
func (c *Config) Validate() error {
	return firstOf(
		whole("batch", c.Batch, 1, maxBatch),
		whole("epochs", c.Epochs, 1, maxSteps),
		whole("iterations", c.Iterations, 0, maxSteps),
		whole("eval-every", c.EvalEvery, 0, maxSteps),
		number("lr", c.LR, c.LR > 0 && float32(c.LR) > 0 && c.LR <= math.MaxFloat32, "a positive number"),
		number("momentum", c.Momentum, c.Momentum >= 0 && c.Momentum < 1, "a number from 0 to below 1"),
		number("weight-decay", c.WeightDecay, c.WeightDecay >= 0 && c.WeightDecay <= math.MaxFloat32, "a number from 0 on"),
		c.SMD.check("smd", func(v float64) bool { return v >= 0 && v < 1 }, "a probability from 0 to below 1"),
		whole("warmup", c.Warmup, 0, maxSteps),
		c.validSMDUpdate(),
		c.validBudget(),
		c.validSchedule(),
		c.PSG.Validate(),
		c.validUpdate(),
		c.validLayers(),
		c.SWA.validate(c.LR),
		c.SLU.Validate(),
		c.Depth.Validate(),
		c.oneWay(),
	)
}

func (c *Config) validSMDUpdate() error {
	if c.SMDUpdate && c.SMD.IsZero() && c.EnergyBudget == 0 {
		return &Error{"smd-dropped-update", "true", "--smd or --energy-budget, without which nothing is dropped"}
	}
	return nil
}

func (c *Config) validBudget() error {
	if c.EnergyBudget > 0 && c.SMD != Constant(c.SMD.At(0)) {
		return &Error{"smd", c.SMD.String(), "one probability with --energy-budget, which changes it"}
	}
	return number("energy-budget", c.EnergyBudget, c.EnergyBudget >= 0 && c.EnergyBudget <= math.MaxFloat32, "joules, 0 for no limit")
}

func (c *Config) validSchedule() error {
	switch {
	case c.Schedule == swaSchedule && !c.SWA.On:
		return &Error{"schedule", swaSchedule, "--swa together with it"}
	case slices.Contains(Schedules(), c.Schedule):
		return nil
	}
	return &Error{"schedule", fmt.Sprintf("%q", c.Schedule), strings.Join(Schedules(), ", ")}
}

func whole(flag string, value, low, high int) error {
	if value >= low && value <= high {
		return nil
	}
	return &Error{flag, fmt.Sprint(value), fmt.Sprintf("a whole number from %d to %d", low, high)}
}

// number is the result of a check that NaN fails.
func number(flag string, value float64, ok bool, want string) error {
	if ok {
		return nil
	}
	return &Error{flag, fmt.Sprint(value), want}
}

// firstOf returns the first error that is not nil.
func firstOf(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}
