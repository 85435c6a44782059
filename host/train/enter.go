// SPDX-License-Identifier: Apache-2.0

package train

import (
	"errors"
	"fmt"
	"path/filepath"

	"github.com/e2train/e2train/driver"
	"github.com/e2train/e2train/host/recipe"
	"github.com/e2train/e2train/host/rundir"
	"github.com/e2train/e2train/rtl/isa"
	"github.com/e2train/e2train/sim/baseline"
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
	case began.Config != onDevice(r.Config, began.Config.Device):
		return fail("the configuration has", "resume without flags, or start a new run in another folder")
	case began.Config.Device != r.Config.Device && !sameResults(r.Info.Kind, began.Config.Device):
		return fail("results on "+r.Config.Device+" would not be those of "+began.Config.Device+": the arithmetic has", "resume on a device that runs programs, or start a new run in another folder")
	case began.DataSHA256 != r.record.DataSHA256:
		return fail("the images of "+r.Config.Data+" have", "put the old ones back, or start a new run in another folder")
	case began.Contract != r.record.Contract:
		return fail("the accelerator's rules have", "go on with e2train "+began.Version+", or start a new run in another folder")
	case began.Version != r.record.Version:
		r.observer.Note(fmt.Sprintf("note: the run began with e2train %s, this is %s; results can differ", began.Version, r.record.Version))
	}
	if began.Config.Device != r.Config.Device {
		r.changeDevice(began.Config.Device)
	}
	return nil
}

// changeDevice takes note that the run began on another device, which stays part of its identity.
func (r *runner) changeDevice(began string) {
	same := "weights stay the same"
	if r.Config.PSG.On {
		same = "weights stay the same if both have the same configuration, whose tiles are skipped"
	}
	r.observer.Note(fmt.Sprintf("note: the run began on %s and goes on on %s; %s, cycles and joules are sums over both", began, r.Config.Device, same))
	r.record.Config.Device = began
}

// onDevice returns a configuration with another device.
func onDevice(c recipe.Config, device string) recipe.Config {
	c.Device = device
	return c
}

// sameResults reports whether a run that began on one device may go on on one of the given kind: all that run programs compute the
// same integers. The other device need not be there any more.
func sameResults(kind driver.Kind, began string) bool {
	a, err := driver.ParseAddress(began)
	return err == nil && kind.RunsPrograms() == nil && a.Scheme != "cpu" && a.Target != baseline.Name
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
