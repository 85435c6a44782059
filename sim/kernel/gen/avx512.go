// SPDX-License-Identifier: Apache-2.0

package main

import (
	"github.com/mmcloughlin/avo/build"
	"github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
	"github.com/mmcloughlin/avo/x86"
)

// avx512 has 32 registers of 64 bytes: a row of sums is one of them, and so
// is a pair row. The broadcast pair needs none, because VPDPWSSD takes it from
// memory. Twelve rows and the eight pair rows of a tile leave twelve unused:
// longer blocks read weights less often, which is not what limits, and their
// stores come in longer bursts that overlap less with multiplications.
//
// Registers above the fifteenth are encoded by AVX-512 instructions only, so
// even moves of half a register are VMOVDQU64, not VMOVDQU. Instructions that
// avo knows as AVX2 have such a form in AVX512BW and VL.
type avx512 struct{ ctx *build.Context }

func (avx512) name() string             { return "AVX512" }
func (avx512) gemmBlocks() []int        { return []int{12, 8, 4, 2, 1} }
func (avx512) gemmGroup() int           { return 6 }
func (avx512) outerRows() []int         { return []int{16} }
func (avx512) interleavedOrder() [4]int { return [4]int{0, 8, 4, 12} }
func (d avx512) end()                   { d.ctx.VZEROUPPER() }

// gemmParts makes eight multiply-adds independent: VPDPWSSD, which multiplies
// and adds, takes four or five cycles before the next one of the same row.
func (avx512) gemmParts(n int) int { return max(1, 8/n) }

func (d avx512) zeroRow() []reg.VecVirtual {
	r := d.ctx.ZMM()
	zero(d.ctx, r)
	return []reg.VecVirtual{r}
}

// zero clears a register. avo knows that VPXOR of a register with itself does
// not depend on its value but not that of VPXORD, for which it would keep the
// register occupied from the start of the function on.
func zero(ctx *build.Context, r reg.Register) {
	xor, err := x86.VPXORD(r, r, r)
	if err != nil {
		panic(err) // there is such a form
	}
	xor.CancellingInputs = true
	ctx.Instruction(xor)
}

func (d avx512) addRow(row, other []reg.VecVirtual) {
	d.ctx.VPADDD(other[0], row[0], row[0])
}

func (d avx512) loadPairs(src operand.Mem) []reg.VecVirtual {
	w := d.ctx.ZMM()
	d.ctx.VMOVDQU64(src, w)
	return []reg.VecVirtual{w}
}

func (d avx512) storePairs(pairs []reg.VecVirtual, dst operand.Mem) {
	d.ctx.VMOVDQU64(pairs[0], dst)
}

// interleave does what AVX2 does, with the same order of lanes, and joins the
// halves. One permutation of words could give the natural order but would
// have to keep its indices in a register, and the flush does not care.
func (d avx512) interleave(even, odd operand.Mem) []reg.VecVirtual {
	first, low, high, p := d.ctx.YMM(), d.ctx.YMM(), d.ctx.YMM(), d.ctx.ZMM()
	d.ctx.VMOVDQU64(even, first)
	d.ctx.VPUNPCKLWD(odd, first, low)
	d.ctx.VPUNPCKHWD(odd, first, high)
	d.ctx.VINSERTI64X4(operand.U8(1), high, low.AsZ(), p)
	return []reg.VecVirtual{p}
}

func (d avx512) macBroadcast(row, pairs []reg.VecVirtual, p operand.Mem) {
	d.ctx.VPDPWSSD_BCST(p, pairs[0], row[0])
}

func (d avx512) flush(row []reg.VecVirtual, dst operand.Mem, order [4]int, accumulate bool) {
	r := row[0]
	if order != naturalOrder {
		d.reorder(r, order)
	}
	low, high := d.ctx.ZMM(), d.ctx.ZMM()
	d.ctx.VEXTRACTI64X4(operand.U8(1), r, high.AsY())
	d.ctx.VPMOVSXDQ(r.AsY(), low)
	d.ctx.VPMOVSXDQ(high.AsY(), high)
	for i, v := range []reg.VecVirtual{low, high} {
		to := dst.Offset(64 * i)
		if accumulate {
			d.ctx.VPADDQ(to, v, v)
		}
		d.ctx.VMOVDQU64(v, to)
	}
}

// reorder puts the quarters of r in their natural order.
func (d avx512) reorder(r reg.VecVirtual, order [4]int) {
	d.ctx.VSHUFI64X2(operand.U8(toNatural(order)), r, r, r)
}

// toNatural returns the choice of quarters of a register that puts quarter i,
// which belongs at lane order[i], there.
func toNatural(order [4]int) (choice int) {
	for i, at := range order {
		choice |= i << (2 * (at / 4))
	}
	return choice
}

func (d avx512) packPair(even, odd, dst operand.Mem) {
	p := d.interleave(even, odd)
	d.reorder(p[0], d.interleavedOrder())
	d.storePairs(p, dst)
}

func (avx512) widenGroup() int { return 32 }

func (d avx512) widen(src, dst operand.Mem, signed bool) {
	v := d.ctx.ZMM()
	if signed {
		d.ctx.VPMOVSXBW(src, v)
	} else {
		d.ctx.VPMOVZXBW(src, v)
	}
	d.ctx.VMOVDQU64(v, dst)
}

func (d avx512) widenRows(low, high reg.VecVirtual, dst operand.Mem) {
	v := d.ctx.ZMM()
	d.ctx.VINSERTI128(operand.U8(1), high.AsX(), low, low)
	d.ctx.VPMOVSXBW(low, v)
	d.ctx.VMOVDQU64(v, dst)
}
