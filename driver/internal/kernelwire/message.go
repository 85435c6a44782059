// SPDX-License-Identifier: Apache-2.0

package kernelwire

import (
	"errors"
	"io/fs"
	"time"

	"golang.org/x/sys/unix"
)

// op is one of the calls.
type op uint8

const (
	opOpen op = iota + 1
	opClose
	opPread
	opPwrite
	opRead
	opWrite
	opPoll
	opIoctl
	opRegisters
	opLoad
	opStore
	opUnmap
	opShare
	opNow
)

// request is a call. Which fields count depends on it.
type request struct {
	Op      op
	Handle  int    // of a file, or of mapped registers
	Path    string // to open
	Number  int64  // offset, flags, length or ioctl request
	Length  int    // bytes to read or to map
	Value   uint32 // to store
	Timeout time.Duration
	Data    []byte // to write
}

// reply answers a call.
type reply struct {
	Number int64 // bytes moved, handle, time, or what was loaded
	Ready  bool
	Path   string // of a file to map, or of one that an error is about
	Data   []byte
	Call   string // that failed
	Errno  uint32 // 0 if it did not
}

// fail puts an error into a reply.
func (r *reply) fail(err error) {
	var path *fs.PathError
	if errors.As(err, &path) {
		r.Call, r.Path = path.Op, path.Path
	}
	errno := unix.EIO
	errors.As(err, &errno)
	r.Errno = uint32(errno)
}

// err returns the error in a reply.
func (r *reply) err() error {
	if r.Errno == 0 {
		return nil
	}
	return &fs.PathError{Op: r.Call, Path: r.Path, Err: unix.Errno(r.Errno)}
}
