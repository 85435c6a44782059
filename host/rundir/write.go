// SPDX-License-Identifier: Apache-2.0

package rundir

import (
	"os"
	"path/filepath"
)

// WriteFile writes a file of the run directory as a whole or not at all: to a temporary file that is synced and renamed.
func (d *Dir) WriteFile(name string, data []byte) error {
	temp, err := d.writeTemporary(name, data)
	if err != nil {
		return err
	}
	return d.rename(temp, name)
}

// writeTemporary writes and syncs a temporary file and returns its name. After an error there is none.
func (d *Dir) writeTemporary(name string, data []byte) (temp string, err error) {
	temp = tempPrefix + name
	path := filepath.Join(d.path, temp)
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o666)
	if err != nil {
		return "", fileError("write", filepath.Join(d.path, name), err)
	}
	if err := writeSynced(f, data); err != nil {
		os.Remove(path)
		return "", fileError("write", filepath.Join(d.path, name), err)
	}
	return temp, nil
}

func writeSynced(f *os.File, data []byte) error {
	_, err := f.Write(data)
	if err == nil {
		err = f.Sync()
	}
	if closing := f.Close(); err == nil {
		err = closing
	}
	return err
}

// rename gives a file of the folder another name and makes that last.
func (d *Dir) rename(from, to string) error {
	target := filepath.Join(d.path, to)
	if err := os.Rename(filepath.Join(d.path, from), target); err != nil {
		return fileError("replace", target, err)
	}
	return d.sync()
}

// sync makes the names of the folder's files last.
func (d *Dir) sync() error {
	f, err := os.Open(d.path)
	if err != nil {
		return fileError("sync", d.path, err)
	}
	defer f.Close()
	return fileError("sync", d.path, f.Sync())
}
