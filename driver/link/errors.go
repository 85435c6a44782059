// SPDX-License-Identifier: Apache-2.0

package link

import (
	"errors"
	"fmt"
)

// Causes of errors about recordings, for errors.Is.
var (
	ErrForeign   = errors.New("this is no recording of a link")
	ErrTruncated = errors.New("the recording is cut off")
	ErrDamaged   = errors.New("the recording is damaged")
	ErrVersion   = errors.New("the recording is of another version")
	ErrWrite     = errors.New("the recording cannot be written")
)

// FileError says what is wrong with a recording, and how much of it could be read.
type FileError struct {
	Cause   error // one of the above
	Packet  int   // at fault, as Wireshark counts, from 1
	Offset  int64 // of the block at fault in the file
	Last    Code  // kind of the last record that could be read, 0 if there is none
	Records int   // that could be read
	Reason  string
}

func (e *FileError) Error() string {
	read := "nothing could be read before"
	if e.Records > 0 {
		read = fmt.Sprintf("%d records could be read before, the last is a %s", e.Records, e.Last)
	}
	return fmt.Sprintf("%v: packet %d, at byte %d: %s; %s", e.Cause, e.Packet, e.Offset, e.Reason, read)
}

// Unwrap returns the cause.
func (e *FileError) Unwrap() error { return e.Cause }

// problem is something wrong with a record or block, wherever it is.
type problem struct {
	cause  error
	reason string
}

func (p *problem) Error() string { return fmt.Sprintf("%v: %s", p.cause, p.reason) }

// Unwrap returns the cause.
func (p *problem) Unwrap() error { return p.cause }

func fail(cause error, format string, args ...any) error {
	return &problem{cause, fmt.Sprintf(format, args...)}
}
