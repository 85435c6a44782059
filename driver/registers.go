// SPDX-License-Identifier: Apache-2.0

package driver

import "github.com/e2train/e2train/rtl/isa"

// RegisterTracer is implemented by devices that reach hardware through registers and can tell what crosses.
type RegisterTracer interface {
	// TraceRegisters has told called after every access that follows, in their order, until it is called with nil. Told must not
	// use the device. TraceRegisters waits for launches in progress and returns ErrClosed when the device is closed.
	TraceRegisters(told func(RegisterAccess)) error
}

// RegisterAccess is one access to a register of an accelerator.
type RegisterAccess struct {
	Register isa.Register
	Write    bool
	Value    uint32 // that was written or read
}
