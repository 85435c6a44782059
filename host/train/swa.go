// SPDX-License-Identifier: Apache-2.0

package train

import (
	"context"
	"errors"
	"fmt"

	"github.com/e2train/e2train/host/ledger"
	"github.com/e2train/e2train/host/report"
	"github.com/e2train/e2train/models/nn"
)

// swaTotals is what averaging the weights was so far.
type swaTotals struct {
	Snapshots int64       `json:"snapshots"`
	Adopted   bool        `json:"adopted"` // the network has the average, and statistics for it
	Images    int64       `json:"images"`  // that the statistics were computed from
	Seconds   float64     `json:"seconds"`
	Work      ledger.Work `json:"work"`
}

// average takes the weights after an iteration into their average when it is time to.
func (r *runner) average() error {
	if !r.Config.SWA.Snapshot(r.progress(r.step), r.steps-r.step, int(r.perEpoch)) {
		return nil
	}
	t := &r.totals.SWA
	r.Average(t.Snapshots)
	t.Snapshots++
	work := r.Meter.Take()
	t.Work.Add(&work)
	return r.spend(&work)
}

// refreshImages returns how many training images statistics are computed from at the end.
func (r *runner) refreshImages() int {
	all := r.Data.Train.Len()
	if n := r.Config.SWA.RefreshImages; n > 0 {
		return min(n, all)
	}
	return all
}

// adoptIfDue gives the network the average at the end of the run, once, with statistics of batch norm for it. The state is saved
// before: when ctx ends meanwhile, it returns the error of an interrupted run, and what it did is done again when the run goes on.
func (r *runner) adoptIfDue(ctx context.Context) error {
	t := &r.totals.SWA
	if !r.Config.SWA.On || t.Adopted || r.step < r.steps {
		return nil
	}
	if r.saved != r.step {
		if err := r.save(); err != nil {
			return err
		}
	}
	stream, err := r.loader.At(ctx, r.epochsDone(), 0)
	if err != nil {
		return err
	}
	defer stream.Close()
	r.Adopt()
	done, err := r.Refresh(ctx, stream, r.refreshImages(), r.observer.Refreshing)
	if isInterruption(ctx, err) {
		return fmt.Errorf("%w at the end, in the pass that follows averaging; the state before it is saved in %s", ErrInterrupted, r.dir.Path())
	}
	if errors.Is(err, nn.ErrNotFinite) {
		return r.diverged(&Step{Step: r.step, Rate: r.rate(r.step - 1)}, err)
	}
	if err != nil {
		return err
	}
	t.Adopted, t.Images = true, int64(done.Images)
	t.Seconds += done.Seconds
	t.Work.Add(&done.Work)
	return r.spend(&done.Work)
}

// swaSummary returns what the run's summary says, nil without averaging.
func (r *runner) swaSummary() (*report.SWA, error) {
	if !r.Config.SWA.On {
		return nil, nil
	}
	t := &r.totals.SWA
	cost, err := r.Meter.Cost(&t.Work)
	if err != nil {
		return nil, err
	}
	return &report.SWA{
		Snapshots: t.Snapshots, Images: t.Images, Cycles: cost.Cycles, MACs: t.Work.MACs, Energy: cost.Energy, Seconds: t.Seconds,
	}, nil
}
