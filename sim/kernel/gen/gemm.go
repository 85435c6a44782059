// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"

	"github.com/mmcloughlin/avo/build"
	"github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// emitGemm writes the matrix kernel. A block of vectors keeps its sums in
// registers over all tiles; each pair row of weights is read once for the
// block and meets one broadcast pair of x for every vector.
func emitGemm(ctx *build.Context, d dialect) {
	ctx.Function("gemm16" + d.name())
	ctx.Pragma("noescape")
	ctx.SignatureExpr("func(acc *int64, accOff *int32, x *int16, xOff *int32, stride int, w *int16, vectors int, tiles int, accumulate bool)")
	ctx.Doc(
		"gemm16"+d.name()+" makes acc[accOff[t]+c] (=|+=) the sum over tiles k and rows r of",
		"w[k][r][c]*x[xOff[k*stride+t]+r] for t < vectors, 16 rows and 16 columns, with int32 sums.",
	)
	g := gemm{
		ctx:     ctx,
		d:       d,
		accOff:  ctx.Load(ctx.Param("accOff"), ctx.GP64()),
		x:       ctx.Load(ctx.Param("x"), ctx.GP64()),
		xOff:    ctx.Load(ctx.Param("xOff"), ctx.GP64()),
		stride:  ctx.Load(ctx.Param("stride"), ctx.GP64()),
		vectors: ctx.Load(ctx.Param("vectors"), ctx.GP64()),
	}
	ctx.SHLQ(operand.U8(2), g.stride)
	for _, n := range d.gemmBlocks() {
		again, next := fmt.Sprintf("block%d", n), fmt.Sprintf("after%d", n)
		ctx.Label(again)
		ctx.CMPQ(g.vectors, operand.U8(n))
		ctx.JLT(operand.LabelRef(next))
		g.block(n)
		ctx.ADDQ(operand.U8(4*n), g.accOff)
		ctx.ADDQ(operand.U8(4*n), g.xOff)
		ctx.SUBQ(operand.U8(n), g.vectors)
		ctx.JMP(operand.LabelRef(again))
		ctx.Label(next)
	}
	d.end()
	ctx.RET()
}

// gemm is the state that lives across the blocks of one call.
type gemm struct {
	ctx                              *build.Context
	d                                dialect
	accOff, x, xOff, stride, vectors reg.Register
}

// parts are rows which together are the sums of one vector, a power of two of
// them. Pairs of x take turns, so that the multiply-adds of a block with few
// vectors need not wait for one another.
type parts [][]reg.VecVirtual

// block works on the next n vectors.
func (g gemm) block(n int) {
	sums := make([]parts, n)
	for v := range sums {
		for range g.d.gemmParts(n) {
			sums[v] = append(sums[v], g.d.zeroRow())
		}
	}
	xOff := g.ctx.GP64()
	g.ctx.MOVQ(g.xOff, xOff)
	w := g.ctx.Load(g.ctx.Param("w"), g.ctx.GP64())
	tiles := g.ctx.Load(g.ctx.Param("tiles"), g.ctx.GP64())
	loop := fmt.Sprintf("tile%d", n)
	g.ctx.Label(loop)
	g.tile(sums, xOff, w)
	g.ctx.ADDQ(g.stride, xOff)
	g.ctx.ADDQ(operand.U32(lanes/2*pairBytes), w)
	g.ctx.DECQ(tiles)
	g.ctx.JNZ(operand.LabelRef(loop))
	rows := make([][]reg.VecVirtual, n)
	for v := range rows {
		rows[v] = g.join(sums[v])
	}
	g.flush(rows)
}

// join adds up the parts of a row.
func (g gemm) join(p parts) []reg.VecVirtual {
	for ; len(p) > 1; p = p[:len(p)/2] {
		for i, row := range p[len(p)/2:] {
			g.d.addRow(p[i], row)
		}
	}
	return p[0]
}

// tile adds one tile of weights to the sums, group by group. The first group
// reads the weights; they stay in their registers as long as another follows.
func (g gemm) tile(sums []parts, xOff, w reg.Register) {
	var weights [lanes / 2][]reg.VecVirtual
	for first := 0; first < len(sums); first += g.d.gemmGroup() {
		group := sums[first:min(first+g.d.gemmGroup(), len(sums))]
		at := make([]reg.GPVirtual, len(group))
		for v := range at {
			at[v] = g.ctx.GP64()
			g.ctx.MOVLQSX(operand.Mem{Base: xOff, Disp: 4 * (first + v)}, at[v])
		}
		for p := range weights {
			if first == 0 {
				weights[p] = g.d.loadPairs(operand.Mem{Base: w, Disp: pairBytes * p})
			}
			for v, sum := range group {
				g.d.macBroadcast(sum[p%len(sum)], weights[p], operand.Mem{Base: g.x, Index: at[v], Scale: 2, Disp: 4 * p})
			}
		}
	}
}

// flush stores or adds the rows at their places in acc.
func (g gemm) flush(rows [][]reg.VecVirtual) {
	acc := g.ctx.Load(g.ctx.Param("acc"), g.ctx.GP64())
	mode := g.ctx.Load(g.ctx.Param("accumulate"), g.ctx.GP8())
	add, done := fmt.Sprintf("add%d", len(rows)), fmt.Sprintf("done%d", len(rows))
	g.ctx.TESTB(mode, mode)
	g.ctx.JNZ(operand.LabelRef(add))
	g.flushRows(rows, acc, false)
	g.ctx.JMP(operand.LabelRef(done))
	g.ctx.Label(add)
	g.flushRows(rows, acc, true)
	g.ctx.Label(done)
}

func (g gemm) flushRows(rows [][]reg.VecVirtual, acc reg.Register, accumulate bool) {
	for v, row := range rows {
		at := g.ctx.GP64()
		g.ctx.MOVLQSX(operand.Mem{Base: g.accOff, Disp: 4 * v}, at)
		g.d.flush(row, operand.Mem{Base: acc, Index: at, Scale: 8}, naturalOrder, accumulate)
	}
}
