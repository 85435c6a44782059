// SPDX-License-Identifier: Apache-2.0

package exec

import (
	"github.com/e2train/e2train/rtl/isa"
	"github.com/e2train/e2train/sim/timing"
)

// outer runs a piece of an OUTER. tiles takes what a masked one finds in the mask.
func (c *core) outer(p *piece, tiles []timing.Tile) {
	t := p.code
	if t.Pack != isa.PackNone {
		c.unpack(p)
	}
	packed := -1 // the co whose row operands are pair-packed
	for k := p.lo; k < p.hi; k++ {
		row := int(t.Acc) + k*c.config.Lanes
		if t.Masked {
			tiles[k] = c.mask.tiles[int(t.Mask)/c.config.Lanes+k]
			if tiles[k].Skip {
				c.skip(p, row, k)
				continue
			}
		}
		if co := k / p.sourceTiles(); co != packed {
			c.packRows(p, co)
			packed = co
		}
		switch {
		case t.Masked:
			c.maskedTile(p, row, k)
		case t.Pack != isa.PackNone:
			c.packedTile(p, row, k)
		default:
			c.sum(c.rows(row, c.config.Lanes), c.x, p, k, !t.Zero)
		}
	}
}

// packRows brings the row operands of output block co into the layout of the kernels.
func (c *core) packRows(p *piece, co int) {
	t, lanes := p.code, c.config.Lanes
	vectors := t.Vectors()
	c.pairs = grown(c.pairs, (vectors+vectors&1)*lanes)
	first := p.rows.place(int(t.G) + co*int(t.GCO))
	c.kernels.PackPairs(lanes, c.pairs, c.g[first*lanes:], p.rows.offsets)
}

// sum adds the outer products of tile k to dst, or overwrites it. x holds the column operands.
func (c *core) sum(dst []int64, x []int16, p *piece, k int, accumulate bool) {
	first := p.source.place(int(p.code.Src)) * c.config.Lanes
	offsets := p.source.offsets[k%p.sourceTiles()*p.source.stride:][:p.source.stride]
	c.kernels.Outer(c.config.Lanes, dst, c.pairs, x[first:], offsets, p.code.Vectors(), accumulate)
}

// drain adds a tile's sums to rows of ACC, or overwrites them.
func drain(acc, sums []int64, overwrite bool) {
	if overwrite {
		copy(acc, sums)
		return
	}
	for i, v := range sums {
		acc[i] += v
	}
}

// maskedTile runs a tile some of whose weights are decided.
func (c *core) maskedTile(p *piece, row, k int) {
	decided, sign := c.mask.of(int(p.code.Mask) + k*c.config.Lanes)
	acc, sums := c.rows(row, c.config.Lanes), c.sums[0]
	c.sum(sums, c.x, p, k, false)
	sums, decided, sign = sums[:len(acc)], decided[:len(acc)], sign[:len(acc)]
	if p.code.Zero {
		for i := range acc {
			acc[i] = sums[i]&^int64(decided[i]) | int64(sign[i]&decided[i])
		}
		return
	}
	for i := range acc {
		acc[i] += sums[i] &^ int64(decided[i])
	}
}

// skip runs a tile whose skip bit is set.
func (c *core) skip(p *piece, row, k int) {
	if !p.code.Zero {
		return
	}
	decided, sign := c.mask.of(int(p.code.Mask) + k*c.config.Lanes)
	acc := c.rows(row, c.config.Lanes)
	for i, d := range decided {
		if p.code.FillSign {
			d = -1
		}
		acc[i] = int64(sign[i] & d)
	}
}
