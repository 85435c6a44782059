// SPDX-License-Identifier: Apache-2.0

package trace

import (
	"bufio"
	"fmt"
	"os"
	"path/filepath"
)

// file is a file that appears under its name when it is complete.
type file struct {
	*bufio.Writer
	temp *os.File
	path string
}

// create begins a temporary file beside path.
func create(path string) (*file, error) {
	temp, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+".*")
	if err != nil {
		return nil, fmt.Errorf("write %s: %w", path, err)
	}
	return &file{bufio.NewWriterSize(temp, 1<<16), temp, path}, nil
}

// commit gives the file its name. After an error nothing is left of it.
func (f *file) commit() error {
	err := f.Flush()
	if err == nil {
		err = f.temp.Chmod(0o644) // temporary files are their owner's alone
	}
	if closing := f.temp.Close(); err == nil {
		err = closing
	}
	if err == nil {
		err = os.Rename(f.temp.Name(), f.path)
	}
	if err != nil {
		os.Remove(f.temp.Name())
		return fmt.Errorf("write %s: %w", f.path, err)
	}
	return nil
}

// discard removes what was written.
func (f *file) discard() {
	f.temp.Close()
	os.Remove(f.temp.Name())
}
