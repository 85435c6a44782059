// SPDX-License-Identifier: Apache-2.0

package timing

import "github.com/e2train/e2train/rtl/isa"

// tensor is what a tensor instruction does to the counters and to time.
type tensor struct {
	code    *isa.Tensor
	vectors int64
	tiles   int64
	minimum int64 // slots of the shortest tile
	long    int64 // slots of a tile that is streamed
	tail    int64 // slots after the last tile, see isa.Config.Reduction
	reads   int64 // source entries read by all tiles together
	masked  bool
}

func newTensor(c *isa.Config, t *isa.Tensor) tensor {
	n := tensor{
		code: t, vectors: int64(t.NX) * int64(t.NY) * int64(t.NN), tiles: int64(t.Tiles()),
		minimum: int64(c.MinTile(t.Pack != isa.PackNone)), masked: t.Masked,
	}
	n.long = c.Slots(n.vectors, t.Pack != isa.PackNone)
	if t.Op == isa.OpOuter {
		n.tail = c.Reduction(n.tiles)
	}
	if !t.NoTaps {
		n.reads = n.tiles / (int64(t.KX) * int64(t.KY)) * int64(t.NN) * inX(t, 0, int(t.KX)) * inY(t, 0, int(t.KY))
	}
	return n
}

// inX returns how many pairs of an x position and a tap in [from, to) are inside the source.
func inX(t *isa.Tensor, from, to int) int64 {
	return inside(int(t.NX), from, to, int(t.X0), int(t.StepX), int(t.TapX), int(t.XLim))
}

// inY is inX for the other axis.
func inY(t *isa.Tensor, from, to int) int64 {
	return inside(int(t.NY), from, to, int(t.Y0), int(t.StepY), int(t.TapY), int(t.YLim))
}

func inside(n, from, to, origin, step, tap, limit int) (count int64) {
	for k := from; k < to; k++ {
		for i := range n {
			if at := origin + i*step + k*tap; at >= 0 && at < limit {
				count++
			}
		}
	}
	return count
}

// slots returns the issue slots of an instruction that streams all of its tiles.
func (n *tensor) slots() int64 { return n.tiles*n.long + n.tail }

// count adds what does not depend on a mask.
func (n *tensor) count(to *isa.Counters, c *isa.Config) {
	switch {
	case n.code.Op == isa.OpGemm:
		n.countGemm(to, c)
	case !n.masked:
		n.countOuter(to, c)
	}
}

func (n *tensor) countGemm(to *isa.Counters, c *isa.Config) {
	to[isa.AccWrites] += uint64(n.tiles * n.vectors)
	if n.code.NoTaps {
		return
	}
	issued, read := isa.IssueForward, isa.XReads
	if n.code.SourceG {
		issued, read = isa.IssueBackData, isa.GReads
	}
	to[issued] += uint64(n.tiles * n.vectors)
	to[read] += uint64(n.reads)
	to[isa.ZeroOperands] += uint64(n.tiles*n.vectors - n.reads)
	to[isa.WeightTiles] += uint64(n.tiles)
	to[isa.WReads] += uint64(n.tiles) * uint64(c.Lanes)
	added := n.tiles
	if n.code.Zero {
		added--
	}
	to[isa.AccReads] += uint64(added * n.vectors)
}

func (n *tensor) countOuter(to *isa.Counters, c *isa.Config) {
	issued, rows := isa.IssueBackWeight, uint64(n.tiles)*uint64(c.Lanes)
	if n.code.Pack != isa.PackNone {
		issued, rows = isa.IssuePredict, 2*rows
	}
	to[issued] += uint64(n.tiles * n.vectors)
	n.countStreamed(to, uint64(n.tiles), uint64(n.reads), rows)
}

// countStreamed adds tiles that are streamed and drain rows.
func (n *tensor) countStreamed(to *isa.Counters, tiles, reads, rows uint64) {
	vectors := tiles * uint64(n.vectors)
	to[isa.GReads] += vectors
	to[isa.XReads] += reads
	to[isa.ZeroOperands] += vectors - reads
	n.countDrained(to, tiles, rows)
}

func (n *tensor) countDrained(to *isa.Counters, tiles, rows uint64) {
	to[isa.Drains] += tiles
	to[isa.AccWrites] += rows
	if !n.code.Zero {
		to[isa.AccReads] += rows
	}
}
