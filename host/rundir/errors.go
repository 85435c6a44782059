// SPDX-License-Identifier: Apache-2.0

package rundir

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"syscall"
)

// Causes. Every error of this package wraps one of these or an error of the operating system.
var (
	// ErrNotEmpty: a new run would mix its files with others.
	ErrNotEmpty = errors.New("folder is not empty")
	// ErrLocked: another process writes to the folder.
	ErrLocked = errors.New("another process is using this run directory")
	// ErrNoRun: there is no run in the folder.
	ErrNoRun = errors.New("no run here")
	// ErrNoCheckpoint: the run has not saved a state yet.
	ErrNoCheckpoint = errors.New("no checkpoint yet")
	// ErrNoLedger: the run has not come to its end, or was run by a version that kept no ledger.
	ErrNoLedger = errors.New("no ledger yet")
	// ErrNoSummary: the run has not come to its end, or the file is gone.
	ErrNoSummary = errors.New("no summary yet")
	// ErrCheckpoint: there are checkpoints, and none can be used.
	ErrCheckpoint = errors.New("no usable checkpoint")
	// ErrOtherRun: a checkpoint belongs to a run with another configuration.
	ErrOtherRun = errors.New("belongs to another run")
	// ErrLogShort: a log has lost lines that a checkpoint counts on.
	ErrLogShort = errors.New("log is shorter than its checkpoint says")
)

// Error says what was attempted, on which file or folder, why it failed and what to do.
type Error struct {
	Op   string // such as "create run directory"
	Path string
	Err  error
	Fix  string
}

// Error implements error.
func (e *Error) Error() string {
	return fmt.Sprintf("%s %s: %v; %s", e.Op, e.Path, cause(e.Err), e.Fix)
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }

// cause drops the operation and path of an error of package os when the message around it has them already.
func cause(err error) error {
	if pathErr, ok := err.(*fs.PathError); ok {
		return pathErr.Err
	}
	if linkErr, ok := err.(*os.LinkError); ok {
		return linkErr.Err
	}
	return err
}

// fileError adds to an error of the operating system what to do about it.
func fileError(op, path string, err error) error {
	if err == nil {
		return nil
	}
	return &Error{Op: op, Path: path, Err: err, Fix: remedy(err)}
}

func remedy(err error) string {
	switch {
	case errors.Is(err, syscall.ENOSPC), errors.Is(err, syscall.EDQUOT):
		return "make room on the disk, then go on with --resume"
	case errors.Is(err, syscall.EFBIG):
		return "raise the limit of file sizes (ulimit -f), then go on with --resume"
	case errors.Is(err, fs.ErrPermission), errors.Is(err, syscall.EROFS):
		return "choose a folder that can be written and read, or change its permissions"
	case errors.Is(err, syscall.ENOTDIR), errors.Is(err, fs.ErrExist):
		return "choose another folder: part of this path is a file"
	}
	return "check the folder and the disk it is on"
}
