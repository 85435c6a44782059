// SPDX-License-Identifier: Apache-2.0

package replay

import (
	"errors"
	"fmt"
)

// Causes of errors about files, for errors.Is.
var (
	ErrForeign   = errors.New("this is no file of a launch")
	ErrTruncated = errors.New("the file of a launch is cut off")
	ErrDamaged   = errors.New("the file of a launch is damaged")
	ErrVersion   = errors.New("the file of a launch is of another version")
)

// FileError says what is wrong with a file and at which byte.
type FileError struct {
	Cause  error // one of the above
	At     int   // of the file, or of its content once that is unpacked
	Reason string
}

func (e *FileError) Error() string { return fmt.Sprintf("%v: at byte %d: %s", e.Cause, e.At, e.Reason) }

// Unwrap returns the cause.
func (e *FileError) Unwrap() error { return e.Cause }

func fail(cause error, at int, format string, args ...any) error {
	return &FileError{cause, at, fmt.Sprintf(format, args...)}
}
