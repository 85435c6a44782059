// SPDX-License-Identifier: Apache-2.0

package htmlreport

import (
	"errors"

	"github.com/e2train/e2train/host/rundir"
)

// Causes of errors about run directories, beside those of packages rundir, recipe, ledger and report.
var (
	// ErrLine: a line of a log is not what such a line is.
	ErrLine = errors.New("not a line of this log")
	// ErrMissing: the run has ended, and a file is not there.
	ErrMissing = errors.New("file of a run is missing")
	// ErrTwice: a run directory is named twice.
	ErrTwice = errors.New("the same run directory")
	// ErrMixed: files of one directory contradict each other.
	ErrMixed = errors.New("files are not of one run")
)

// broken is the error about a file of a run directory.
func broken(path string, err error, fix string) error {
	return &rundir.Error{Op: "read", Path: path, Err: err, Fix: fix}
}
