// SPDX-License-Identifier: Apache-2.0

package exec

import (
	"github.com/e2train/e2train/rtl/isa"
	"github.com/e2train/e2train/sim/kernel"
	"github.com/e2train/e2train/sim/timing"
)

// core is the on-chip state of one worker: what the memories of the machine hold, as the kernels want it.
type core struct {
	config  *isa.Config
	kernels *kernel.Set
	launch  *Launch // the one that runs

	x    []int16 // entries, then as many of zeros
	g    []int16 // entries, then as many of zeros
	w    []int16 // rows, pair-interleaved
	acc  []int64
	mask mask

	kept    []int64    // shares of rows that several workers contribute to
	merged  []int64    // sum of such shares
	weights []int16    // weight tiles whose first row is odd, moved to an even one
	pairs   []int16    // row operands of an OUTER, pair-packed
	nibbles [2][]int16 // high and low operands of packed X, laid out as x
	sums    [2][]int64 // one tile each

	maxAbs    int64
	saturated bool
}

func newCore(c *isa.Config, kernels *kernel.Set) *core {
	return &core{
		config: c, kernels: kernels,
		x:    make([]int16, 2*c.XDepth*c.Lanes),
		g:    make([]int16, 2*c.GDepth*c.Lanes),
		w:    make([]int16, c.WDepth*c.Lanes),
		acc:  make([]int64, c.AccRows()*c.Lanes),
		mask: newMask(c),
		sums: [2][]int64{make([]int64, c.Lanes*c.Lanes), make([]int64, c.Lanes*c.Lanes)},
	}
}

// begin prepares the core for a launch.
func (c *core) begin(l *Launch) {
	c.launch, c.maxAbs, c.saturated = l, 0, false
}

// rows returns the sums of n rows of ACC.
func (c *core) rows(row, n int) []int64 { return c.acc[row*c.config.Lanes:][:n*c.config.Lanes] }

// tensor runs a piece of a tensor instruction. tiles takes what a masked one finds in its mask.
func (c *core) tensor(p *piece, tiles []timing.Tile) {
	if p.code.Op == isa.OpGemm {
		c.gemm(p)
		return
	}
	c.outer(p, tiles)
}

// grown returns a slice of n elements, s if it is long enough.
func grown[T any](s []T, n int) []T {
	if cap(s) < n {
		return make([]T, n)
	}
	return s[:n]
}
