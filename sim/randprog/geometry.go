// SPDX-License-Identifier: Apache-2.0

package randprog

import (
	"math"

	"github.com/e2train/e2train/rtl/isa"
)

// randomSource chooses strides, padding and place of the source entries.
func (b *builder) randomSource(t *isa.Tensor) bool {
	if t.NoTaps && b.chance(2) {
		return true // no source: all fields stay zero
	}
	width := b.between(1, 12)
	if b.chance(2) { // as a convolution does
		t.SX, t.SY, t.SN = 1, int16(width), int16(width*b.between(1, 8))
		t.SKX, t.SKY, t.SCI = 1, int16(width), int16(width*b.between(1, 4))
		t.StepX, t.StepY, t.TapX, t.TapY = 1, 1, 1, 1
	} else {
		for _, s := range []*int16{&t.SX, &t.SY, &t.SN, &t.SKX, &t.SKY, &t.SCI} {
			*s = int16(b.between(-7, 9))
		}
		for _, s := range []*int8{&t.StepX, &t.StepY, &t.TapX, &t.TapY} {
			*s = int8(b.between(-3, 3))
		}
	}
	t.X0, t.Y0 = int16(b.between(-3, 2)), int16(b.between(-3, 2))
	t.XLim, t.YLim = uint16(b.between(1, 12)), uint16(b.between(1, 12))
	if b.chance(40) {
		t.XLim = 0 // padding only
	}
	if t.NoTaps {
		return true
	}
	s := sourceSpan(t)
	if s.size() > b.sourceDepth(t) {
		return false
	}
	if s.size() <= 0 {
		t.Src = int16(b.between(math.MinInt16, math.MaxInt16))
		return true
	}
	at := b.nearby(b.sourceDepth(t)-s.size()) - s.low
	t.Src = int16(at)
	return int(t.Src) == at
}

// start returns a random first entry, not negative, for an operand whose entries relative to it are s, so that all are in a
// buffer.
func (b *builder) start(s span, depth int) (at int, ok bool) {
	low := max(0, s.low)
	most := depth - s.size()
	if most < low {
		return 0, false
	}
	return low + b.nearby(most-low) - s.low, true
}

func (b *builder) sourceDepth(t *isa.Tensor) int {
	if t.SourceG {
		return b.config.GDepth
	}
	return b.config.XDepth
}

// randomRowOperand chooses the entries of G that an OUTER reads.
func (b *builder) randomRowOperand(t *isa.Tensor) bool {
	t.GX, t.GY, t.GN, t.GCO = 1, int16(t.NX), int16(t.NX*t.NY), int16(t.NX*t.NY*t.NN)
	if b.chance(2) {
		for _, s := range []*int16{&t.GX, &t.GY, &t.GN, &t.GCO} {
			*s = int16(b.between(-5, 9))
		}
	}
	at, ok := b.start(rowSpan(t), b.config.GDepth)
	t.G = uint16(at)
	return ok
}

// randomAccRows chooses the rows of a GEMM; no two vectors may share one.
func (b *builder) randomAccRows(t *isa.Tensor) bool {
	strides := []int{1, int(t.NX), int(t.NX) * int(t.NY)}
	if b.chance(2) { // another nesting, gaps, backwards
		gap := b.between(1, 3)
		strides = []int{int(t.NY) * gap, gap, int(t.NX) * int(t.NY) * gap}
		for i := range strides {
			if b.chance(4) {
				strides[i] = -strides[i]
			}
		}
	}
	t.AX, t.AY, t.AN = int16(strides[0]), int16(strides[1]), int16(strides[2])
	s := along(t.NX, t.AX).plus(along(t.NY, t.AY)).plus(along(t.NN, t.AN))
	at, ok := b.start(s, b.config.AccRows())
	t.Acc = uint16(at)
	return ok
}

// operands returns what t touches on the chip.
func (b *builder) operands(t *isa.Tensor) (f footprint) {
	rows := t.Tiles() * b.config.Lanes
	if s := sourceSpan(t); !t.NoTaps && s.size() > 0 {
		op := isa.OpLoadX
		if t.SourceG {
			op = isa.OpLoadG
		}
		f.buffers[op] = s.shifted(int(t.Src))
	}
	if t.Op == isa.OpGemm && !t.NoTaps {
		f.buffers[isa.OpLoadW] = span{0, rows}.shifted(int(t.W))
	}
	if t.Op == isa.OpOuter {
		f.buffers[isa.OpLoadG] = rowSpan(t).shifted(int(t.G))
	}
	if t.Masked {
		f.buffers[isa.OpLoadMask] = span{0, rows}.shifted(int(t.Mask))
	}
	acc := b.accRows(t)
	low, high := acc[0], acc[0]
	for _, row := range acc {
		low, high = min(low, row), max(high, row)
	}
	f.banks = b.bankSpan(span{low, high + 1})
	return f
}

// accRows returns the ACC rows that t touches.
func (b *builder) accRows(t *isa.Tensor) (rows []int) {
	if t.Op == isa.OpGemm {
		return t.AccRowsOf()
	}
	for i := range t.Tiles() * b.config.Lanes {
		rows = append(rows, int(t.Acc)+i)
		if t.Pack != isa.PackNone {
			rows = append(rows, int(t.Acc)+int(t.Second)+i)
		}
	}
	return rows
}

func (s span) shifted(by int) span { return span{s.low + by, s.high + by} }

// plus returns the range of sums of an element of s and one of o.
func (s span) plus(o span) span {
	if s.size() <= 0 || o.size() <= 0 {
		return span{}
	}
	return span{s.low + o.low, s.high + o.high - 1}
}

// along returns the range of i*stride for i below n.
func along(n uint16, stride int16) span {
	last := (int(n) - 1) * int(stride)
	return span{min(0, last), max(0, last) + 1}
}

// sourceSpan returns the source entries that t reads, relative to Src.
func sourceSpan(t *isa.Tensor) span {
	x := axis(t.NX, t.KX, t.SX, t.SKX, t.X0, t.XLim, t.StepX, t.TapX)
	y := axis(t.NY, t.KY, t.SY, t.SKY, t.Y0, t.YLim, t.StepY, t.TapY)
	return x.plus(y).plus(along(t.NN, t.SN)).plus(along(t.CI, t.SCI))
}

// axis returns the range of offsets along one axis whose coordinates are inside.
func axis(n, taps uint16, stride, tapStride, origin int16, limit uint16, step, tap int8) (s span) {
	for i := range int(n) {
		for k := range int(taps) {
			at := int(origin) + i*int(step) + k*int(tap)
			offset := i*int(stride) + k*int(tapStride)
			switch {
			case at < 0 || at >= int(limit):
			case s.size() <= 0:
				s = span{offset, offset + 1}
			default:
				s = span{min(s.low, offset), max(s.high, offset+1)}
			}
		}
	}
	return s
}

// rowSpan returns the entries of G that an OUTER reads, relative to G.
func rowSpan(t *isa.Tensor) span {
	return along(t.NX, t.GX).plus(along(t.NY, t.GY)).plus(along(t.NN, t.GN)).plus(along(t.CO, t.GCO))
}
