// SPDX-License-Identifier: Apache-2.0

package main

import (
	"github.com/mmcloughlin/avo/build"
	"github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// avx2 has sixteen registers of 32 bytes: a row of sums is two of them. Six
// rows take twelve, two hold the pair row, and the last two hold a broadcast
// pair and a product.
type avx2 struct{ ctx *build.Context }

func (avx2) name() string             { return "AVX2" }
func (avx2) gemmBlocks() []int        { return []int{6, 4, 2, 1} }
func (avx2) gemmGroup() int           { return 6 }
func (avx2) gemmParts(int) int        { return 1 }
func (avx2) outerRows() []int         { return []int{6, 5, 5} }
func (avx2) interleavedOrder() [4]int { return [4]int{0, 8, 4, 12} }
func (d avx2) end()                   { d.ctx.VZEROUPPER() }

func (d avx2) zeroRow() []reg.VecVirtual {
	row := []reg.VecVirtual{d.ctx.YMM(), d.ctx.YMM()}
	for _, r := range row {
		d.ctx.VPXOR(r, r, r)
	}
	return row
}

func (d avx2) addRow(row, other []reg.VecVirtual) {
	for i, r := range row {
		d.ctx.VPADDD(other[i], r, r)
	}
}

func (d avx2) loadPairs(src operand.Mem) []reg.VecVirtual {
	w := []reg.VecVirtual{d.ctx.YMM(), d.ctx.YMM()}
	d.ctx.VMOVDQU(src, w[0])
	d.ctx.VMOVDQU(src.Offset(32), w[1])
	return w
}

func (d avx2) storePairs(pairs []reg.VecVirtual, dst operand.Mem) {
	d.ctx.VMOVDQU(pairs[0], dst)
	d.ctx.VMOVDQU(pairs[1], dst.Offset(32))
}

// interleave works within each half of a register, so the first result has
// the lanes 0-3 and 8-11 and the second has 4-7 and 12-15. Putting them in
// order would take two more shuffles for every pair of vectors; the flush
// does it for nothing.
func (d avx2) interleave(even, odd operand.Mem) []reg.VecVirtual {
	first := d.ctx.YMM()
	p := []reg.VecVirtual{d.ctx.YMM(), d.ctx.YMM()}
	d.ctx.VMOVDQU(even, first)
	d.ctx.VPUNPCKLWD(odd, first, p[0])
	d.ctx.VPUNPCKHWD(odd, first, p[1])
	return p
}

func (d avx2) macBroadcast(row, pairs []reg.VecVirtual, p operand.Mem) {
	x, prod := d.ctx.YMM(), d.ctx.YMM()
	d.ctx.VPBROADCASTD(p, x)
	d.ctx.VPMADDWD(x, pairs[0], prod)
	d.ctx.VPMADDWD(x, pairs[1], x)
	d.ctx.VPADDD(prod, row[0], row[0])
	d.ctx.VPADDD(x, row[1], row[1])
}

func (d avx2) flush(row []reg.VecVirtual, dst operand.Mem, order [4]int, accumulate bool) {
	for i, r := range row {
		low, high := d.ctx.YMM(), d.ctx.YMM()
		d.ctx.VEXTRACTI128(operand.U8(1), r, high.AsX())
		d.ctx.VPMOVSXDQ(r.AsX(), low)
		d.ctx.VPMOVSXDQ(high.AsX(), high)
		for j, v := range []reg.VecVirtual{low, high} {
			to := dst.Offset(8 * order[2*i+j])
			if accumulate {
				d.ctx.VPADDQ(to, v, v)
			}
			d.ctx.VMOVDQU(v, to)
		}
	}
}

func (d avx2) packPair(even, odd, dst operand.Mem) {
	a, b, low, high := d.ctx.YMM(), d.ctx.YMM(), d.ctx.YMM(), d.ctx.YMM()
	d.ctx.VMOVDQU(even, a)
	d.ctx.VMOVDQU(odd, b)
	d.ctx.VPUNPCKLWD(b, a, low)
	d.ctx.VPUNPCKHWD(b, a, high)
	d.ctx.VPERM2I128(operand.U8(0x20), high, low, a)
	d.ctx.VPERM2I128(operand.U8(0x31), high, low, b)
	d.storePairs([]reg.VecVirtual{a, b}, dst)
}

func (avx2) widenGroup() int { return 16 }

func (d avx2) widen(src, dst operand.Mem, signed bool) {
	v := d.ctx.YMM()
	if signed {
		d.ctx.VPMOVSXBW(src, v)
	} else {
		d.ctx.VPMOVZXBW(src, v)
	}
	d.ctx.VMOVDQU(v, dst)
}

func (d avx2) widenRows(low, high reg.VecVirtual, dst operand.Mem) {
	d.ctx.VPMOVSXBW(low.AsX(), low)
	d.ctx.VPMOVSXBW(high.AsX(), high)
	d.storePairs([]reg.VecVirtual{low, high}, dst)
}
