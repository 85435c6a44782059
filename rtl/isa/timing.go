// SPDX-License-Identifier: Apache-2.0

package isa

// Constants of the timing rules, in clock cycles unless said otherwise. The rules themselves are in the package
// documentation; every constant is a pipeline depth of the RTL.
const (
	MaxBurstBeats  = 16  // beats of the longest burst, aligned to its own size
	MaxOutstanding = 8   // bursts in flight per direction
	SemaphoreMax   = 255 // a signal beyond this count is an error

	StartToFetch     = 2 // accepted START write to the first descriptor address
	DescriptorDecode = 3 // last descriptor beat to the first instruction list address
	FetchToIssue     = 3 // last instruction beat (or descriptor beat, if all lists are empty) to the first issue slot
	SignalToIssue    = 2 // a signal to the first issue slot that may depend on it
	LoadIssue        = 2 // first issue slot of a load to its first read address
	LoadWrite        = 3 // last beat of a load to its signal: the buffer entry is written
	StoreIssue       = 8 // first issue slot of a store to its first write address: ACC read, round, saturate
	WriteAccept      = 1 // write address to the first write beat
	IdleToDone       = 3 // last completion of all engines to DONE, or to the next segment's first descriptor address
	StallDetect      = 4 // everything quiet to the DEADLOCK status

	TileMargin  = 8  // issue slots of the shortest tile beyond one for each row that it drains
	DrainMargin = 12 // cycles from the last issue slot to the signal beyond one for each row that is drained
)

// MinTile returns the fewest issue slots of one tile: enough for the read-modify-write of ACC, for moving a weight
// tile in and for draining a result tile. Packed tiles drain two results per row.
func (c *Config) MinTile(packed bool) int {
	return max(c.drainedRows(packed), c.FloatLanes.Add) + TileMargin
}

// TensorDrain returns the cycles from the last issue slot of a tensor instruction to its signal: by then its last ACC row
// is written, be it the last vector of a GEMM or the last row that an OUTER drains. A packed OUTER writes the rows of
// tile b after those of tile a, so it takes Lanes cycles more. A tree of float adders adds its depth.
func (c *Config) TensorDrain(packed bool) int {
	return c.drainedRows(packed) + DrainMargin + c.FloatLanes.depth(c.Lanes)
}

// drainedRows returns the ACC rows that one tile of an OUTER drains, one a cycle.
func (c *Config) drainedRows(packed bool) int {
	if packed {
		return 2 * c.Lanes
	}
	return c.Lanes
}
