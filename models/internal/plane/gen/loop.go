// SPDX-License-Identifier: Apache-2.0

package main

import (
	"github.com/mmcloughlin/avo/build"
	"github.com/mmcloughlin/avo/gotypes"
	"github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

const (
	lanes     = 16 // of a pixel
	halves    = 2  // registers of float32 or int32 that a pixel is
	quarters  = 4  // registers of float64 that a pixel is
	halfBytes = 32
)

// loop is a function under construction: a walk over at least one pixel.
type loop struct {
	*build.Context
	arrays []array
}

// array is a parameter that points to the next pixel.
type array struct {
	at    reg.Register
	bytes int // of a pixel
}

// begin starts a function that has a parameter pixels. does are the lines that say what it does.
func begin(ctx *build.Context, name, signature string, does ...string) *loop {
	ctx.Function(name)
	ctx.Pragma("noescape")
	ctx.SignatureExpr(signature)
	does[0] = name + " " + does[0]
	does[len(does)-1] += "; pixels >= 1."
	ctx.Doc(does...)
	return &loop{Context: ctx}
}

// array returns the place of the current pixel in an array of elements of size bytes.
func (l *loop) array(name string, size int) operand.Mem {
	a := array{l.Load(l.Param(name), l.GP64()), size * lanes}
	l.arrays = append(l.arrays, a)
	return operand.Mem{Base: a.at}
}

// maskArray is array for one bit of each element.
func (l *loop) maskArray(name string) operand.Mem {
	a := array{l.Load(l.Param(name), l.GP64()), lanes / 8}
	l.arrays = append(l.arrays, a)
	return operand.Mem{Base: a.at}
}

// each emits the walk; body emits what is done to one pixel.
func (l *loop) each(body func()) {
	pixels := l.Load(l.Param("pixels"), l.GP64())
	l.Label("pixel")
	body()
	for _, a := range l.arrays {
		l.ADDQ(operand.U8(a.bytes), a.at)
	}
	l.DECQ(pixels)
	l.JNZ(operand.LabelRef("pixel"))
}

// end returns from the function.
func (l *loop) end() {
	l.VZEROUPPER()
	l.RET()
}

// address returns where a parameter or result is.
func (l *loop) address(c gotypes.Component) operand.Mem {
	b, err := c.Resolve()
	if err != nil {
		panic(err) // the name is not in the signature above it
	}
	return b.Addr
}

// scalar returns eight copies of a float32 parameter.
func (l *loop) scalar(name string) reg.VecVirtual {
	v := l.YMM()
	l.VBROADCASTSS(l.address(l.Param(name)), v)
	return v
}

// integer returns eight copies of an int32.
func (l *loop) integer(bits uint32) reg.VecVirtual {
	value, v := l.GP32(), l.YMM()
	l.MOVL(operand.U32(bits), value)
	l.VMOVD(value, v.AsX())
	l.VPBROADCASTD(v.AsX(), v)
	return v
}

// zero returns a register of zeros.
func (l *loop) zero() reg.VecVirtual {
	v := l.YMM()
	l.VPXOR(v, v, v)
	return v
}

// coefficients reads the 16 float32 that a parameter points to.
func (l *loop) coefficients(name string) (v [halves]reg.VecVirtual) {
	from := l.Load(l.Param(name), l.GP64())
	for half := range v {
		v[half] = l.YMM()
		l.VMOVUPS(operand.Mem{Base: from, Disp: halfBytes * half}, v[half])
	}
	return v
}

// sums reads the 16 float64 that a parameter points to.
func (l *loop) sums(name string) (v [quarters]reg.VecVirtual) {
	from := l.Load(l.Param(name), l.GP64())
	for q := range v {
		v[q] = l.YMM()
		l.VMOVUPD(operand.Mem{Base: from, Disp: halfBytes * q}, v[q])
	}
	return v
}

// putSums writes them back.
func (l *loop) putSums(name string, v [quarters]reg.VecVirtual) {
	to := l.Load(l.Param(name), l.GP64())
	for q := range v {
		l.VMOVUPD(v[q], operand.Mem{Base: to, Disp: halfBytes * q})
	}
}

// doubles returns the two quarters in float64 that a half is.
func (l *loop) doubles(v reg.VecVirtual) [2]reg.VecVirtual {
	low, high := l.YMM(), l.YMM()
	l.VEXTRACTF128(operand.U8(1), v, high.AsX())
	l.VCVTPS2PD(v.AsX(), low)
	l.VCVTPS2PD(high.AsX(), high)
	return [2]reg.VecVirtual{low, high}
}

// doublesAt is doubles of a half in memory.
func (l *loop) doublesAt(m operand.Mem) [2]reg.VecVirtual {
	low, high := l.YMM(), l.YMM()
	l.VCVTPS2PD(m, low)
	l.VCVTPS2PD(m.Offset(halfBytes/2), high)
	return [2]reg.VecVirtual{low, high}
}

// across stores what op, a maximum or a sum, makes of the eight int32 of v as a result. It overwrites v.
func (l *loop) across(op func(...operand.Op), v reg.VecVirtual, result string) {
	other, value := l.XMM(), l.GP32()
	l.VEXTRACTI128(operand.U8(1), v, other)
	op(other, v.AsX(), v.AsX())
	l.VPSHUFD(operand.U8(0x4E), v.AsX(), other)
	op(other, v.AsX(), v.AsX())
	l.VPSHUFD(operand.U8(0xB1), v.AsX(), other)
	op(other, v.AsX(), v.AsX())
	l.VMOVD(v.AsX(), value)
	l.Store(value, l.Return(result))
}
