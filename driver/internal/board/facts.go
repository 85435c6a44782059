// SPDX-License-Identifier: Apache-2.0

package board

import (
	"time"

	"github.com/e2train/e2train/rtl/isa"
)

// What no source at hand confirms, and no board was there to try. All of it that drivers of boards depend on is here, each with
// what to look at if it is wrong.
const (
	// LaunchTimeout is how long a launch may take: no program of a planner takes a second. A slower board: option timeout.
	LaunchTimeout = 10 * time.Second
	// XDMABase is where the card's DRAM begins in the address space of the XDMA master: the default of block designs with one
	// memory controller. Address editor of the design; option base.
	XDMABase = 0
	// XDMALimit is how much of it is used unless the address says more: every card has that. Option limit.
	XDMALimit = 256 << 20
	// ResetPolls bounds how often the status is read until the machine is idle after a reset: bursts in flight take some
	// hundred cycles, a read of a register at least ten.
	ResetPolls = 100_000
	// AFIWidth names the registers that hold the widths of the PS-PL ports of a Zynq UltraScale+, for error messages; they are
	// those that PYNQ writes. A Zynq-7000 has its width in the port's own AFI registers (UG585).
	AFIWidth = "AFIFM RDCTRL and WRCTRL bits 1:0 (HP0 0xFD380000 and 0xFD380014, HPC0 0xFD360000 and 0xFD360014; 0 for 128 bits, 1 for 64)"
)

// The AXI attributes of each port. That memory behind a card's own controller takes any is from memory, as is that HPC ports need
// their set-up at boot.
var ports = map[string]isa.AxiAttributes{
	"hp":   {Cache: 0x3, Prot: 0x0}, // not coherent
	"hpc":  {Cache: 0xf, Prot: 0x2}, // coherent
	"card": {Cache: 0xf, Prot: 0x2},
}
