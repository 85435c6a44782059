// SPDX-License-Identifier: Apache-2.0

package nn

import (
	"errors"
	"fmt"
)

// The causes of errors of this package.
var (
	ErrShape     = errors.New("shapes do not fit")                   // a tensor or a layer with impossible dimensions
	ErrNotFinite = errors.New("not finite")                          // an infinity or NaN where numbers are needed
	ErrSaturated = errors.New("integer result saturated")            // a device result that a proven bound excludes
	ErrOrder     = errors.New("backward without a training forward") // nothing was kept to go back through
	ErrLabel     = errors.New("label out of range")                  // a class that the network does not have
)

// LayerError says in which layer, and during what, an error happened.
type LayerError struct {
	Layer string // name as in [Network.Convs], or of another layer
	Op    string // "forward", "backward", ...
	Err   error
}

// Error implements error.
func (e *LayerError) Error() string { return e.Op + " of " + e.Layer + ": " + e.Err.Error() }

// Unwrap returns the cause.
func (e *LayerError) Unwrap() error { return e.Err }

// layerError returns err in the context of a layer, or nil for nil.
func layerError(layer, op string, err error) error {
	if err == nil {
		return nil
	}
	return &LayerError{Layer: layer, Op: op, Err: err}
}

// shapeError returns an error that wraps ErrShape.
func shapeError(format string, args ...any) error {
	return fmt.Errorf(format+": %w", append(args, ErrShape)...)
}
