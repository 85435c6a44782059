// SPDX-License-Identifier: Apache-2.0

package htmlreport

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"math"
	"os"
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
	Summary  *Summary        `json:"summary"`
	Ledger   *savings.Report `json:"ledger"`
	Energy   energy.Joules   `json:"energy_modeled_j"` // of everything that the run did

	info     driver.Info
	book     *ledger.Book
	steps    []stepLine
	evals    []evalLine
	observed []observation
	unseen   int // lines of energy.jsonl without an observation
}

// Summary is summary.json with what a meter added to it, if there was one.
type Summary struct {
	report.Summary
	Measured *energy.Joules `json:"energy_measured_j,omitempty"`
	Emulated *energy.Joules `json:"energy_emulated_j,omitempty"`
}

// open reads a run directory.
func open(ctx context.Context, dir string) (*Run, error) {
	r := &Run{Dir: dir}
	for _, read := range []func() error{
		r.readRecord, r.readLedger, r.readSummary, r.readSteps, r.readEvals, r.readObservations,
		func() (err error) { r.Ledger, err = savings.Run(ctx, savings.Options{Dir: dir}); return err },
		r.price, r.reprice,
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
	d, err := driver.Open(r.Record.Device)
	if err != nil {
		return fmt.Errorf("report on %s: %w", r.Dir, err)
	}
	defer d.Close()
	r.info = d.Info()
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
func (r *Run) readSummary() error {
	path := filepath.Join(r.Dir, rundir.SummaryName)
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return broken(path, fmt.Errorf("%w: %w", ErrMissing, err), "put it back, or run the training again")
	}
	if err != nil {
		return broken(path, err, "make it readable")
	}
	if err := json.Unmarshal(text, &r.Summary); err != nil || r.Summary == nil {
		return broken(path, fmt.Errorf("%w: %w", ErrSchema, errors.Join(err, errEmpty(r.Summary))), "put the original file back")
	}
	s, c := r.Summary, r.Record
	if s.Schema != report.Schema {
		return broken(path, fmt.Errorf("%w %d, this program reads %d", ErrSchema, s.Schema, report.Schema), "use the e2train that made it, "+s.Version)
	}
	if s.Model != c.Model || s.Seed != c.Seed || s.IterationsExecuted != r.book.Loop.Executed {
		return broken(path, fmt.Errorf("%w: its model, seed or iterations are not those of config.json and ledger.json", ErrMixed), "put the original files back")
	}
	return nil
}

// errEmpty is the error about a summary that says null.
func errEmpty(s *Summary) error {
	if s == nil {
		return errors.New("it is empty")
	}
	return nil
}

// price models the energy of everything that the run did.
func (r *Run) price() error {
	meter, err := ledger.NewMeter(r.info)
	if err != nil {
		return fmt.Errorf("report on %s: %w", r.Dir, err)
	}
	cost, err := meter.Cost(r.book.Total())
	r.Energy = cost.Energy
	return err
}

// reprice compares the joules that the run logged with those of its ledger under the profile of this program. Both add the same
// products in another order, of some ten thousand iterations at most a million: 1e-9 is beyond what that rounds to.
func (r *Run) reprice() error {
	logged, now := 0.0, 0.0
	for _, s := range r.steps {
		logged += s.Joules
	}
	for _, a := range r.Ledger.Accounts {
		if a.Account == ledger.Training || a.Account == ledger.Dropping {
			now += a.Price.Total
		}
	}
	r.Repriced = math.Abs(logged-now) > 1e-9*math.Max(logged, now)
	return nil
}
