// SPDX-License-Identifier: Apache-2.0

package rundir

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
)

// Log is a file of JSON lines that grows.
type Log struct {
	file   *os.File
	length int64
}

// OpenLog opens a log at the given length: what is behind it is cut off. The error wraps [ErrLogShort] if the file is
// shorter than that, or is that of the operating system.
func (d *Dir) OpenLog(name string, length int64) (*Log, error) {
	path := filepath.Join(d.path, name)
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE, 0o666)
	if err != nil {
		return nil, fileError("open log", path, err)
	}
	l := &Log{f, length}
	if err := l.cut(); err != nil {
		f.Close()
		return nil, err
	}
	return l, nil
}

// cut brings the file to the log's length.
func (l *Log) cut() error {
	info, err := l.file.Stat()
	if err != nil {
		return fileError("open log", l.file.Name(), err)
	}
	if info.Size() < l.length {
		return &Error{
			Op: "resume log", Path: l.file.Name(), Err: fmt.Errorf("%w: %d of %d bytes", ErrLogShort, info.Size(), l.length),
			Fix: "put the complete file back, or start a new run in another folder",
		}
	}
	if err := l.file.Truncate(l.length); err != nil {
		return fileError("cut log", l.file.Name(), err)
	}
	return nil
}

// Append writes v as one line.
func (l *Log) Append(v any) error {
	line, err := json.Marshal(v)
	if err != nil {
		return &Error{Op: "write line to", Path: l.file.Name(), Err: err, Fix: "report this: a value has no JSON form"}
	}
	line = append(line, '\n')
	if _, err := l.file.WriteAt(line, l.length); err != nil {
		l.file.Truncate(l.length) // half a line; if this fails too, the next opening cuts it off
		return fileError("write to", l.file.Name(), err)
	}
	l.length += int64(len(line))
	return nil
}

// Length returns the number of bytes that were written in whole lines.
func (l *Log) Length() int64 { return l.length }

// Sync makes all lines last.
func (l *Log) Sync() error { return fileError("sync", l.file.Name(), l.file.Sync()) }

// Close closes the file.
func (l *Log) Close() error { return fileError("close", l.file.Name(), l.file.Close()) }
