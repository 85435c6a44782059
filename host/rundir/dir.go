// SPDX-License-Identifier: Apache-2.0

package rundir

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// Dir is a run directory that this process writes to.
type Dir struct {
	path string
	lock *os.File
}

// Create makes a run directory with its missing parents, or takes an empty folder, and locks it. The error wraps
// [ErrNotEmpty], [ErrLocked] or that of the operating system.
func Create(path string) (*Dir, error) {
	if err := checkEmpty(path); err != nil {
		return nil, err
	}
	if err := os.MkdirAll(path, 0o777); err != nil {
		return nil, fileError("create run directory", path, err)
	}
	lock, err := takeLock(path)
	if err != nil {
		return nil, err
	}
	if err := checkEmpty(path); err != nil { // another process may have been first
		lock.Close()
		return nil, err
	}
	return &Dir{path, lock}, nil
}

// Open locks an existing run directory, to go on with its run. The error wraps [ErrNoRun], [ErrLocked] or that of the
// operating system.
func Open(path string) (*Dir, error) {
	if _, err := ReadConfig(path); err != nil {
		return nil, err
	}
	lock, err := takeLock(path)
	if err != nil {
		return nil, err
	}
	d := &Dir{path, lock}
	d.removeTemporary()
	return d, nil
}

// Close gives the lock back. Logs are closed on their own.
func (d *Dir) Close() error { return fileError("unlock", d.path, d.lock.Close()) }

// Path returns the folder as it was given.
func (d *Dir) Path() string { return d.path }

// IsVacant reports whether a new run could be created at path: nothing is there, or a folder without files.
func IsVacant(path string) bool { return checkEmpty(path) == nil }

// ReadConfig returns config.json. The error wraps [ErrNoRun] if there is none.
func ReadConfig(path string) ([]byte, error) {
	name := filepath.Join(path, ConfigName)
	data, err := os.ReadFile(name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, &Error{
			Op: "open run directory", Path: path, Err: ErrNoRun,
			Fix: "check the path: a run directory has a " + ConfigName,
		}
	}
	return data, fileError("read", name, err)
}

// ReadLedger returns ledger.json. The error wraps [ErrNoRun] if there is no run, [ErrNoLedger] if it has not ended.
func ReadLedger(path string) ([]byte, error) {
	return readLast(path, "ledger", LedgerName, ErrNoLedger)
}

// ReadSummary returns summary.json. The error wraps [ErrNoRun] if there is no run, [ErrNoSummary] if it has not ended.
func ReadSummary(path string) ([]byte, error) {
	return readLast(path, "summary", SummaryName, ErrNoSummary)
}

// readLast returns a file that a run writes when it ends.
func readLast(path, what, file string, missing error) ([]byte, error) {
	if _, err := ReadConfig(path); err != nil {
		return nil, err
	}
	name := filepath.Join(path, file)
	data, err := os.ReadFile(name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, &Error{
			Op: "open " + what + " of", Path: path, Err: missing,
			Fix: "go on with the run to its end by --resume; it writes " + file + " then",
		}
	}
	return data, fileError("read", name, err)
}

// checkEmpty reports that files of somebody else are at path. A lock and temporary files, which a run that was killed
// at its very beginning leaves behind, do not count.
func checkEmpty(path string) error {
	entries, err := os.ReadDir(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fileError("create run directory", path, err)
	}
	for _, e := range entries {
		if !isLeftover(e.Name()) {
			return &Error{
				Op: "create run directory", Path: path, Err: ErrNotEmpty,
				Fix: "choose another folder, or add --resume to go on with the run in this one",
			}
		}
	}
	return nil
}

func isLeftover(name string) bool { return name == lockName || strings.HasPrefix(name, tempPrefix) }

// removeTemporary deletes what a killed process was about to rename. Failing to do so harms nothing.
func (d *Dir) removeTemporary() {
	names, _ := filepath.Glob(filepath.Join(d.path, tempPrefix+"*"))
	for _, name := range names {
		os.Remove(name)
	}
}
