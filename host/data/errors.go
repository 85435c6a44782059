// SPDX-License-Identifier: Apache-2.0

package data

import (
	"compress/flate"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"strconv"
)

// Causes. Every error of this package wraps one of these, an error of the
// operating system such as fs.ErrNotExist, or the cause of a cancelled context.
var (
	// ErrFormat: the bytes are not what the format demands.
	ErrFormat = errors.New("wrong format")
	// ErrTruncated: the file ends before the data its header promises.
	ErrTruncated = errors.New("file is truncated")
	// ErrTooLarge: a header claims more than this package agrees to allocate.
	ErrTooLarge = errors.New("too large")
	// ErrMismatch: two parts of a data set disagree, such as counts or sizes.
	ErrMismatch = errors.New("parts disagree")
	// ErrLabel: a label is not below the number of classes.
	ErrLabel = errors.New("label out of range")
	// ErrEmpty: a set, or a class of a folder, has no images.
	ErrEmpty = errors.New("no images")
	// ErrUnknown: a specification or class name is not known.
	ErrUnknown = errors.New("unknown name")
	// ErrConfig: an argument is outside its range.
	ErrConfig = errors.New("argument out of range")
	// ErrClosed: the Stream was closed.
	ErrClosed = errors.New("stream is closed")
)

// Error is the type of every error that this package returns, except io.EOF
// at the end of a Stream.
type Error struct {
	Op   string // what was attempted, such as "read labels"
	Path string // on what: a file, folder, specification or set
	Err  error  // why it failed; wraps one of the causes above
	Fix  string // what to do about it
}

// Error says what was attempted, on what, why it failed and what to do.
func (e *Error) Error() string {
	return fmt.Sprintf("data: %s %s: %v; %s", e.Op, strconv.Quote(e.Path), e.Err, e.Fix)
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }

// readCause maps the error of a reader in the middle of a file to a cause.
func readCause(err error) error {
	var corrupt flate.CorruptInputError
	switch {
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return ErrTruncated
	case errors.Is(err, gzip.ErrHeader), errors.Is(err, gzip.ErrChecksum), errors.As(err, &corrupt):
		return fmt.Errorf("%w: %w", ErrFormat, err)
	}
	return err
}
