// SPDX-License-Identifier: Apache-2.0

package savings

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/e2train/e2train/driver"
	"github.com/e2train/e2train/host/ledger"
	"github.com/e2train/e2train/host/recipe"
	"github.com/e2train/e2train/host/session"
	"github.com/e2train/e2train/host/train"
	"github.com/e2train/e2train/rtl/isa"
)

// ErrContract is the cause of the error about a run under other rules of the accelerator.
var ErrContract = errors.New("the run was under other rules of the accelerator")

// input is what a report is made from.
type input struct {
	config recipe.Config
	book   *ledger.Book
	info   driver.Info
	plain  *session.Plan // of the run's network on its device
}

// open reads a run directory.
func open(dir string) (*input, error) {
	record, err := train.ReadRecord(dir)
	if err != nil {
		return nil, err
	}
	if record.Contract != isa.Version {
		return nil, fmt.Errorf("%w; use e2train %s", ErrContract, record.Version)
	}
	in := &input{config: record.Config}
	if in.book, err = train.ReadBook(dir); err != nil {
		return nil, err
	}
	if in.info, err = infoOf(in.config.Device); err != nil {
		return nil, err
	}
	if in.info.Kind == driver.KindReference {
		return nil, fmt.Errorf("the run was on %s: %w; train on sim:ultra96-fp32, which has the same values and a model of energy", in.info.Address, ledger.ErrNoPrice)
	}
	in.plain, err = in.plan(in.info)
	return in, err
}

// infoOf describes the device at an address.
func infoOf(address string) (driver.Info, error) {
	d, err := driver.Open(address)
	if err != nil {
		return driver.Info{}, err
	}
	defer d.Close()
	return d.Info(), nil
}

// plan returns the plan of the run's network, without any technique, on a device.
func (in *input) plan(info driver.Info) (*session.Plan, error) {
	c := recipe.Default()
	c.Model, c.Data, c.Device, c.Batch, c.Augment, c.Seed = in.config.Model, in.config.Data, info.Address, in.config.Batch, in.config.Augment, in.config.Seed
	return session.NewPlan(c, info, in.book.Images)
}

// iterations returns how many a baseline has by default.
func (in *input) iterations() int64 {
	loop := in.config.Steps(int(in.book.Loop.PerEpoch))
	if in.config.SMD.IsZero() {
		return loop
	}
	return max(1, (3*loop+2)/4)
}

// plainRun returns the work of a plain run of so many iterations, and of the run's evaluations.
func (in *input) plainRun(ctx context.Context, plan *session.Plan, iterations int64) (*ledger.Work, error) {
	last := iterations / in.book.Loop.PerEpoch
	var sum ledger.Work
	test, batch := in.book.Images.Test, in.config.Batch
	passes := int64(0)
	if test > 0 {
		passes = in.book.Loop.Evaluated / int64(test)
	}
	for _, part := range []struct {
		do     func(context.Context, int) (ledger.Work, error)
		images int
		times  int64
	}{
		{plan.Step, batch, iterations - last}, {plan.Step, in.book.Loop.LastBatch, last},
		{plan.Evaluation, batch, passes * int64(test/batch)}, {plan.Evaluation, test % batch, passes},
	} {
		if part.images == 0 || part.times == 0 {
			continue
		}
		w, err := part.do(ctx, part.images)
		if err != nil {
			return nil, err
		}
		w = w.Times(part.times)
		sum.Add(&w)
	}
	return &sum, nil
}

// hasFloat reports whether a float32 baseline stands beside the run's device.
func (in *input) hasFloat() bool { return in.info.Config.Name == "ultra96" }

// float returns the address of that baseline, under the same memory.
func (in *input) float(lanes int) string {
	address := fmt.Sprintf("sim:ultra96-fp32?lanes=%d", lanes)
	if strings.Contains(in.config.Device, "memory=ideal") {
		address += "&memory=ideal"
	}
	return address
}
