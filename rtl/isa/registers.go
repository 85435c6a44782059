// SPDX-License-Identifier: Apache-2.0

package isa

import (
	"fmt"
	"strings"
)

// Version is the version of this contract; hardware of another version is refused.
const Version = 1

// ID is the constant of register ID, "E2TR" read as little-endian bytes.
const ID = 0x52543245

// Register is a byte offset on the AXI4-Lite port. All registers are 32 bit; 64-bit values take two, low word first.
type Register uint32

// The registers. RO: writes are ignored.
const (
	RegID         Register = 0x000 // RO: ID
	RegVersion    Register = 0x004 // RO: Version
	RegConfigHash Register = 0x008 // RO: Config.Hash
	RegControl    Register = 0x00c // see the Control bits; reads 0
	RegStatus     Register = 0x010 // RO: see the Status bits
	RegErrorPlace Register = 0x014 // RO: ErrorPlace of the first error
	RegErrorAddr  Register = 0x018 // RO, 64 bit: byte address of the burst with the first RRESP or BRESP error
	RegIrqEnable  Register = 0x020 // bit 0: interrupt while DONE or an error is set
	RegIrqClear   Register = 0x024 // write 1 to bit 0: drop the interrupt; status stays until the next START
	RegAxi        Register = 0x028 // AxiAttributes of the master
	RegDescriptor Register = 0x030 // 64 bit: byte address of the first descriptor, a multiple of DescriptorAlign
	RegMaxAbs     Register = 0x038 // RO, 64 bit: running maximum of |stored value| of this launch, 0 at START
	RegFreeClock  Register = 0x040 // RO, 64 bit: clock cycles since power-up
	RegCounters   Register = 0x100 // RO, 64 bit each: activity counters, frozen at DONE
)

// Control bits of RegControl. A write acts once.
const (
	ControlStart = 1 << 0 // run the program at RegDescriptor; ignored while BUSY and together with ControlReset
	ControlReset = 1 << 1 // stop issuing, let outstanding bursts finish, then clear the status and become idle
)

// Status is the content of RegStatus.
type Status uint32

// The status bits. Error bits are sticky until the next START or reset.
const (
	StatusBusy       Status = 1 << 0
	StatusDone       Status = 1 << 1
	StatusSaturated  Status = 1 << 2 // some stored value did not fit its format
	StatusReadError  Status = 1 << 3 // RRESP was not OKAY
	StatusWriteError Status = 1 << 4 // BRESP was not OKAY
	StatusOpcode     Status = 1 << 5 // an opcode that is not the engine's, a descriptor without magic or with too long a list
	StatusOverflow   Status = 1 << 6 // a semaphore was signalled beyond SemaphoreMax
	StatusDeadlock   Status = 1 << 7 // all engines wait or have ended, nothing is in flight

	StatusErrors = StatusReadError | StatusWriteError | StatusOpcode | StatusOverflow | StatusDeadlock
)

var statusNames = []string{"busy", "done", "saturated", "read error", "write error", "bad opcode", "semaphore overflow", "deadlock"}

// String names the bits that are set.
func (s Status) String() string {
	var names []string
	for bit := range 32 {
		switch {
		case s>>bit&1 == 0:
		case bit < len(statusNames):
			names = append(names, statusNames[bit])
		default:
			names = append(names, fmt.Sprintf("bit %d", bit))
		}
	}
	if len(names) == 0 {
		return "idle"
	}
	return strings.Join(names, ", ")
}

// RegisterNames lists every register with the name used in generated files and logs, in address order.
var RegisterNames = []struct {
	Register Register
	Name     string
	Wide     bool // 64 bit
}{
	{RegID, "id", false},
	{RegVersion, "version", false},
	{RegConfigHash, "config_hash", false},
	{RegControl, "control", false},
	{RegStatus, "status", false},
	{RegErrorPlace, "error_place", false},
	{RegErrorAddr, "error_addr", true},
	{RegIrqEnable, "irq_enable", false},
	{RegIrqClear, "irq_clear", false},
	{RegAxi, "axi", false},
	{RegDescriptor, "descriptor", true},
	{RegMaxAbs, "max_abs", true},
	{RegFreeClock, "free_clock", true},
	{RegCounters, "counters", true},
}
