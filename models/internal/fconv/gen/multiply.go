// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"

	"github.com/mmcloughlin/avo/build"
	"github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

const (
	floatBytes  = 4
	offsetBytes = 4               // of an int32 in a table
	rowBytes    = 16 * floatBytes // of sums or weights: two registers
	mostRows    = 6               // rows of sums in registers: 12 of the 16; two hold weights, and two values of x or a product
)

// variant is one of the kernels: they differ in what a row of weights meets, and in the rounding.
type variant struct {
	name     string
	lanewise bool // a row of x, lane by lane, instead of one value
	fused    bool // multiply-adds are rounded once
}

var variants = []variant{
	{"multiplyFMA", false, true}, {"multiplyLanesFMA", true, true}, {"multiplyRounded", false, false}, {"multiplyLanesRounded", true, false},
}

// doc says what the kernel computes.
func (v variant) doc() []string {
	lane, rounding := "", "rounded after the product and after the sum"
	if v.lanewise {
		lane = "+l"
	}
	if v.fused {
		rounding = "fused"
	}
	return []string{
		fmt.Sprintf("%s makes y[to[v]+l] (=|+=) the sum over s of x[at[v]+step[s]%s]*w[16*s+l]", v.name, lane),
		fmt.Sprintf("for v < vectors, s < steps and l < 16, each sum in the order of s, %s; vectors, steps >= 1.", rounding),
	}
}

// emitMultiply writes a kernel of the three passes. A block of vectors keeps its sums in registers over all steps;
// in each step a row of weights is read once for the block and meets one value of x, or a row of them, for every vector.
//
// Six vectors need twelve fused multiply-adds, which take six cycles, and nine loads, which take less than five.
func emitMultiply(ctx *build.Context, v variant) {
	ctx.Function(v.name)
	ctx.Pragma("noescape")
	ctx.SignatureExpr("func(y *float32, to *int32, x *float32, at *int32, step *int32, w *float32, vectors int, steps int, add bool)")
	ctx.Doc(v.doc()...)
	m := multiply{
		variant: v,
		ctx:     ctx,
		to:      ctx.Load(ctx.Param("to"), ctx.GP64()),
		at:      ctx.Load(ctx.Param("at"), ctx.GP64()),
		vectors: ctx.Load(ctx.Param("vectors"), ctx.GP64()),
	}
	ctx.Label("blocks")
	ctx.CMPQ(m.vectors, operand.U8(mostRows))
	ctx.JLT(operand.LabelRef("rest"))
	m.block(mostRows)
	ctx.ADDQ(operand.U8(offsetBytes*mostRows), m.to)
	ctx.ADDQ(operand.U8(offsetBytes*mostRows), m.at)
	ctx.SUBQ(operand.U8(mostRows), m.vectors)
	ctx.JMP(operand.LabelRef("blocks"))
	ctx.Label("rest")
	for n := mostRows - 1; n >= 1; n-- {
		next := fmt.Sprintf("not%d", n)
		ctx.CMPQ(m.vectors, operand.U8(n))
		ctx.JNE(operand.LabelRef(next))
		m.block(n)
		m.end()
		ctx.Label(next)
	}
	m.end()
}

// multiply is the state that lives across the blocks of a call.
type multiply struct {
	variant
	ctx             *build.Context
	to, at, vectors reg.Register
}

// row is 16 values in two registers.
type row [2]reg.VecVirtual

func (m multiply) newRow() row { return row{m.ctx.YMM(), m.ctx.YMM()} }

func (m multiply) end() {
	m.ctx.VZEROUPPER()
	m.ctx.RET()
}

// block works on the next n vectors.
func (m multiply) block(n int) {
	sums := make([]row, n)
	for v := range sums {
		sums[v] = m.newRow()
		for _, r := range sums[v] {
			m.ctx.VXORPS(r, r, r)
		}
	}
	m.steps(sums)
	m.flush(sums)
}

// steps adds up the products of all steps, two in each round of the loop.
func (m multiply) steps(sums []row) {
	ctx, n := m.ctx, len(sums)
	vectors := m.vectorAddresses(n)
	w := walk{
		step: ctx.Load(ctx.Param("step"), ctx.GP64()),
		w:    ctx.Load(ctx.Param("w"), ctx.GP64()),
		left: ctx.Load(ctx.Param("steps"), ctx.GP64()),
	}
	loop, middle := fmt.Sprintf("steps%d", n), fmt.Sprintf("middle%d", n)
	m.enter(w, loop, middle)
	ctx.Label(loop)
	m.step(sums, vectors, w, 0)
	ctx.Label(middle)
	m.step(sums, vectors, w, 1)
	ctx.ADDQ(operand.U8(2*offsetBytes), w.step)
	ctx.SUBQ(operand.I8(-2*rowBytes), w.w) // an addition of 128 would be a longer instruction
	ctx.SUBQ(operand.U8(2), w.left)
	ctx.JNZ(operand.LabelRef(loop))
}

