// SPDX-License-Identifier: Apache-2.0

package board

import (
	"time"

	"github.com/e2train/e2train/driver/internal/kernfile"
	"github.com/e2train/e2train/driver/internal/regs"
)

// DRAM moves bytes between the host and the memory that the accelerator sees. Addresses are the accelerator's, within the link's
// memory. What was written is seen by launches that start later, and what launches stored is read. Several goroutines may call it.
type DRAM interface {
	Read(p []byte, address uint64) error
	Write(p []byte, address uint64) error
}

// Events tells of interrupts.
type Events interface {
	// Arm lets the next interrupt through.
	Arm() error
	// Await waits for an interrupt and reports whether one came. An earlier one, of a launch that is over, may come late.
	Await(timeout time.Duration) (bool, error)
}

// Link is an open way to a board.
type Link struct {
	Address   string
	Kernel    kernfile.Kernel
	Registers kernfile.Registers        // nil with Accesses
	Accesses  func([]regs.Access) error // makes accesses in order, where they cross a link that can fail; nil with Registers
	Events    Events
	DRAM      DRAM
	Base      uint64        // device address of the first byte of memory
	Size      int64         // bytes of memory
	Port      string        // that the accelerator reaches memory through: hp, hpc or card
	Config    string        // that the board must have, or empty
	ClockHz   int           // of the accelerator, 0 for that of its configuration
	Note      string        // for the version, or empty
	Timeout   time.Duration // of a launch, 0 for LaunchTimeout
	Probe     func() error  // looks whether all memory is there, nil if that is known
	Close     func() error
}
