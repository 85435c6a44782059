// SPDX-License-Identifier: Apache-2.0

package verify

import (
	"context"
	"errors"
	"fmt"

	"github.com/e2train/e2train/driver"
	"github.com/e2train/e2train/driver/conv"
	"github.com/e2train/e2train/sim/kernel"
)

// Reference is the name of the plain integer loops that a device can be compared with.
const Reference = "reference"

// ErrOptions is the cause of errors about options that make no comparison.
var ErrOptions = errors.New("nothing to compare")

// Options says what to compare. Progress may be nil.
type Options struct {
	Device   string // device address
	Against  string // device address, or Reference
	Count    int    // cases
	Seed     uint64
	BitsOnly bool // do not compare cycles and counters
	Progress func(done, total int)
}

// Report is the result of a comparison.
type Report struct {
	Device          string      `json:"device"`
	Against         string      `json:"against"`
	Seed            uint64      `json:"seed"`
	Kernels         string      `json:"kernels"`
	KernelsNotRun   []string    `json:"kernels_not_run"`
	BitsOnly        bool        `json:"bits_only"`
	Note            string      `json:"note,omitempty"` // why cycles were not compared although nobody asked for that
	Compared        int         `json:"compared"`
	Differences     int         `json:"differences"`
	Coverage        Coverage    `json:"coverage"`
	EmptyStrata     []string    `json:"empty_strata"`
	FirstDifference *Difference `json:"first_difference"`
}

// Difference is one case in which the two disagree.
type Difference struct {
	Case  int    `json:"case"`
	Seed  uint64 `json:"seed"`
	Pass  string `json:"pass"`
	Shape string `json:"shape"`
	What  string `json:"what"`
}

// Failed reports whether a difference was found.
func (r *Report) Failed() bool { return r.Differences > 0 }

// Complete reports whether every stratum has a case.
func (r *Report) Complete() bool { return len(r.EmptyStrata) == 0 }

// side is one of the two things compared.
type side struct {
	address string
	runner  conv.Runner
	info    driver.Info
	close   func() error
}

// Run compares Count random convolutions. It returns what it has compared so far together with an error if a device
// fails or ctx ends.
func Run(ctx context.Context, o Options) (*Report, error) {
	if o.Count < 1 {
		return nil, fmt.Errorf("verify: count %d must be at least 1: %w", o.Count, ErrOptions)
	}
	a, err := open(o.Device)
	if err != nil {
		return nil, fmt.Errorf("verify: %w", err)
	}
	defer a.close()
	b, err := open(o.Against)
	if err != nil {
		return nil, fmt.Errorf("verify: %w", err)
	}
	defer b.close()
	if o.Device == Reference {
		return nil, fmt.Errorf("verify: the device under test must be a device, not %q: %w", Reference, ErrOptions)
	}
	return compareAll(ctx, o, a, b)
}

func open(address string) (side, error) {
	if address == Reference {
		return side{address, conv.Reference{}, driver.Info{}, func() error { return nil }}, nil
	}
	device, err := driver.Open(address)
	if err != nil {
		return side{}, err
	}
	runner, err := conv.New(device)
	if err != nil {
		device.Close()
		return side{}, err
	}
	return side{address, runner, device.Info(), func() error { return errors.Join(runner.Close(), device.Close()) }}, nil
}

func compareAll(ctx context.Context, o Options, a, b side) (*Report, error) {
	kernels, err := kernel.Default()
	if err != nil {
		return nil, fmt.Errorf("verify: %w", err)
	}
	lanes := a.info.Config.Lanes
	report := &Report{
		Device: o.Device, Against: o.Against, Seed: o.Seed, BitsOnly: o.BitsOnly || !comparableTime(a, b), Coverage: newCoverage(lanes),
		Kernels: kernels.Name(), KernelsNotRun: notRun(kernels.Name()),
	}
	if report.BitsOnly && !o.BitsOnly {
		report.Note = "only bits are compared: the two do not both count cycles of the same configuration"
	}
	defer func() { report.EmptyStrata = report.Coverage.Empty() }()
	for i := range o.Count {
		if err := ctx.Err(); err != nil {
			return report, err
		}
		c := newCase(o.Seed, i, lanes)
		first, err := c.run(ctx, a.runner)
		if err != nil {
			return report, fmt.Errorf("verify: %v on %s: %w", c, a.address, err)
		}
		second, err := c.run(ctx, b.runner)
		if err != nil {
			return report, fmt.Errorf("verify: %v on %s: %w", c, b.address, err)
		}
		report.count(c, first, second, lanes)
		if o.Progress != nil {
			o.Progress(i+1, o.Count)
		}
	}
	return report, nil
}

// comparableTime reports whether both sides count cycles of the same configuration.
func comparableTime(a, b side) bool {
	return a.info.Timed && b.info.Timed && a.info.Config == b.info.Config
}

// notRun returns the kernel sets of this project that this process does not use.
func notRun(used string) (names []string) {
	for _, name := range kernel.All() {
		if name != used {
			names = append(names, name)
		}
	}
	return names
}

// outcome is what one side made of a case.
type outcome struct {
	result []int32
	report conv.Report
}

func (c *testCase) run(ctx context.Context, r conv.Runner) (o outcome, err error) {
	switch c.pass {
	case conv.Forward:
		o.result = make([]int32, c.shape.OutputLen())
		o.report, err = r.Forward(ctx, c.shape, c.x, c.w, c.shift, o.result)
	case conv.BackwardData:
		o.result = make([]int32, c.shape.InputLen())
		o.report, err = r.BackwardData(ctx, c.shape, c.g, c.w, c.shift, o.result)
	default:
		o.result = make([]int32, c.shape.WeightLen())
		o.report, err = r.BackwardWeights(ctx, c.shape, c.x, c.g, c.shift, o.result)
	}
	return o, err
}

// count adds a case to the report.
func (r *Report) count(c *testCase, a, b outcome, lanes int) {
	r.Compared++
	r.Coverage.add(c, &a.report, lanes)
	what := difference(a, b, r.BitsOnly)
	if what == "" {
		return
	}
	r.Differences++
	if r.FirstDifference == nil {
		r.FirstDifference = &Difference{c.number, r.Seed, c.pass.String(), c.shape.String(), what}
	}
}

// difference describes the first difference between two outcomes, or returns "".
func difference(a, b outcome, bitsOnly bool) string {
	for i := range a.result {
		if a.result[i] != b.result[i] {
			return fmt.Sprintf("element %d of %d is %d, not %d", i, len(a.result), a.result[i], b.result[i])
		}
	}
	if a.report.Saturated != b.report.Saturated {
		return fmt.Sprintf("saturated is %v, not %v", a.report.Saturated, b.report.Saturated)
	}
	if bitsOnly {
		return ""
	}
	if counter, differ := a.report.Counters.FirstDifference(&b.report.Counters); differ {
		return fmt.Sprintf("counter %v is %d, not %d", counter, a.report.Counters[counter], b.report.Counters[counter])
	}
	return ""
}
