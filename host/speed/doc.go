// SPDX-License-Identifier: Apache-2.0

// Package speed measures how fast two devices get through the same launches, in simulated cycles per second of wall time:
// the Go simulator beside the RTL under Verilator. Only launches are timed, not what the host does around them.
package speed
