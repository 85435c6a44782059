// SPDX-License-Identifier: Apache-2.0

package isa

import "math/bits"

// FloatLanes turns a configuration into a model of time with float32 lanes in the place of the integer multipliers: the same
// engines, instructions, memory ports and rules, 4-byte elements everywhere, and pipelined adders whose sums take long to come
// back. No RTL has such lanes; neither generated files nor [Config.Hash] know of them. The zero value is the integer array.
//
// The tile stays Lanes x Lanes elements. Count may differ from its Lanes*Lanes: then a vector takes the array Lanes*Lanes /
// Count issue slots on average, as if nothing were lost at its edges.
//
// # Sums that come back late
//
// A GEMM adds the Lanes products of a column in a tree of adders and its result to the ACC row: one addition is between reading
// a row and writing it, so consecutive tiles may add to the same rows if they are Add + TileMargin slots apart ([Config.MinTile]).
//
// An OUTER accumulates in place: a lane can add to the same sum only every Add cycles. Its tiles, the taps and blocks of one
// instruction, are independent sums, so their vectors are interleaved; an instruction of at least Add tiles loses nothing. With
// fewer, every tile is kept in so many partial sums that Add of them are in flight in all, and adding them up pairwise at the
// end costs the adder's latency for every level ([Config.Reduction]).
type FloatLanes struct {
	Count int // multiply-accumulate lanes; 0: the array is the integer one
	Add   int // latency of an adder in cycles, at most 64
}

// Float reports whether the lanes compute in float32.
func (c *Config) Float() bool { return c.FloatLanes.Count > 0 }

// Multipliers returns the multiply-accumulates that the array starts in one cycle.
func (c *Config) Multipliers() int {
	if c.Float() {
		return c.FloatLanes.Count
	}
	return c.Lanes * c.Lanes
}

// Slots returns the issue slots of a tile of so many vectors.
func (c *Config) Slots(vectors int64, packed bool) int64 {
	if c.Float() {
		tile, lanes := int64(c.Lanes*c.Lanes), int64(c.FloatLanes.Count)
		vectors = (vectors*tile + lanes - 1) / lanes
	}
	return max(vectors, int64(c.MinTile(packed)))
}

// Reduction returns the issue slots at the end of an OUTER of so many tiles in which partial sums are added up: none in the
// integer array.
func (c *Config) Reduction(tiles int64) int64 {
	add := int64(c.FloatLanes.Add)
	if !c.Float() || tiles >= add {
		return 0
	}
	partial := (add + tiles - 1) / tiles
	return add * int64(bits.Len64(uint64(partial-1)))
}

// depth returns the cycles that a tree of adders over the given rows, and the one that adds to ACC, take beyond the pipeline of
// the integer array.
func (f FloatLanes) depth(rows int) int {
	if f.Count == 0 {
		return 0
	}
	return f.Add * (bits.Len(uint(rows-1)) + 1)
}
