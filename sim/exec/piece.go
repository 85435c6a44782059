// SPDX-License-Identifier: Apache-2.0

package exec

import "github.com/e2train/e2train/rtl/isa"

// piece is a part of a tensor instruction: vectors [lo, hi) of a GEMM, tiles [lo, hi) of an OUTER. The tables of a GEMM's
// piece hold its vectors only; those of an OUTER's hold one tile for each kx, ky, ci.
type piece struct {
	code   *isa.Tensor
	index  int // of the instruction
	lo, hi int
	source *table
	acc    *table // GEMM: ACC rows
	rows   *table // OUTER: entries of G
}

// units returns how many units pieces of t are cut from.
func units(t *isa.Tensor) int {
	if t.Op == isa.OpGemm {
		return t.Vectors()
	}
	return t.Tiles()
}

func newPiece(ts *tables, code *isa.Segment, index, lo, hi int) *piece {
	t := &code.Tensor[index]
	p := &piece{code: t, index: index, lo: lo, hi: hi}
	switch {
	case t.Op == isa.OpOuter:
		p.source = ts.source(t, 0, t.Vectors())
		p.rows = ts.plain(t, t.GX, t.GY, t.GN, 0, t.Vectors())
		return p
	case !t.NoTaps:
		p.source = ts.source(t, lo, hi)
	}
	p.acc = ts.plain(t, t.AX, t.AY, t.AN, lo, hi)
	return p
}

// sourceTiles returns the number of tiles with different sources.
func (p *piece) sourceTiles() int { return int(p.code.KX) * int(p.code.KY) * int(p.code.CI) }

// work returns the vector-times-tile products of the piece, padding and skipped tiles counted: lanes x lanes MACs each.
func (p *piece) work() int64 {
	switch {
	case p.code.NoTaps:
		return 0
	case p.code.Op == isa.OpGemm:
		return int64(p.hi-p.lo) * int64(p.code.Tiles())
	case p.code.Pack != isa.PackNone:
		return 2 * int64(p.hi-p.lo) * int64(p.code.Vectors())
	}
	return int64(p.hi-p.lo) * int64(p.code.Vectors())
}
