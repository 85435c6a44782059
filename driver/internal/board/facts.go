// SPDX-License-Identifier: Apache-2.0

package board

import "time"

// What no source at hand confirms, and no board was there to try. All of it that drivers of boards depend on is here and in package
// boards (addresses, names, AXI attributes of ports), each with what to look at if it is wrong.
const (
	// LaunchTimeout is how long a launch may take: no program of a planner takes a second. A slower board: option timeout.
	LaunchTimeout = 10 * time.Second
	// ResetPolls bounds how often the status is read until the machine is idle after a reset: bursts in flight take some
	// hundred cycles, a read of a register at least ten.
	ResetPolls = 100_000
	// AFIWidth names the registers that hold the widths of the PS-PL ports of a Zynq UltraScale+, for error messages; they are
	// those that PYNQ writes. A Zynq-7000 has its width in the port's own AFI registers (UG585).
	AFIWidth = "AFIFM RDCTRL and WRCTRL bits 1:0 (HP0 0xFD380000 and 0xFD380014, HPC0 0xFD360000 and 0xFD360014; 0 for 128 bits, 1 for 64)"
)
