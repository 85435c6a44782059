// SPDX-License-Identifier: Apache-2.0

// Package serial is the device "serial:/dev/ttyUSBN": an accelerator behind rtl/uart_bridge.sv and a serial line, through
// github.com/tarm/serial. Options, after "?":
//
//	base=ADDRESS       where the board's memory begins (required: on a Zynq, memory that Linux does not use)
//	limit=BYTES        how much of it to use (default 16MB)
//	baud=RATE          that of the bitstream (default 921600)
//	port=NAME          how the accelerator reaches memory: hp (default), hpc or card
//	config=NAME        the configuration that the board must have; without it the board says what it is
//	clock=HZ           the accelerator's clock, if it is not that of its configuration
//	timeout=SECONDS    how long a launch may take (default 10)
//	patience=SECONDS   how long to wait for an answer before a request is sent again (default: 1 and the time that a window takes)
//
// The protocol is the documentation of package frame. A line of 921600 baud moves 88 kB a second. Everything behind a pseudo-terminal is
// labelled emulated: no board is there.
package serial
