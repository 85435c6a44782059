// SPDX-License-Identifier: Apache-2.0

package paper

import (
	"context"
	"errors"
	"fmt"

	"github.com/e2train/e2train/driver"
	"github.com/e2train/e2train/driver/conv"
	"github.com/e2train/e2train/host/ledger"
	"github.com/e2train/e2train/host/recipe"
	"github.com/e2train/e2train/host/savings"
	"github.com/e2train/e2train/host/session"
	"github.com/e2train/e2train/host/train"
	"github.com/e2train/e2train/rtl/isa"
	"github.com/e2train/e2train/sim/energy"
)

// ErrBaseline is the cause of the error about a run beside which there is no 32-bit baseline.
var ErrBaseline = errors.New("no 32-bit baseline stands beside its device")

// floatDevice is the 32-bit baseline of the device that runs must be on.
const (
	floatDevice = "sim:ultra96-fp32"
	beside      = "ultra96"
)

// Run is what one run did beside its baseline. Counts and joules are modeled, of training alone.
type Run struct {
	Dir          string         `json:"run"`
	Model        string         `json:"model"`
	Data         string         `json:"data"`
	Executed     int64          `json:"iterations_executed"`
	Dropped      int64          `json:"iterations_dropped"`
	Skipped      *float64       `json:"skipped"`      // share of blocks, counted for each image
	SkippedMACs  *float64       `json:"skipped_macs"` // of their multiply-accumulates
	Accuracy     *float64       `json:"test_accuracy"`
	MACs         int64          `json:"macs"`
	BitOps       float64        `json:"bit_operations"`
	Energy       ledger.Price   `json:"energy_modeled_j"`
	Baseline     Base           `json:"baseline"`
	SavedMACs    float64        `json:"saved_macs"`
	SavedBitOps  float64        `json:"saved_bit_operations"`
	SavedEnergy  *energy.Saving `json:"saved_energy_modeled"`
	SavedFormula *float64       `json:"saved_by_formula"` // the paper's formula with the run's own share of skipped blocks
}

// Base is the plain float32 run that did not take place.
type Base struct {
	Device     string       `json:"device"`
	Iterations int64        `json:"iterations"`
	MACs       int64        `json:"macs"`
	BitOps     float64      `json:"bit_operations"`
	Energy     ledger.Price `json:"energy_modeled_j"`
}

// Read compares a run directory with its baseline. The error names it and wraps the cause.
func Read(ctx context.Context, dir string) (*Run, error) {
	r, err := read(ctx, dir)
	if err != nil {
		return nil, fmt.Errorf("compare %s with the paper: %w", dir, err)
	}
	return r, nil
}

func read(ctx context.Context, dir string) (*Run, error) {
	record, err := train.ReadRecord(dir)
	if err != nil {
		return nil, err
	}
	if record.Contract != isa.Version {
		return nil, fmt.Errorf("%w; use e2train %s", savings.ErrContract, record.Version)
	}
	book, err := train.ReadBook(dir)
	if err != nil {
		return nil, err
	}
	summary, err := train.ReadSummary(dir)
	if err != nil {
		return nil, err
	}
	info, err := driver.Describe(record.Device)
	if err != nil {
		return nil, err
	}
	if info.Config.Name != beside {
		return nil, fmt.Errorf("it was on %s: %w; train on sim:%s", record.Device, ErrBaseline, beside)
	}
	r := &Run{
		Dir: dir, Model: record.Model, Data: record.Data, Accuracy: summary.TestAccuracy,
		Executed: book.Loop.Executed, Dropped: book.Loop.Dropped,
	}
	if s := summary.Skipping; s != nil && s.Skipped != nil {
		r.Skipped, r.SkippedMACs, r.SavedFormula = s.Skipped, s.SkippedMACs, new(Formula(*s.Skipped))
	}
	return r, r.compare(ctx, &record.Config, book, info)
}

// compare fills in what the run did, what its baseline would have, and what lies between.
func (r *Run) compare(ctx context.Context, c *recipe.Config, book *ledger.Book, info driver.Info) error {
	work := training(book)
	meter, err := ledger.NewMeter(info)
	if err != nil {
		return err
	}
	run, err := meter.Case(work)
	if err != nil {
		return err
	}
	if r.Energy, err = meter.Price(work); err != nil {
		return err
	}
	r.MACs, r.BitOps = done(work.Passes)
	base, err := r.Baseline.plan(ctx, c, book)
	if err != nil {
		return err
	}
	r.SavedMACs, r.SavedBitOps = 1-float64(r.MACs)/float64(r.Baseline.MACs), 1-r.BitOps/r.Baseline.BitOps
	r.SavedEnergy, err = energy.Compare(run, base)
	return err
}

// training returns all work of training: executed and dropped iterations, and averages of weights.
func training(book *ledger.Book) *ledger.Work {
	sum := book.Account(ledger.Training).Clone()
	for _, name := range []string{ledger.Dropping, ledger.Averaging} {
		sum.Add(book.Account(name))
	}
	return &sum
}

// widths are the products of the widths of a multiplication's operands, by pass.
var widths = map[string]float64{
	conv.Forward.String(): 8 * 8, conv.BackwardData.String(): 8 * 16, conv.BackwardWeights.String(): 8 * 16,
	conv.PSGPredict.String(): 4 * 10, conv.PSGMasked.String(): 8 * 16,
}

// floatWidth is that of the baseline.
const floatWidth = 32 * 32

// done returns the multiply-accumulates that were executed and their bit-operations.
func done(passes []ledger.PassWork) (macs int64, bits float64) {
	for i := range passes {
		p := &passes[i]
		// Weights that only fill a tile are predicted to be 0; where the threshold is 0 too, they count as switched off and never were here.
		n := max(0, p.MACs-int64(p.Counters[isa.MaskedMACs]))
		macs += n
		bits += float64(float64(n) * widths[p.Pass])
	}
	return macs, bits
}

// plan fills in the plain float32 run and returns it as the energy model compares it.
func (b *Base) plan(ctx context.Context, run *recipe.Config, book *ledger.Book) (*energy.Case, error) {
	info, err := driver.Describe(floatDevice)
	if err != nil {
		return nil, err
	}
	plan, err := session.NewPlan(run.Plain(info.Address), info, book.Images)
	if err != nil {
		return nil, err
	}
	b.Device, b.Iterations = info.Address, run.PlainIterations(book.Loop.Iterations)
	sum, err := plan.Steps(ctx, b.Iterations, &book.Loop)
	if err != nil {
		return nil, err
	}
	b.MACs, b.BitOps = sum.MACs, floatWidth*float64(sum.MACs)
	if b.Energy, err = plan.Meter().Price(sum); err != nil {
		return nil, err
	}
	return plan.Meter().Case(sum)
}
