// SPDX-License-Identifier: Apache-2.0

package isa

import "fmt"

// span is a range of entries [low, high); empty when high <= low.
type span struct{ low, high int }

func (s span) empty() bool           { return s.high <= s.low }
func (s span) within(depth int) bool { return s.empty() || s.low >= 0 && s.high <= depth }
func (s span) overlaps(o span) bool {
	return !s.empty() && !o.empty() && s.low < o.high && o.low < s.high
}
func (s span) String() string { return fmt.Sprintf("[%d, %d)", s.low, s.high) }

// plus returns the span of all sums of an element of s and one of o.
func (s span) plus(o span) span {
	if s.empty() || o.empty() {
		return span{}
	}
	return span{s.low + o.low, s.high + o.high - 1}
}

// steps returns the span of i*stride for i in [0, n).
func steps(n uint16, stride int) span {
	last := (int(n) - 1) * stride
	return span{min(0, last), max(0, last) + 1}
}

// source returns the entries that t reads as its source: in X, or in G if SourceG. Padding is not read.
func (t *Tensor) source() span {
	if t.NoTaps {
		return span{}
	}
	s := span{int(t.Src), int(t.Src) + 1}
	s = s.plus(axis(t.NX, t.KX, t.SX, t.SKX, t.X0, t.XLim, t.StepX, t.TapX))
	s = s.plus(axis(t.NY, t.KY, t.SY, t.SKY, t.Y0, t.YLim, t.StepY, t.TapY))
	return s.plus(steps(t.NN, int(t.SN))).plus(steps(t.CI, int(t.SCI)))
}

// axis returns the span of i*stride + k*tapStride over the positions whose coordinate is inside [0, limit).
func axis(n, taps uint16, stride, tapStride, origin int16, limit uint16, step, tap int8) (s span) {
	for k := range int(taps) {
		inside := positions(int(n), int(origin)+k*int(tap), int(step), int(limit))
		if inside.empty() {
			continue
		}
		first, last := inside.low*int(stride)+k*int(tapStride), (inside.high-1)*int(stride)+k*int(tapStride)
		if s.empty() {
			s = span{first, first + 1}
		}
		s = span{min(s.low, first, last), max(s.high, first+1, last+1)}
	}
	return s
}

// positions returns the i in [0, n) whose coordinate origin + i*step is inside [0, limit).
func positions(n, origin, step, limit int) span {
	if step < 0 { // mirror the coordinates
		origin, step = limit-1-origin, -step
	}
	switch {
	case step > 0:
		return span{max(0, ceilDiv(-origin, step)), min(n, ceilDiv(limit-origin, step))}
	case origin >= 0 && origin < limit:
		return span{0, n}
	}
	return span{}
}

// ceilDiv returns a/b rounded up, for positive b.
func ceilDiv(a, b int) int {
	if a > 0 {
		return (a + b - 1) / b
	}
	return a / b
}

// rowOperand returns the G entries that an OUTER reads as row operand.
func (t *Tensor) rowOperand() span {
	return span{int(t.G), int(t.G) + 1}.plus(steps(t.NX, int(t.GX))).plus(steps(t.NY, int(t.GY))).
		plus(steps(t.NN, int(t.GN))).plus(steps(t.CO, int(t.GCO)))
}

// accSpan returns the range of ACC rows between the first and the last that t touches.
func (t *Tensor) accSpan(c *Config) span {
	if t.Op == OpGemm {
		return span{int(t.Acc), int(t.Acc) + 1}.plus(steps(t.NX, int(t.AX))).plus(steps(t.NY, int(t.AY))).plus(steps(t.NN, int(t.AN)))
	}
	return span{int(t.Acc), int(t.Acc) + int(t.Second) + t.Tiles()*c.Lanes}
}

// AccRowsOf returns the ACC row of each vector of a GEMM, in issue order.
func (t *Tensor) AccRowsOf() []int {
	rows := make([]int, 0, t.Vectors())
	for n := range int(t.NN) {
		for y := range int(t.NY) {
			for x := range int(t.NX) {
				rows = append(rows, int(t.Acc)+n*int(t.AN)+y*int(t.AY)+x*int(t.AX))
			}
		}
	}
	return rows
}

// eachAccRow calls f for every ACC row that t touches.
func (t *Tensor) eachAccRow(c *Config, f func(row int)) {
	if t.Op == OpGemm {
		for _, row := range t.AccRowsOf() {
			f(row)
		}
		return
	}
	for k := range t.Tiles() * c.Lanes {
		f(int(t.Acc) + k)
		if t.Pack != PackNone {
			f(int(t.Acc) + int(t.Second) + k)
		}
	}
}

// transfer is what LOAD and STORE share: three loops of linear runs in DRAM.
type transfer struct {
	op     Opcode
	run    uint16
	count  [3]uint16
	base   uint8
	offset uint32
	stride [3]int32
}

func (l *Load) transfer() transfer { return transfer{l.Op, l.Run, l.Count, l.Base, l.Offset, l.Stride} }
func (s *Store) transfer() transfer {
	return transfer{s.Op, s.Run, s.Count, s.Base, s.Offset, s.Stride}
}

func (t transfer) runs() int    { return int(t.count[0]) * int(t.count[1]) * int(t.count[2]) }
func (t transfer) entries() int { return t.runs() * int(t.run) }

// span returns the range of byte offsets that the transfer touches.
func (t transfer) span(c *Config) (low, high int64) {
	low, high = int64(t.offset), int64(t.offset)
	for i, n := range t.count {
		last := (int64(n) - 1) * int64(t.stride[i])
		low += min(0, last)
		high += max(0, last)
	}
	return low, high + int64(t.run)*int64(c.EntryBytes(t.op))
}

// eachRun calls f with the byte offset of every run, in order.
func (t transfer) eachRun(f func(offset int64)) {
	for k := range int64(t.count[2]) {
		for j := range int64(t.count[1]) {
			for i := range int64(t.count[0]) {
				f(int64(t.offset) + i*int64(t.stride[0]) + j*int64(t.stride[1]) + k*int64(t.stride[2]))
			}
		}
	}
}

// Entries returns the number of buffer entries that l writes.
func (l *Load) Entries() int { return l.transfer().entries() }

// Entries returns the number of ACC rows that s reads.
func (s *Store) Entries() int { return s.transfer().entries() }

// EachRun calls f with the byte offset (to its base register) of every run, in order.
func (l *Load) EachRun(f func(offset int64)) { l.transfer().eachRun(f) }

// EachRun calls f with the byte offset (to its base register) of every run, in order.
func (s *Store) EachRun(f func(offset int64)) { s.transfer().eachRun(f) }

// Extent returns the range of byte offsets to its base register that l reads.
func (l *Load) Extent(c *Config) (low, high int64) { return l.transfer().span(c) }

// Extent returns the range of byte offsets to its base register that s writes.
func (s *Store) Extent(c *Config) (low, high int64) { return s.transfer().span(c) }
