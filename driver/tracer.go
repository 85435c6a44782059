// SPDX-License-Identifier: Apache-2.0

package driver

import (
	"github.com/e2train/e2train/rtl/isa"
	"github.com/e2train/e2train/sim/timing"
)

// Tracer is implemented by devices that can tell when each instruction of a launch ran.
type Tracer interface {
	// Trace has the launches that follow traced by t, until it is called with nil. It waits for launches in progress and
	// returns ErrClosed when the device is closed.
	Trace(t *Trace) error
}

// Trace is told what a launch did after its end, before Launch returns: Begin, Instruction for every instruction, each
// engine's in order, and End. A launch that is rejected is not traced. The functions must not use the device.
type Trace struct {
	Begin       func(code *isa.Program)
	Instruction func(timing.Event)
	End         func(timing.Result)
}
