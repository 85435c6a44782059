// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"errors"
	"fmt"
	"os/exec"

	"github.com/e2train/e2train/driver"
	"github.com/e2train/e2train/driver/link"
	"github.com/e2train/e2train/driver/power"
	"github.com/e2train/e2train/driver/replay"
	"github.com/e2train/e2train/host/data"
	"github.com/e2train/e2train/host/explain"
	"github.com/e2train/e2train/host/recipe"
	"github.com/e2train/e2train/host/rundir"
	"github.com/e2train/e2train/host/trace"
	"github.com/e2train/e2train/host/train"
	"github.com/e2train/e2train/models"
)

// Exit codes.
const (
	exitDone        = 0
	exitFailed      = 1
	exitUsage       = 2
	exitDifference  = 3
	exitNoTool      = 4
	exitInterrupted = 130
)

// errDifference is the error of a comparison that found one.
var errDifference = errors.New("a difference was found")

// usageError is about the command line.
type usageError struct {
	text string
	err  error // may be nil
}

func (e *usageError) Error() string { return e.text }

func (e *usageError) Unwrap() error { return e.err }

func usagef(format string, args ...any) error { return &usageError{text: fmt.Sprintf(format, args...)} }

// hintError is an error after which there is something to do.
type hintError struct {
	error
	hint string // printed on lines of its own
}

func (e *hintError) Unwrap() error { return e.error }

// exitCode returns the exit code that an error stands for.
func exitCode(err error) int {
	switch {
	case err == nil:
		return exitDone
	case errors.Is(err, train.ErrInterrupted), errors.Is(err, context.Canceled):
		return exitInterrupted
	case errors.Is(err, errDifference), errors.Is(err, replay.ErrDifference):
		return exitDifference
	case errors.Is(err, exec.ErrNotFound):
		return exitNoTool
	case isUsage(err):
		return exitUsage
	}
	return exitFailed
}

// isUsage reports whether the command line is to blame: its form, its values, a name that does not exist, or a folder that
// is taken.
func isUsage(err error) bool {
	var usage *usageError
	if errors.As(err, &usage) || isUnknownData(err) {
		return true
	}
	for _, cause := range []error{
		recipe.ErrValue, models.ErrUnknown, driver.ErrAddress, driver.ErrReference, rundir.ErrNotEmpty, explain.ErrLayer, explain.ErrPass,
		trace.ErrUntraceable, link.ErrOtherDevice, power.ErrAddress,
	} {
		if errors.Is(err, cause) && !errors.Is(err, recipe.ErrRecord) {
			return true
		}
	}
	return false
}

// isUnknownData reports whether a data set has a name that does not exist. Its files may have unknown names too, which is
// another matter.
func isUnknownData(err error) bool {
	var e *data.Error
	return errors.As(err, &e) && e.Op == "open" && errors.Is(e.Err, data.ErrUnknown)
}
