// SPDX-License-Identifier: Apache-2.0

package train

import (
	"path/filepath"
	"slices"

	"github.com/e2train/e2train/driver/conv"
	"github.com/e2train/e2train/host/ledger"
	"github.com/e2train/e2train/host/report"
	"github.com/e2train/e2train/host/rundir"
)

// book returns the account of the run.
func (r *runner) book() *ledger.Book {
	t, set := &r.totals, r.Data.Train
	images := ledger.Images{Channels: set.C, Height: set.H, Width: set.W, Classes: len(set.Classes), Test: r.Data.Test.Len()}
	loop := ledger.Loop{
		Iterations: r.step, PerEpoch: r.perEpoch, LastBatch: (set.Len()-1)%r.Config.Batch + 1,
		Executed: t.Executed, Dropped: t.Dropped, Images: t.Images, Evaluated: t.Evaluation.Images,
	}
	b := ledger.NewBook(images, loop, t.accounts())
	b.Signs = r.bookedSigns()
	return b
}

// bookedSigns returns what predictive sign gradients decided, nil without them.
func (r *runner) bookedSigns() *ledger.Signs {
	if !r.Config.PSG.On {
		return nil
	}
	s := &ledger.Signs{}
	for _, limit := range conv.SkipLimits(r.Info.Config.Lanes) {
		s.Limits = append(s.Limits, int(limit))
	}
	for _, c := range r.Net.Convs() {
		t, predicted := r.totals.PSG.Layers[c.Name]
		if !predicted {
			continue
		}
		s.Layers = append(s.Layers, ledger.LayerSigns{
			Layer: c.Name, Weights: t.Weights, Decided: t.Decided, Tiles: t.Tiles, Skipped: t.Skipped, Skippable: slices.Clone(t.Skippable[:]),
		})
	}
	return s
}

// accounts returns all work of the run, each piece in one account. Those of nothing are left out, but for training.
func (t *totals) accounts() []ledger.Account {
	accounts := []ledger.Account{{Name: ledger.Training, Work: t.Executing}}
	for _, a := range []ledger.Account{
		{Name: ledger.Dropping, Work: t.Dropping}, {Name: ledger.Averaging, Work: t.SWA.Work}, {Name: ledger.Evaluation, Work: t.Evaluation.Work},
		{Name: ledger.Planning, Work: t.Plan.Costs.Work},
	} {
		if !a.Work.IsZero() {
			accounts = append(accounts, a)
		}
	}
	return accounts
}

// training returns the work of all iterations, dropped ones included.
func (t *totals) training() *ledger.Work {
	w := t.Executing.Clone()
	w.Add(&t.Dropping)
	return &w
}

// writeBook writes ledger.json.
func (r *runner) writeBook() error {
	text, err := report.JSON(r.book())
	if err != nil {
		return err
	}
	return r.dir.WriteFile(rundir.LedgerName, text)
}

// ReadBook reads ledger.json of a run directory. The error wraps [rundir.ErrNoLedger] if there is none, and [ledger.ErrBook] if
// it is not a good one.
func ReadBook(dir string) (*ledger.Book, error) {
	text, err := rundir.ReadLedger(dir)
	if err != nil {
		return nil, err
	}
	b, err := ledger.ParseBook(text)
	if err != nil {
		return nil, &rundir.Error{Op: "read", Path: filepath.Join(dir, rundir.LedgerName), Err: err, Fix: "train again to its end with this version of e2train"}
	}
	return b, nil
}

// ReadSummary reads summary.json of a run directory. The error wraps [rundir.ErrNoSummary] if there is none, and [report.ErrSummary] if it
// is not a good one.
func ReadSummary(dir string) (*report.Summary, error) {
	text, err := rundir.ReadSummary(dir)
	if err != nil {
		return nil, err
	}
	s, err := report.ParseSummary(text)
	if err != nil {
		return nil, &rundir.Error{Op: "read", Path: filepath.Join(dir, rundir.SummaryName), Err: err, Fix: "put the original file back, or use the e2train that wrote it"}
	}
	return s, nil
}