// walk is where a block stands in the steps, and how many are left.
type walk struct{ step, w, left reg.Register }

// enter lets an odd number of steps begin in the middle of a round, as if there were one more before the first.
func (m multiply) enter(w walk, loop, middle string) {
	m.ctx.BTQ(operand.U8(0), w.left)
	m.ctx.JCC(operand.LabelRef(loop))
	m.ctx.INCQ(w.left)
	m.ctx.SUBQ(operand.U8(offsetBytes), w.step)
	m.ctx.SUBQ(operand.U8(rowBytes), w.w)
	m.ctx.JMP(operand.LabelRef(middle))
}

// vectorAddresses returns where the next n vectors begin.
func (m multiply) vectorAddresses(n int) []reg.Register {
	x := m.ctx.Load(m.ctx.Param("x"), m.ctx.GP64())
	addresses := make([]reg.Register, n)
	for v := range addresses {
		addresses[v] = m.ctx.GP64()
		m.ctx.MOVLQSX(operand.Mem{Base: m.at, Disp: offsetBytes * v}, addresses[v])
		m.ctx.LEAQ(operand.Mem{Base: x, Index: addresses[v], Scale: floatBytes}, addresses[v])
	}
	return addresses
}

// step adds the products of step i of a round.
func (m multiply) step(sums []row, vectors []reg.Register, w walk, i int) {
	at := m.ctx.GP64()
	m.ctx.MOVLQSX(operand.Mem{Base: w.step, Disp: offsetBytes * i}, at)
	weights := m.newRow()
	for j, r := range weights {
		m.ctx.VMOVUPS(operand.Mem{Base: w.w, Disp: rowBytes*i + rowBytes/2*j}, r)
	}
	for v, sum := range sums {
		x := operand.Mem{Base: vectors[v], Index: at, Scale: floatBytes}
		if m.lanewise {
			m.addLanes(sum, weights, x)
		} else {
			m.addValue(sum, weights, x)
		}
	}
}

// addValue adds the products of a row of weights with one value.
func (m multiply) addValue(sum, weights row, x operand.Mem) {
	value := m.ctx.YMM()
	m.ctx.VBROADCASTSS(x, value)
	for j, r := range sum {
		if m.fused {
			m.ctx.VFMADD231PS(weights[j], value, r)
			continue
		}
		product := m.ctx.YMM()
		m.ctx.VMULPS(weights[j], value, product)
		m.ctx.VADDPS(product, r, r)
	}
}

// addLanes adds the products of a row of weights with a row of values.
func (m multiply) addLanes(sum, weights row, x operand.Mem) {
	for j, r := range sum {
		values := x
		values.Disp = rowBytes / 2 * j
		if m.fused {
			m.ctx.VFMADD231PS(values, weights[j], r)
			continue
		}
		product := m.ctx.YMM()
		m.ctx.VMULPS(values, weights[j], product)
		m.ctx.VADDPS(product, r, r)
	}
}

// flush stores the sums, or adds them.
func (m multiply) flush(sums []row) {
	y := m.ctx.Load(m.ctx.Param("y"), m.ctx.GP64())
	mode := m.ctx.Load(m.ctx.Param("add"), m.ctx.GP8())
	store, done := fmt.Sprintf("store%d", len(sums)), fmt.Sprintf("done%d", len(sums))
	m.ctx.TESTB(mode, mode)
	m.ctx.JZ(operand.LabelRef(store))
	m.flushRows(y, sums, true)
	m.ctx.JMP(operand.LabelRef(done))
	m.ctx.Label(store)
	m.flushRows(y, sums, false)
	m.ctx.Label(done)
}

func (m multiply) flushRows(y reg.Register, sums []row, add bool) {
	for v, sum := range sums {
		at := m.ctx.GP64()
		m.ctx.MOVLQSX(operand.Mem{Base: m.to, Disp: offsetBytes * v}, at)
		for i, r := range sum {
			dst := operand.Mem{Base: y, Index: at, Scale: floatBytes, Disp: rowBytes / 2 * i}
			if add {
				m.ctx.VADDPS(dst, r, r)
			}
			m.ctx.VMOVUPS(r, dst)
		}
	}
}
