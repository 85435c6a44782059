// SPDX-License-Identifier: Apache-2.0

package train

import (
	"errors"
	"fmt"
)

var (
	// ErrInterrupted: the run was asked to stop, and its state is saved.
	ErrInterrupted = errors.New("interrupted")
	// ErrChanged: what a run is to be resumed with is not what it began with.
	ErrChanged = errors.New("changed since the run began")
)

// DivergedError says where training produced an infinity or NaN. It wraps nn.ErrNotFinite.
type DivergedError struct {
	Step  int64
	Saved int64   // the step of the newest checkpoint, 0 for none
	Loss  float64 // the last finite one, NaN if there was none
	Rate  float32
	Err   error
}

// Error implements error.
func (e *DivergedError) Error() string {
	saved := "nothing was saved yet"
	if e.Saved > 0 {
		saved = fmt.Sprintf("the state after step %d is saved", e.Saved)
	}
	return fmt.Sprintf("training diverged in step %d (learning rate %g, last loss %.4g): %v; start a new run with a smaller --lr, or more --batch; %s",
		e.Step, e.Rate, e.Loss, e.Err, saved)
}

// Unwrap returns the cause.
func (e *DivergedError) Unwrap() error { return e.Err }
