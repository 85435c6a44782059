// SPDX-License-Identifier: Apache-2.0

package train

import (
	"context"
	"errors"
	"fmt"

	"github.com/e2train/e2train/driver"
	"github.com/e2train/e2train/driver/audit"
	"github.com/e2train/e2train/driver/power"
	"github.com/e2train/e2train/driver/replay"
	"github.com/e2train/e2train/host/data"
	"github.com/e2train/e2train/host/recipe"
	"github.com/e2train/e2train/host/report"
	"github.com/e2train/e2train/host/rundir"
	"github.com/e2train/e2train/host/session"
)

// DefaultCheckpointEvery is the number of iterations between checkpoints unless told otherwise.
const DefaultCheckpointEvery = 25

// Options says what to run and where. Nothing but Config influences results.
type Options struct {
	Config          recipe.Config
	Dir             string
	Resume          bool     // go on with the run in Dir, whose recipe must be Config
	CheckpointEvery int      // iterations between checkpoints; 0 for DefaultCheckpointEvery
	Observer        Observer // may be nil
	Kernels         string   // for the summary: integer kernels in use
	Version         string   // for the summary: of the program
	Audit           Audit
	// Meter watches the power of the run, which results do not depend on; nil for none. Run reads it and does not close it.
	Meter power.Meter
	// RecordPower is told of every sample of the meter, from another goroutine; may be nil.
	RecordPower func(power.Reading)
	// Open opens the device at an address; nil is driver.Open. Who records or watches a device wraps it here.
	Open func(address string) (driver.Device, error)
}

// Run runs a recipe to its end and returns the outcome, which it has written to summary.json.
//
// When ctx ends, the iteration in progress is finished, the state is saved and the error wraps [ErrInterrupted]. Other
// errors are a *[DivergedError], or those of packages recipe, data, driver, models and rundir; what was saved before
// stays.
func Run(ctx context.Context, o Options) (*report.Summary, error) {
	var r *runner
	w := newWatcher(&o)
	s, audited, err := openSession(&o, w, func(launch *replay.Record) (string, error) { return r.keep(launch) })
	if err != nil {
		return nil, err
	}
	defer s.Close()
	if err := ctx.Err(); err != nil {
		return nil, fmt.Errorf("%w before anything was written", ErrInterrupted)
	}
	if w != nil {
		defer w.sampler.Stop()
	}
	if r, err = newRunner(s, o, w); err != nil {
		return nil, err
	}
	defer r.close()
	r.audit = audited
	r.watch(ctx)
	if err := r.loop(ctx); err != nil {
		return nil, err
	}
	if err := r.unwatch(ctx); err != nil {
		return nil, err
	}
	return r.finish()
}

// runner is a run in progress.
type runner struct {
	*session.Session
	options   Options
	observer  Observer
	audit     *audit.Device // nil if there is none
	record    *recipe.Record
	identity  string           // hash of record
	inherited recipe.Inherited // from the run that this one starts from
	watcher   *watcher         // nil if there is no power meter

	dir    *rundir.Dir
	logs   logs
	loader *data.Loader
	stream *data.Stream

	steps    int64 // of the whole run
	perEpoch int64
	step     int64 // iterations done
	saved    int64 // of them, those in the newest checkpoint
	totals   totals
}

// newRunner takes hold of the run directory and brings everything to where the run is to go on.
func newRunner(s *session.Session, o Options, w *watcher) (*runner, error) {
	r := &runner{
		Session: s, options: o, observer: o.Observer, watcher: w,
		logs: logs{signs: s.Config.PSG.On, planned: s.Config.EnergyBudget > 0, metered: w != nil},
	}
	if r.observer == nil {
		r.observer = silence{}
	}
	if r.options.CheckpointEvery <= 0 {
		r.options.CheckpointEvery = DefaultCheckpointEvery
	}
	var err error
	if r.loader, err = data.NewLoader(s.Data.Train, loading(&s.Config)); err != nil {
		return nil, err
	}
	r.perEpoch = int64(r.loader.BatchesPerEpoch())
	r.steps = s.Config.Steps(int(r.perEpoch))
	if err := r.prepare(); err != nil {
		r.close()
		return nil, err
	}
	return r, nil
}

// prepare enters the run directory, takes what the run starts from, and plans it if it has an energy budget. For a new run both come
// first, so that what is impossible leaves nothing behind.
func (r *runner) prepare() error {
	if !r.options.Resume {
		if err := r.inherit(); err != nil {
			return err
		}
		if err := r.makePlan(); err != nil {
			return err
		}
	}
	if err := r.enter(); err != nil {
		return err
	}
	return r.makePlan()
}

// loading is how training batches are formed.
func loading(c *recipe.Config) data.Config {
	config := data.Training(c.Batch, c.Seed)
	if !c.Augment {
		config.Augment = data.Augment{}
	}
	return config
}

// loop is the whole run: average, evaluate and save when it is time to, stop when it is done or asked to, else do one more
// iteration.
func (r *runner) loop(ctx context.Context) error {
	r.begin()
	for {
		if err := r.adoptIfDue(ctx); err != nil {
			return err
		}
		if err := r.evaluateIfDue(ctx); err != nil {
			return err
		}
		if err := r.saveIfDue(); err != nil {
			return err
		}
		if r.step == r.steps {
			return nil
		}
		if ctx.Err() != nil {
			return r.interrupted()
		}
		if err := r.iterate(); err != nil {
			return err
		}
	}
}

// begin tells the observer what lies ahead.
func (r *runner) begin() {
	r.observer.Begin(Begin{
		Done: r.step, Steps: r.steps, StepsPerEpoch: r.perEpoch,
		EnergyNote: r.Meter.Note(), Simulated: r.Info.Kind == driver.KindSimulator,
	})
}

// interrupted saves the state, if it is not saved yet, and returns the error that says so.
func (r *runner) interrupted() error {
	if err := r.save(); err != nil {
		return fmt.Errorf("interrupted, and the state could not be saved: %w", err)
	}
	return fmt.Errorf("%w after step %d of %d; the state is saved in %s", ErrInterrupted, r.step, r.steps, r.dir.Path())
}

// close lets go of everything. What matters was synced before.
func (r *runner) close() {
	if r.stream != nil {
		r.stream.Close()
	}
	r.logs.close()
	if r.dir != nil {
		r.dir.Close()
	}
}

// isInterruption reports whether an error is nothing but the end of ctx.
func isInterruption(ctx context.Context, err error) bool {
	return ctx.Err() != nil && (errors.Is(err, ctx.Err()) || errors.Is(err, context.Cause(ctx)))
}
