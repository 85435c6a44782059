// SPDX-License-Identifier: Apache-2.0

package htmlreport

import (
	"context"
	"fmt"
	"math"
	"path/filepath"

	"github.com/e2train/e2train/driver"
	"github.com/e2train/e2train/host/ledger"
	"github.com/e2train/e2train/host/recipe"
	"github.com/e2train/e2train/host/report"
	"github.com/e2train/e2train/host/rundir"
	"github.com/e2train/e2train/host/savings"
	"github.com/e2train/e2train/host/train"
	"github.com/e2train/e2train/sim/energy"
)

// Run is one run directory.
type Run struct {
	Number   int             `json:"number"` // counted from 1
	Name     string          `json:"name"`
	Dir      string          `json:"directory"`
	Profile  string          `json:"profile"`  // of energy
	Repriced bool            `json:"repriced"` // the run was under another profile: its logs have other joules than its ledger now
	Record   *recipe.Record  `json:"config"`
	Summary  *report.Summary `json:"summary"`
	Ledger   *savings.Report `json:"ledger"`
	Energy   energy.Joules   `json:"energy_modeled_j"` // of everything that the run did

	info     driver.Info
	book     *ledger.Book
	steps    []stepLine
	evals    []evalLine
	observed []observation
	unseen   int // lines of energy.jsonl without an observation
}

// open reads a run directory.
func open(ctx context.Context, dir string) (*Run, error) {
	r := &Run{Dir: dir}
	for _, read := range []func() error{
		r.readRecord, r.readLedger, r.readSummary, r.readSteps, r.readEvals, r.readObservations,
		func() error { return r.price(ctx) },
	} {
		if err := read(); err != nil {
			return nil, err
		}
	}
	return r, nil
}

// readRecord reads config.json and finds out about the device and its profile.
func (r *Run) readRecord() (err error) {
	if r.Record, err = train.ReadRecord(r.Dir); err != nil {
		return err
	}
	if r.info, err = driver.Describe(r.Record.Device); err != nil {
		return fmt.Errorf("report on %s: %w", r.Dir, err)
	}
	if p, err := energy.ForConfig(r.info.Config.Name); err == nil {
		r.Profile = p.Name
	}
	return nil
}

// readLedger reads ledger.json.
func (r *Run) readLedger() (err error) {
	r.book, err = train.ReadBook(r.Dir)
	return err
}

// readSummary reads summary.json and checks that it is this run's.
func (r *Run) readSummary() (err error) {
	if r.Summary, err = train.ReadSummary(r.Dir); err != nil {
		return err
	}
	s, c := r.Summary, r.Record
	if s.Model != c.Model || s.Seed != c.Seed || s.IterationsExecuted != r.book.Loop.Executed {
		return broken(filepath.Join(r.Dir, rundir.SummaryName), fmt.Errorf("%w: its model, seed or iterations are not those of config.json and ledger.json", ErrMixed), "put the original files back")
	}
	return nil
}

// price prices the ledger, and compares the joules that the run logged with those of its ledger under the profile of this program. Both add
// the same products in another order, of some ten thousand iterations at most a million: 1e-9 is beyond what that rounds to.
func (r *Run) price(ctx context.Context) (err error) {
	if r.Ledger, err = savings.Run(ctx, savings.Options{Dir: r.Dir}); err != nil {
		return err
	}
	r.Energy = r.Ledger.Energy
	spent := r.spent()
	logged, now := spent[len(spent)-1], r.trained()
	r.Repriced = math.Abs(logged-now) > 1e-9*math.Max(logged, now)
	return nil
}

// trained returns the modeled joules of all iterations, dropped ones included, by the profile of this program.
func (r *Run) trained() float64 {
	sum := 0.0
	for _, a := range r.Ledger.Accounts {
		if a.Account == ledger.Training || a.Account == ledger.Dropping {
			sum += a.Price.Total
		}
	}
	return sum
}
