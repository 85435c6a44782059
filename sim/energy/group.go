// SPDX-License-Identifier: Apache-2.0

package energy

// group names coefficients whose priors come from the same sources, so that one is off when the others are.
type group int

const (
	groupNone   group = iota // a source of its own
	groupArray               // logic, multipliers and clocks of the programmable logic
	groupMemory              // on-chip memories
	groupDram                // DRAM and the way to it
	groupHost                // seconds per element of the host operations

	numGroups
)
