// SPDX-License-Identifier: Apache-2.0

package train

import (
	"encoding/json"
	"fmt"

	"github.com/e2train/e2train/driver"
	"github.com/e2train/e2train/host/checkpoint"
	"github.com/e2train/e2train/host/rundir"
	"github.com/e2train/e2train/host/session"
	"github.com/e2train/e2train/rtl/isa"
)

// OpenSaved opens what the run in a directory names, with the weights of its newest usable checkpoint, and returns the
// number of iterations they were trained for. It changes nothing in the directory. note is told if the newest
// checkpoint was passed over. opener opens the device.
func OpenSaved(dir string, opener func(address string) (driver.Device, error), note func(text string)) (*session.Session, int64, error) {
	record, err := ReadRecord(dir)
	if err != nil {
		return nil, 0, err
	}
	if record.Contract != isa.Version {
		return nil, 0, &rundir.Error{
			Op: "evaluate", Path: dir, Err: fmt.Errorf("the accelerator's rules have %w", ErrChanged), Fix: "use e2train " + record.Version,
		}
	}
	identity, err := record.Hash()
	if err != nil {
		return nil, 0, err
	}
	s, err := session.OpenOn(record.Config, opener)
	if err != nil {
		return nil, 0, err
	}
	c, err := loadSaved(s, dir, identity, record.DataSHA256, note)
	if err != nil {
		s.Close()
		return nil, 0, err
	}
	return s, c.Header.Step, nil
}

func loadSaved(s *session.Session, dir, identity, images string, note func(text string)) (*checkpoint.Checkpoint, error) {
	if s.DataSHA256() != images {
		return nil, &rundir.Error{
			Op: "evaluate", Path: dir, Err: fmt.Errorf("the images of %s have %w", s.Config.Data, ErrChanged), Fix: "put the old ones back",
		}
	}
	c, passed, err := rundir.LoadCheckpoint(dir, func(c *checkpoint.Checkpoint) error { return usable(c, s, identity) })
	if err != nil {
		return nil, err
	}
	if passed != nil {
		note(fmt.Sprintf("warning: %v; using the checkpoint before it, of step %d", passed, c.Header.Step))
	}
	return c, s.Restore(c.Tensors)
}

// usable reports why a checkpoint is not one of the run with that identity, or nil.
func usable(c *checkpoint.Checkpoint, s *session.Session, identity string) error {
	if c.Header.Config != identity {
		return rundir.ErrOtherRun
	}
	var t totals
	if err := json.Unmarshal(c.Header.Totals, &t); err != nil {
		return fmt.Errorf("totals: %w", err)
	}
	return s.Fits(c.Tensors)
}
