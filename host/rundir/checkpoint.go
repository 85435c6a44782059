// SPDX-License-Identifier: Apache-2.0

package rundir

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/e2train/e2train/host/checkpoint"
)

// SaveCheckpoint replaces the checkpoint by c and keeps the one it replaces as the previous one. After an error both
// are as they were, or at least one of them is there under one of the two names.
func (d *Dir) SaveCheckpoint(c *checkpoint.Checkpoint) error {
	data, err := c.Encode()
	if err != nil {
		return &Error{Op: "save", Path: filepath.Join(d.path, CheckpointName), Err: err, Fix: "report this"}
	}
	temp, err := d.writeTemporary(CheckpointName, data)
	if err != nil {
		return err
	}
	if err := d.rename(CheckpointName, PreviousName); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return d.rename(temp, CheckpointName)
}

// SetAside renames a checkpoint that cannot be used, so that the next save does not put it in the place of the good
// previous one.
func (d *Dir) SetAside() error {
	err := d.rename(CheckpointName, CorruptName)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}

// LoadCheckpoint returns the newest usable checkpoint of the run directory at path that accept agrees to, which gives
// its reason otherwise. If that is the previous one, passed says why the newest was not used.
//
// The error wraps [ErrNoCheckpoint] if there is none at all, and [ErrCheckpoint] and the reason if none is usable. It names the
// file and says what to do.
func LoadCheckpoint(path string, accept func(*checkpoint.Checkpoint) error) (c *checkpoint.Checkpoint, passed, err error) {
	newest := filepath.Join(path, CheckpointName)
	previous := filepath.Join(path, PreviousName)
	c, reason := readCheckpoint(newest, accept)
	if reason == nil {
		return c, nil, nil
	}
	if isFinal(reason) {
		return nil, nil, fileError("read", newest, reason)
	}
	c, second := readCheckpoint(previous, accept)
	if second == nil {
		return c, fmt.Errorf("%s: %w", newest, reason), nil
	}
	if isFinal(second) {
		return nil, nil, fileError("read", previous, second)
	}
	return nil, nil, unusable(newest, previous, reason, second)
}

// readCheckpoint reads one file and asks accept.
func readCheckpoint(name string, accept func(*checkpoint.Checkpoint) error) (*checkpoint.Checkpoint, error) {
	data, err := os.ReadFile(name)
	if err != nil {
		return nil, err
	}
	c, err := checkpoint.Decode(data)
	if err != nil {
		return nil, err
	}
	return c, accept(c)
}

// isFinal reports whether another file cannot help: this one may be good, and could not be read.
func isFinal(err error) bool {
	var pathErr *fs.PathError
	return errors.As(err, &pathErr) && !errors.Is(err, fs.ErrNotExist)
}

// unusable is the error about two files of which neither can be used.
func unusable(newest, previous string, first, second error) error {
	dir := filepath.Dir(newest)
	switch {
	case errors.Is(first, fs.ErrNotExist) && errors.Is(second, fs.ErrNotExist):
		return &Error{
			Op: "load checkpoint of", Path: dir, Err: ErrNoCheckpoint,
			Fix: "the run has not got that far: go on with it by --resume",
		}
	case errors.Is(first, fs.ErrNotExist):
		newest, first = previous, second
	}
	fix := "put a good copy back, or delete it and " + PreviousName + " to let --resume begin again"
	switch {
	case errors.Is(first, checkpoint.ErrVersion):
		fix = "go on with the version of e2train that wrote it"
	case errors.Is(first, ErrOtherRun):
		fix = "config.json is not the one that the checkpoint was written under: put that one back"
	}
	return &Error{Op: "load", Path: newest, Err: fmt.Errorf("%w: %w", ErrCheckpoint, first), Fix: fix}
}
