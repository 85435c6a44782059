// SPDX-License-Identifier: Apache-2.0

package train

import (
	"errors"
	"fmt"
	"path/filepath"

	"github.com/e2train/e2train/host/recipe"
	"github.com/e2train/e2train/host/rundir"
	"github.com/e2train/e2train/rtl/isa"
)

// enter opens the run directory: a new one, or that of the run to go on with, whose state it restores.
func (r *runner) enter() error {
	r.record = &recipe.Record{
		Schema: recipe.Schema, Config: r.Config, DataSHA256: r.DataSHA256(), Contract: isa.Version, Version: r.options.Version,
		Inherited: r.inherited,
	}
	if r.options.Resume {
		return r.resume()
	}
	return r.create()
}

// identify sets the identity of the run.
func (r *runner) identify() (err error) {
	r.identity, err = r.record.Hash()
	return err
}

// create begins a run in a new directory.
func (r *runner) create() (err error) {
	if err := r.identify(); err != nil {
		return err
	}
	if r.dir, err = rundir.Create(r.options.Dir); err != nil {
		return err
	}
	text, err := r.record.Encode()
	if err != nil {
		return err
	}
	if err := r.dir.WriteFile(rundir.ConfigName, text); err != nil {
		return err
	}
	return r.logs.open(r.dir, nil)
}

// resume goes on with the run in a directory, from its newest usable checkpoint or from the beginning.
func (r *runner) resume() (err error) {
	if r.dir, err = rundir.Open(r.options.Dir); err != nil {
		return err
	}
	if err := r.checkSame(); err != nil {
		return err
	}
	if err := r.identify(); err != nil {
		return err
	}
	c, passed, err := rundir.LoadCheckpoint(r.dir.Path(), r.accept)
	if errors.Is(err, rundir.ErrNoCheckpoint) {
		if err := r.inheritAgain(); err != nil {
			return err
		}
		return r.logs.open(r.dir, nil)
	}
	if err != nil {
		return err
	}
	if passed != nil {
		r.observer.Note(fmt.Sprintf("warning: %v; going on from the checkpoint before it, of step %d", passed, c.Header.Step))
		if err := r.dir.SetAside(); err != nil {
			return err
		}
	}
	lengths, err := r.restore(c)
	if err != nil {
		return err
	}
	return r.logs.open(r.dir, lengths)
}

// checkSame compares the record in the directory with that of this program, which takes what the run inherited from there.
func (r *runner) checkSame() error {
	began, err := ReadRecord(r.dir.Path())
	if err != nil {
		return err
	}
	r.record.Inherited = began.Inherited
	fail := func(what, fix string) error {
		return &rundir.Error{Op: "resume", Path: r.dir.Path(), Err: fmt.Errorf("%s %w", what, ErrChanged), Fix: fix}
	}
	switch {
	case began.Config != r.Config:
		return fail("the configuration has", "resume without flags, or start a new run in another folder")
	case began.DataSHA256 != r.record.DataSHA256:
		return fail("the images of "+r.Config.Data+" have", "put the old ones back, or start a new run in another folder")
	case began.Contract != r.record.Contract:
		return fail("the accelerator's rules have", "go on with e2train "+began.Version+", or start a new run in another folder")
	case began.Version != r.record.Version:
		r.observer.Note(fmt.Sprintf("note: the run began with e2train %s, this is %s; results can differ", began.Version, r.record.Version))
	}
	return nil
}

// ReadRecord reads config.json of a run directory. The error wraps [rundir.ErrNoRun] if there is none, and
// [recipe.ErrRecord] if it is not a good one.
func ReadRecord(dir string) (*recipe.Record, error) {
	text, err := rundir.ReadConfig(dir)
	if err != nil {
		return nil, err
	}
	record, err := recipe.ParseRecord(text)
	if err != nil {
		return nil, &rundir.Error{
			Op: "read", Path: filepath.Join(dir, rundir.ConfigName), Err: err,
			Fix: "put the original file back, or start a new run in another folder",
		}
	}
	return record, nil
}
