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
	if in.info, err = driver.Describe(in.config.Device); err != nil {
		return nil, err
	}
	if in.info.Kind == driver.KindReference {
		return nil, fmt.Errorf("the run was on %s: %w; train on sim:ultra96-fp32, which has the same values and a model of energy", in.info.Address, ledger.ErrNoPrice)
	}
	in.plain, err = in.plan(in.info)
	return in, err
}

// plan returns the plan of the run's network, without any technique, on a device.
func (in *input) plan(info driver.Info) (*session.Plan, error) {
	return session.NewPlan(in.config.Plain(info.Address), info, in.book.Images)
}

// iterations returns how many a baseline has by default.
func (in *input) iterations() int64 {
	return in.config.PlainIterations(in.config.Steps(int(in.book.Loop.PerEpoch)))
}

// plainRun returns the work of a plain run of so many iterations, and of the run's evaluations.
func (in *input) plainRun(ctx context.Context, plan *session.Plan, iterations int64) (*ledger.Work, error) {
	sum, err := plan.Steps(ctx, iterations, &in.book.Loop)
	if err != nil || in.book.Images.Test == 0 {
		return sum, err
	}
	test, batch := in.book.Images.Test, in.config.Batch
	passes := in.book.Loop.Evaluated / int64(test)
	for _, part := range []struct {
		images int
		times  int64
	}{{batch, passes * int64(test/batch)}, {test % batch, passes}} {
		if part.images == 0 || part.times == 0 {
			continue
		}
		w, err := plan.Evaluation(ctx, part.images)
		if err != nil {
			return nil, err
		}
		w = w.Times(part.times)
		sum.Add(&w)
	}
	return sum, nil
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
