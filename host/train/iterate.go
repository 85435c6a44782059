// SPDX-License-Identifier: Apache-2.0

package train

import (
	"context"
	"errors"
	"math"
	"time"

	"github.com/e2train/e2train/host/data"
	"github.com/e2train/e2train/models/nn"
)

// iterate does one iteration. It is not interrupted: a step is done as a whole or not at all.
func (r *runner) iterate() error {
	start := time.Now()
	if err := r.replanIfDue(); err != nil {
		return err
	}
	r.watcher.begin()
	b, err := r.next()
	if err != nil {
		return err
	}
	defer b.Release()
	f := r.progress(r.step)
	done := Step{
		Step: r.step + 1, Epoch: b.Epoch + 1,
		Rate:    r.rate(r.step),
		Dropped: r.drops(f),
	}
	if done.Dropped {
		r.drop(b, &done)
	} else if err := r.execute(b, f, &done); err != nil {
		return err
	}
	r.step++
	done.Seconds = time.Since(start).Seconds()
	if err := r.observeEnergy(done.Step); err != nil {
		return err
	}
	if err := r.account(&done); err != nil {
		return err
	}
	if err := r.average(); err != nil {
		return err
	}
	r.observer.Step(done)
	return nil
}

// next returns the mini-batch of the iteration.
func (r *runner) next() (*data.Batch, error) {
	if r.stream == nil {
		stream, err := r.loader.At(context.Background(), int(r.step/r.perEpoch), int(r.step%r.perEpoch))
		if err != nil {
			return nil, err
		}
		r.stream = stream
	}
	return r.stream.Next()
}

// drop consumes a mini-batch without training on it.
func (r *runner) drop(b *data.Batch, done *Step) {
	r.Loaded(b)
	if r.Config.UpdatesDropped(r.totals.Executed) {
		r.Coast(done.Rate)
	}
}

// execute trains on a mini-batch where the fraction f of the run lies behind.
func (r *runner) execute(b *data.Batch, f float64, done *Step) error {
	r.Advance(f)
	r.Draw(r.step)
	r.CheckSigns(r.Config.PSG.Checks(r.totals.Executed))
	loss, err := r.Train(context.Background(), b, done.Rate)
	if errors.Is(err, nn.ErrNotFinite) {
		return r.diverged(done, err)
	}
	done.Loss, done.Images = loss, b.N
	return err
}

// diverged returns the error about an iteration whose numbers are not finite.
func (r *runner) diverged(done *Step, err error) error {
	last := math.NaN()
	if r.totals.Executed > 0 {
		last = r.totals.LastLoss
	}
	return &DivergedError{Step: done.Step, Saved: r.saved, Loss: last, Rate: done.Rate, Err: err}
}

// account adds an iteration to the totals and the logs.
func (r *runner) account(done *Step) error {
	work := r.Meter.Take()
	cost, err := r.Meter.Cost(&work)
	if err != nil {
		return err
	}
	r.spendOn(done, &cost)
	r.totals.add(done, &work)
	if shares := r.Shares(); shares != nil && !done.Dropped {
		r.totals.Skip.add(done.Epoch, shares)
	}
	if err := r.logs.metrics.Append(r.metrics(done, &work, &cost)); err != nil {
		return err
	}
	if err := r.logSigns(done); err != nil {
		return err
	}
	return r.logs.timing.Append(timingOf(done))
}
