// SPDX-License-Identifier: Apache-2.0

package main

import (
	"github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// lanes is the only width the assembly is written for: the entries of the
// 16 x 16 builds. Narrower builds run the portable code.
const lanes = 16

// Bytes of one entry in each of its forms.
const (
	entryBytes = 2 * lanes // 16 x int16
	pairBytes  = 2 * entryBytes
	accBytes   = 8 * lanes // 16 x int64
)

// dialect is what the functions need to know about an instruction set; only
// the stores, which share nothing, are written without it. A "row" is 16 int32
// sums held in a few registers; a "pair row" is the 64 bytes of 16 (int16,
// int16) pairs held in as many registers.
type dialect interface {
	// name is the suffix of the assembly functions.
	name() string
	// gemmBlocks lists how many vectors are worked on at once, largest first.
	// The last one is 1, so that every count is a sum of them.
	gemmBlocks() []int
	// gemmGroup is how many vectors of a block have their addresses in general
	// registers at once. A block of more than one group needs vector registers
	// for all the weights of a tile.
	gemmGroup() int
	// gemmParts is in how many parts, a power of two, the sums of each vector
	// of a block of n are made.
	gemmParts(n int) int
	// outerRows lists the rows of the output tile worked on in each pass over
	// the vectors; they add up to 16.
	outerRows() []int
	// zeroRow returns a row of zero sums.
	zeroRow() []reg.VecVirtual
	// addRow adds other to row.
	addRow(row, other []reg.VecVirtual)
	// loadPairs reads a pair row.
	loadPairs(src operand.Mem) []reg.VecVirtual
	// storePairs writes a pair row for loadPairs.
	storePairs(pairs []reg.VecVirtual, dst operand.Mem)
	// interleave reads two entries of 16 int16 and returns their pair row. Its
	// lanes may be in an order of the instruction set's choice, which
	// interleavedOrder tells.
	interleave(even, odd operand.Mem) []reg.VecVirtual
	// macBroadcast adds to row the products of the pair row with the one pair
	// of int16 at p.
	macBroadcast(row, pairs []reg.VecVirtual, p operand.Mem)
	// flush stores row as 16 int64 at dst, or adds it to them. order[i] is the
	// lane at which the i-th group of four sums belongs.
	flush(row []reg.VecVirtual, dst operand.Mem, order [4]int, accumulate bool)
	// interleavedOrder is the order of sums made from interleave's pairs.
	interleavedOrder() [4]int
	// packPair reads two entries of 16 int16 and writes them interleaved, in
	// their natural order.
	packPair(even, odd, dst operand.Mem)
	// widen reads widenGroup bytes, signed ones or not, and writes as many
	// int16.
	widen(src, dst operand.Mem, signed bool)
	widenGroup() int
	// widenRows takes the int8 pairs of columns 0-7 and 8-15 in the low 16
	// bytes of two registers and writes them as int16. It may overwrite both.
	widenRows(low, high reg.VecVirtual, dst operand.Mem)
	// peakBody is a run of independent multiply-adds on registers that are set
	// up by peakSetup; it returns how many multiply-accumulates it makes.
	peakSetup()
	peakBody() int
	// end leaves vector state the way Go code expects it.
	end()
}

// naturalOrder is the order of sums made from loadPairs.
var naturalOrder = [4]int{0, 4, 8, 12}
