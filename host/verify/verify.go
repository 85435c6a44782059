// SPDX-License-Identifier: Apache-2.0

package verify

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/e2train/e2train/driver"
	"github.com/e2train/e2train/driver/conv"
	"github.com/e2train/e2train/rtl/isa"
	"github.com/e2train/e2train/sim/kernel"
)

// Reference is the name of the plain integer loops that a device can be compared with.
const Reference = "reference"

// ErrOptions is the cause of errors about options that make no comparison.
var ErrOptions = errors.New("nothing to compare")

// Options says what to compare. Progress may be nil, and so may Open, which opens the device under test instead of driver.Open.
type Options struct {
	Device   string // device address
	Against  string // device address, or Reference
	Count    int    // cases
	Seed     uint64
	BitsOnly bool // do not compare cycles and counters
	Progress func(done, total int)
	Open     func(address string) (driver.Device, error)
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
	PSGRuns         int         `json:"psg_runs"` // thresholds, skip limits and fillings tried by the cases of PSG among them
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

// runner is what a side must compute.
type runner interface {
	conv.Runner
	conv.SignRunner
}

// side is one of the two things compared.
type side struct {
	address string
	runner  runner
	info    driver.Info
	close   func() error
}

// Run compares Count random convolutions and sign gradients. It returns what it has compared so far together with an error if a device
// fails or ctx ends.
func Run(ctx context.Context, o Options) (*Report, error) {
	if o.Count < 1 {
		return nil, fmt.Errorf("verify: count %d must be at least 1: %w", o.Count, ErrOptions)
	}
	if o.Device == Reference {
		return nil, fmt.Errorf("verify: the device under test must be a device, not %q: %w", Reference, ErrOptions)
	}
	opener := o.Open
	if opener == nil {
		opener = driver.Open
	}
	a, err := open(o.Device, opener)
	if err != nil {
		return nil, fmt.Errorf("verify: %w", err)
	}
	defer a.close()
	b := referenceFor(&a.info.Config)
	if o.Against != Reference {
		if b, err = open(o.Against, driver.Open); err != nil {
			return nil, fmt.Errorf("verify: %w", err)
		}
	}
	defer b.close()
	return compareAll(ctx, o, a, b)
}

// referenceFor returns the plain loops, with the tiles of a configuration.
func referenceFor(config *isa.Config) side {
	info := driver.Info{Config: isa.Config{Lanes: config.Lanes}}
	return side{Reference, conv.Reference{Lanes: config.Lanes}, info, func() error { return nil }}
}

func open(address string, opener func(string) (driver.Device, error)) (side, error) {
	device, err := opener(address)
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
	both := common{time: !o.BitsOnly && comparableTime(a, b), tiles: a.info.Config.Lanes == b.info.Config.Lanes}
	d := drawer{seed: o.Seed, lanes: a.info.Config.Lanes, tiles: both.tiles}
	report := &Report{
		Device: o.Device, Against: o.Against, Seed: o.Seed, BitsOnly: !both.time, Note: both.note(o, a, b),
		Coverage: newCoverage(d), Kernels: kernels.Name(), KernelsNotRun: notRun(kernels.Name()),
	}
	defer func() { report.EmptyStrata = report.Coverage.Empty() }()
	for i := range o.Count {
		if err := ctx.Err(); err != nil {
			return report, err
		}
		c, err := d.draw(ctx, i)
		if err != nil {
			return report, fmt.Errorf("verify: draw case %d: %w", i, err)
		}
		first, err := c.run(ctx, a.runner)
		if err != nil {
			return report, fmt.Errorf("verify: %v on %s: %w", c, a.address, err)
		}
		second, err := c.run(ctx, b.runner)
		if err != nil {
			return report, fmt.Errorf("verify: %v on %s: %w", c, b.address, err)
		}
		report.count(c, first, second, d, both)
		if o.Progress != nil {
			o.Progress(i+1, o.Count)
		}
	}
	return report, nil
}

// common says what two sides must agree in beside bits.
type common struct {
	time  bool // cycles and counters
	tiles bool // which weights are one tile of PSG; else only weights that no skip limit touches are the same
}

// note says what is not compared although nobody asked for that.
func (c common) note(o Options, a, b side) string {
	var notes []string
	if !c.time && !o.BitsOnly {
		notes = append(notes, "only bits are compared: the two do not both count cycles of the same configuration")
	}
	if !c.tiles {
		notes = append(notes, fmt.Sprintf("psg is compared with skip limit 0 and without its tiles: they are of %d lanes on %s and of %d on %s",
			a.info.Config.Lanes, a.address, b.info.Config.Lanes, b.address))
	}
	return strings.Join(notes, "; ")
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
