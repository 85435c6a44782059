// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"

	"github.com/mmcloughlin/avo/build"
	"github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// scratchAlign is the alignment of the interleaved pairs on the stack: a pair
// row is a cache line.
const scratchAlign = pairBytes

// outerPairs is how many pairs of vectors one call has at most: as many as
// int32 sums are exact for.
const outerPairs = 128

// emitOuter writes the weight gradient kernel. Where the 256 sums of a tile do
// not fit the registers, the vectors are walked once for each block of rows;
// the first walk gathers and interleaves x and leaves the pairs on the stack,
// where the others find them.
func emitOuter(ctx *build.Context, d dialect) {
	ctx.Function("outer16" + d.name())
	ctx.Pragma("noescape")
	// The assembler takes "g" for a register, so the parameter has another name.
	ctx.SignatureExpr("func(acc *int64, packed *int16, x *int16, xOff *int32, pairs int, accumulate bool)")
	ctx.Doc(
		"outer16"+d.name()+" makes acc[16*r+c] (=|+=) the sum over t < 2*pairs of g[t][r]*x[xOff[t]+c],",
		fmt.Sprintf("16 rows and 16 columns, with int32 sums; g is pair-packed, 1 <= pairs <= %d.", outerPairs),
	)
	o := outer{
		ctx: ctx,
		d:   d,
		acc: ctx.Load(ctx.Param("acc"), ctx.GP64()),
		x:   ctx.Load(ctx.Param("x"), ctx.GP64()),
	}
	if len(d.outerRows()) > 1 {
		o.scratch = ctx.GP64()
		ctx.LEAQ(ctx.AllocLocal(outerPairs*pairBytes+scratchAlign), o.scratch)
		ctx.ADDQ(operand.U8(scratchAlign-1), o.scratch)
		ctx.ANDQ(operand.I8(-scratchAlign), o.scratch)
	}
	first := 0
	for pass, n := range d.outerRows() {
		o.pass(pass, first, n)
		first += n
	}
	d.end()
	ctx.RET()
}

// outer is the state that lives across the passes of one call; scratch is nil
// if there is one pass only.
type outer struct {
	ctx             *build.Context
	d               dialect
	acc, x, scratch reg.Register
}

// walk is where a pass stands. Its pointers are at the ends of their tables
// and at counts from -8*pairs up to zero, so that one addition moves them all:
// a pair is 8 bytes of offsets, and 8 times that of g and of scratch.
type walk struct {
	at               reg.Register
	xOff, g, scratch operand.Mem
}

// pass makes n rows of the tile, from row first on.
func (o outer) pass(pass, first, n int) {
	rows := make([][]reg.VecVirtual, n)
	for r := range rows {
		rows[r] = o.d.zeroRow()
	}
	w := o.begin(pass)
	loop := fmt.Sprintf("pair%d", pass)
	o.ctx.Label(loop)
	x := o.next(pass, w)
	for r, row := range rows {
		o.d.macBroadcast(row, x, w.g.Offset(4*(first+r)))
	}
	o.ctx.ADDQ(operand.U8(8), w.at)
	o.ctx.JNZ(operand.LabelRef(loop))
	o.flush(pass, first, rows)
}

// begin sets up the walk of a pass.
func (o outer) begin(pass int) walk {
	at := o.ctx.Load(o.ctx.Param("pairs"), o.ctx.GP64())
	o.ctx.SHLQ(operand.U8(3), at)
	end := func(base reg.Register, scale uint8) operand.Mem {
		p := operand.Mem{Base: base, Index: at, Scale: scale}
		o.ctx.LEAQ(p, base)
		return p
	}
	w := walk{at: at, g: end(o.ctx.Load(o.ctx.Param("packed"), o.ctx.GP64()), 8)}
	if pass == 0 {
		w.xOff = end(o.ctx.Load(o.ctx.Param("xOff"), o.ctx.GP64()), 1)
	}
	if o.scratch != nil {
		base := o.ctx.GP64()
		o.ctx.MOVQ(o.scratch, base)
		w.scratch = end(base, 8)
	}
	o.ctx.NEGQ(at)
	return w
}

// next reads the pair row that w stands at: gathered from x in the first
// pass, which leaves it in scratch for the others.
func (o outer) next(pass int, w walk) []reg.VecVirtual {
	if pass > 0 {
		return o.d.loadPairs(w.scratch)
	}
	even, odd := o.ctx.GP64(), o.ctx.GP64()
	o.ctx.MOVLQSX(w.xOff, even)
	o.ctx.MOVLQSX(w.xOff.Offset(4), odd)
	x := o.d.interleave(
		operand.Mem{Base: o.x, Index: even, Scale: 2},
		operand.Mem{Base: o.x, Index: odd, Scale: 2},
	)
	if o.scratch != nil {
		o.d.storePairs(x, w.scratch)
	}
	return x
}

// flush stores or adds the rows, from row first of the tile on.
func (o outer) flush(pass, first int, rows [][]reg.VecVirtual) {
	mode := o.ctx.Load(o.ctx.Param("accumulate"), o.ctx.GP8())
	add, done := fmt.Sprintf("add%d", pass), fmt.Sprintf("done%d", pass)
	o.ctx.TESTB(mode, mode)
	o.ctx.JNZ(operand.LabelRef(add))
	o.flushRows(first, rows, false)
	o.ctx.JMP(operand.LabelRef(done))
	o.ctx.Label(add)
	o.flushRows(first, rows, true)
	o.ctx.Label(done)
}

func (o outer) flushRows(first int, rows [][]reg.VecVirtual, accumulate bool) {
	for r, row := range rows {
		dst := operand.Mem{Base: o.acc, Disp: accBytes * (first + r)}
		o.d.flush(row, dst, o.d.interleavedOrder(), accumulate)
	}
}
