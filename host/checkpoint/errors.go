// SPDX-License-Identifier: Apache-2.0

package checkpoint

import (
	"errors"
	"fmt"
)

// Causes of the errors of [Decode].
var (
	ErrForeign   = errors.New("not a checkpoint of e2train")
	ErrVersion   = errors.New("written by another version of e2train")
	ErrTruncated = errors.New("file is truncated")
	ErrDamaged   = errors.New("file is damaged")
)

// ErrTooLarge means a state that the format cannot hold.
var ErrTooLarge = errors.New("too large for a checkpoint")

// Error says at which byte of a checkpoint reading stopped, and why.
type Error struct {
	Offset int
	Detail string // what was found there, may be empty
	Err    error  // one of the causes of this package
}

// Error implements error.
func (e *Error) Error() string {
	if e.Detail == "" {
		return fmt.Sprintf("%v (byte %d)", e.Err, e.Offset)
	}
	return fmt.Sprintf("%v (byte %d: %s)", e.Err, e.Offset, e.Detail)
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }

func fail(cause error, offset int, format string, args ...any) error {
	return &Error{Offset: offset, Detail: fmt.Sprintf(format, args...), Err: cause}
}
