// SPDX-License-Identifier: Apache-2.0

package exec

// gemm runs a piece of a GEMM.
func (c *core) gemm(p *piece) {
	t, lanes := p.code, c.config.Lanes
	acc := c.acc[p.acc.place(int(t.Acc))*lanes:]
	if t.NoTaps {
		for _, at := range p.acc.offsets {
			clear(acc[at:][:lanes])
		}
		return
	}
	operand, first := c.x, p.source.place(int(t.Src))
	if t.SourceG {
		operand = c.g
	}
	tiles := t.Tiles()
	c.kernels.Gemm(lanes, acc, p.acc.offsets, operand[first*lanes:], p.source.offsets, c.weightTiles(int(t.W), tiles), tiles, t.SourceG, !t.Zero)
}

// weightTiles returns n weight tiles from a row on, in the kernels' layout. Tiles that begin in an odd row are copied, for
// rows are interleaved in pairs.
func (c *core) weightTiles(row, n int) []int16 {
	lanes := c.config.Lanes
	if row%2 == 0 {
		return c.w[row*lanes:][:n*lanes*lanes]
	}
	c.weights = grown(c.weights, n*lanes*lanes)
	for r := range n * lanes {
		to, from := r/2*2*lanes+r%2, (row+r)/2*2*lanes+(row+r)%2
		for i := range lanes {
			c.weights[to+2*i] = c.w[from+2*i]
		}
	}
	return c.weights
}
