// SPDX-License-Identifier: Apache-2.0

package exec

import "github.com/e2train/e2train/rtl/isa"

// arrayBits is the width of the array's sums.
const arrayBits = 48

// unpack splits the packed bytes that the piece's instruction reads from X into their operands.
func (c *core) unpack(p *piece) {
	for i := range c.nibbles {
		c.nibbles[i] = grown(c.nibbles[i], len(c.x))
	}
	first, n := p.source.place(int(p.code.Src))*c.config.Lanes, p.source.entries*c.config.Lanes
	c.kernels.SplitNibbles(c.nibbles[0][first:], c.nibbles[1][first:], c.x[first:][:n], p.code.Pack == isa.PackSigned)
}

// packedTile runs two tiles at once. The sums of both are computed apart, joined to the one that the array holds, and
// parted as the array parts it, so that sums which do not fit go wrong in the same way.
func (c *core) packedTile(p *piece, row, k int) {
	for i := range c.sums {
		c.sum(c.sums[i], c.nibbles[i], p, k, false)
	}
	highRows, lowRows := c.rows(row, c.config.Lanes), c.rows(row+int(p.code.Second), c.config.Lanes)
	if p.code.Zero {
		clear(highRows)
		clear(lowRows)
	}
	shift, sums, lowSums := uint(c.config.PackShift), c.sums[0][:len(highRows)], c.sums[1][:len(highRows)]
	lowRows = lowRows[:len(highRows)]
	for i := range highRows {
		high, low := part(sums[i], lowSums[i], shift)
		highRows[i] += high
		lowRows[i] += low
	}
}

// part returns what the array makes of the sums a and b when it computes a*2^shift + b.
func part(a, b int64, shift uint) (high, low int64) {
	sum := a<<(shift&63) + b
	low = signExtend(sum, shift)
	return signExtend(sum-low, arrayBits) >> (shift & 63), low
}

// signExtend returns the low bits of v as a signed number.
func signExtend(v int64, bits uint) int64 { return v << (-bits & 63) >> (-bits & 63) }
