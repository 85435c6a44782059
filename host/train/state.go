// SPDX-License-Identifier: Apache-2.0

package train

import (
	"encoding/json"
	"fmt"

	"github.com/e2train/e2train/host/checkpoint"
	"github.com/e2train/e2train/host/rundir"
)

// saveIfDue saves the state every CheckpointEvery iterations and at the end.
func (r *runner) saveIfDue() error {
	if r.step-r.saved < int64(r.options.CheckpointEvery) && r.step != r.steps {
		return nil
	}
	return r.save()
}

// save writes a checkpoint of the state after the last iteration. Weights that are not finite are not saved: they would
// push out the ones from before.
func (r *runner) save() error {
	if err := r.CheckFinite(); err != nil {
		return r.diverged(&Step{Step: r.step, Rate: r.rate(max(r.step-1, 0))}, err)
	}
	if err := r.settle(true); err != nil {
		return err
	}
	lengths, err := r.logs.sync()
	if err != nil {
		return err
	}
	sums, err := json.Marshal(&r.totals)
	if err != nil {
		return fmt.Errorf("save the state of step %d: %w", r.step, err)
	}
	err = r.dir.SaveCheckpoint(&checkpoint.Checkpoint{
		Header:  checkpoint.Header{Config: r.identity, Step: r.step, Logs: lengths, Totals: sums},
		Tensors: r.Tensors(),
	})
	if err == nil {
		r.saved = r.step
	}
	return err
}

// accept reports why a checkpoint is not one of this run, or nil.
func (r *runner) accept(c *checkpoint.Checkpoint) error {
	if c.Header.Step > r.steps {
		return fmt.Errorf("%w: step %d of %d", rundir.ErrOtherRun, c.Header.Step, r.steps)
	}
	return usable(c, r.Session, r.identity)
}

// restore brings the run to the state of a checkpoint that was accepted, and returns the lengths of the logs.
func (r *runner) restore(c *checkpoint.Checkpoint) (map[string]int64, error) {
	if err := json.Unmarshal(c.Header.Totals, &r.totals); err != nil {
		return nil, fmt.Errorf("restore step %d: %w", c.Header.Step, err)
	}
	r.step, r.saved = c.Header.Step, c.Header.Step
	if r.totals.Plan.Planned {
		r.steps = r.totals.Plan.Steps
	}
	return c.Header.Logs, r.Restore(c.Tensors)
}
