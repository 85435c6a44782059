// SPDX-License-Identifier: Apache-2.0

package train

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"

	"github.com/e2train/e2train/driver"
	"github.com/e2train/e2train/host/checkpoint"
	"github.com/e2train/e2train/host/ledger"
	"github.com/e2train/e2train/host/recipe"
	"github.com/e2train/e2train/host/report"
	"github.com/e2train/e2train/host/rundir"
	"github.com/e2train/e2train/host/session"
)

// inherit gives the network what the run has that the configuration starts from, if it names one, and takes note of that.
func (r *runner) inherit() error {
	dir := r.Config.Init
	if dir == "" {
		return nil
	}
	source, err := ReadRecord(dir)
	if err != nil {
		return err
	}
	fail := func(cause error, fix string) error {
		return &rundir.Error{Op: "start from", Path: dir, Err: cause, Fix: fix}
	}
	if source.Model != r.Config.Model {
		return fail(fmt.Errorf("%w: %s, not %s", session.ErrMismatch, source.Model, r.Config.Model), "give --model "+source.Model)
	}
	c, err := r.loadSource(dir, source)
	if err != nil {
		return err
	}
	notes, err := r.Inherit(c.Tensors)
	if err != nil {
		return fail(err, "start from a run on images with as many channels")
	}
	for _, note := range notes {
		r.observer.Note("note: starting from " + dir + ": " + note)
	}
	r.inherited, err = inheritedFrom(source, c)
	return err
}

// loadSource returns the newest usable checkpoint of the run in dir.
func (r *runner) loadSource(dir string, source *recipe.Record) (*checkpoint.Checkpoint, error) {
	identity, err := source.Hash()
	if err != nil {
		return nil, err
	}
	c, passed, err := rundir.LoadCheckpoint(dir, func(c *checkpoint.Checkpoint) error {
		if c.Header.Config != identity {
			return rundir.ErrOtherRun
		}
		return nil
	})
	if err == nil && passed != nil {
		r.observer.Note(fmt.Sprintf("warning: %v; starting from the checkpoint before it, of step %d", passed, c.Header.Step))
	}
	return c, err
}

// inheritedFrom says what a checkpoint of a run is and took.
func inheritedFrom(source *recipe.Record, c *checkpoint.Checkpoint) (recipe.Inherited, error) {
	in := recipe.Inherited{Step: c.Header.Step, Data: source.Data, Device: source.Device, SHA256: sourceSHA256(c.Tensors)}
	var t totals
	if err := json.Unmarshal(c.Header.Totals, &t); err != nil {
		return in, fmt.Errorf("start from step %d: totals: %w", c.Header.Step, err)
	}
	var work ledger.Work
	for _, a := range t.accounts() {
		work.Add(&a.Work)
	}
	own := priceOn(source.Device, &work)
	before := &source.Inherited
	if own != nil && *before == (recipe.Inherited{}) {
		in.Energy = own
	} else if own != nil && before.Energy != nil {
		in.Energy = new(*own + *before.Energy)
	}
	return in, nil
}

// priceOn returns the joules that work takes on a device, nil if that is unknown or the device is not there.
func priceOn(address string, work *ledger.Work) *float64 {
	device, err := driver.Open(address)
	if err != nil {
		return nil
	}
	defer device.Close()
	meter, err := ledger.NewMeter(device.Info())
	if err != nil {
		return nil
	}
	cost, err := meter.Cost(work)
	if err != nil {
		return nil
	}
	return cost.Energy.Total
}

// sourceSHA256 identifies what can be inherited.
func sourceSHA256(tensors []checkpoint.Tensor) string {
	h := sha256.New()
	for _, t := range tensors {
		if session.Inherits(t.Name) {
			fmt.Fprintf(h, "%s\n", t.Name)
			h.Write(checkpoint.AppendFloats(nil, t.Data))
		}
	}
	return hex.EncodeToString(h.Sum(nil))
}

// inheritAgain does the same for a run that ended before its first checkpoint, and demands that nothing has changed.
func (r *runner) inheritAgain() error {
	if err := r.inherit(); err != nil {
		return err
	}
	if r.inherited.SHA256 != r.record.Inherited.SHA256 {
		return &rundir.Error{
			Op: "resume", Path: r.dir.Path(), Err: fmt.Errorf("the weights of %s have %w", r.Config.Init, ErrChanged), Fix: "start a new run in another folder",
		}
	}
	return nil
}

// inheritedSummary returns what the run's summary says, nil if it began with random weights.
func (r *runner) inheritedSummary() *report.Inherited {
	if r.Config.Init == "" {
		return nil
	}
	in := &r.record.Inherited
	return &report.Inherited{Run: r.Config.Init, Step: in.Step, Data: in.Data, Device: in.Device, Energy: in.Energy}
}
