// SPDX-License-Identifier: Apache-2.0

package driver

import (
	"errors"
	"fmt"
)

// Causes of errors about boards, for errors.Is.
var (
	ErrLost      = errors.New("the device is lost")
	ErrTimeout   = errors.New("the device did not answer in time")
	ErrReset     = errors.New("the accelerator was reset during a launch")
	ErrBitstream = errors.New("wrong bitstream")
	ErrDataPath  = errors.New("the accelerator sees other bytes in memory than the host")
)

// FaultError is what went wrong with a board, and what its user can do about that. It wraps Err.
type FaultError struct {
	Device string // address
	Op     string // what was attempted, and on what
	Err    error
	Remedy string
}

func (e *FaultError) Error() string {
	return fmt.Sprintf("%s: %s: %v; remedy: %s", e.Device, e.Op, e.Err, e.Remedy)
}

// Unwrap returns the cause.
func (e *FaultError) Unwrap() error { return e.Err }
