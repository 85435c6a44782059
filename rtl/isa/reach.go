// SPDX-License-Identifier: Apache-2.0

package isa

import "fmt"

// span is a range of entries or bytes [low, high); empty when high <= low. It has 64 bits also where int has 32, so that
// no field values overflow it.
type span struct{ low, high int64 }

func (s span) empty() bool           { return s.high <= s.low }
func (s span) within(depth int) bool { return s.empty() || s.low >= 0 && s.high <= int64(depth) }
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

// spanOf returns the n entries from first on.
func spanOf(first, n int64) span { return span{first, first + n} }

// steps returns the span of i*stride for i in [0, n).
func steps(n uint16, stride int16) span {
	last := (int64(n) - 1) * int64(stride)
	return span{min(0, last), max(0, last) + 1}
}

// source returns the entries that t reads as its source: in X, or in G if SourceG. Padding is not read.
func (t *Tensor) source() span {
	if t.NoTaps {
		return span{}
	}
	s := spanOf(int64(t.Src), 1)
	s = s.plus(axis(t.NX, t.KX, t.SX, t.SKX, t.X0, t.XLim, t.StepX, t.TapX))
	s = s.plus(axis(t.NY, t.KY, t.SY, t.SKY, t.Y0, t.YLim, t.StepY, t.TapY))
	return s.plus(steps(t.NN, t.SN)).plus(steps(t.CI, t.SCI))
}

// axis returns the span of i*stride + k*tapStride over the positions whose coordinate is inside [0, limit).
func axis(n, taps uint16, stride, tapStride, origin int16, limit uint16, step, tap int8) (s span) {
	for k := range int64(taps) {
		inside := positions(int64(n), int64(origin)+k*int64(tap), int64(step), int64(limit))
		if inside.empty() {
			continue
		}
		first, last := inside.low*int64(stride)+k*int64(tapStride), (inside.high-1)*int64(stride)+k*int64(tapStride)
		if s.empty() {
			s = spanOf(first, 1)
		}
		s = span{min(s.low, first, last), max(s.high, first+1, last+1)}
	}
	return s
}

// positions returns the i in [0, n) whose coordinate origin + i*step is inside [0, limit).
func positions(n, origin, step, limit int64) span {
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
func ceilDiv(a, b int64) int64 {
	if a > 0 {
		return (a + b - 1) / b
	}
	return a / b
}

// rowOperand returns the G entries that an OUTER reads as row operand.
func (t *Tensor) rowOperand() span {
	return spanOf(int64(t.G), 1).plus(steps(t.NX, t.GX)).plus(steps(t.NY, t.GY)).plus(steps(t.NN, t.GN)).plus(steps(t.CO, t.GCO))
}

// accSpan returns the range of ACC rows between the first and the last that t touches.
func (t *Tensor) accSpan(c *Config) span {
	if t.Op == OpGemm {
		return spanOf(int64(t.Acc), 1).plus(steps(t.NX, t.AX)).plus(steps(t.NY, t.AY)).plus(steps(t.NN, t.AN))
	}
	return spanOf(int64(t.Acc), int64(t.Second)+t.tileRows(c))
}

// tileRows returns the rows of all tiles of t together, in W, in the mask or (OUTER) in ACC.
func (t *Tensor) tileRows(c *Config) int64 { return t.tiles() * int64(c.Lanes) }

// AccRowsOf returns the ACC row of each vector of a GEMM, in issue order.
func (t *Tensor) AccRowsOf() []int {
	rows := make([]int, 0, t.Vectors())
	t.eachAccRow(func(row int) { rows = append(rows, row) })
	return rows
}

// eachAccRow calls f with the ACC row of each vector of a GEMM, in issue order.
func (t *Tensor) eachAccRow(f func(row int)) {
	for n := range int(t.NN) {
		for y := range int(t.NY) {
			for x := range int(t.NX) {
				f(int(t.Acc) + n*int(t.AN) + y*int(t.AY) + x*int(t.AX))
			}
		}
	}
}

// accSet returns the ACC rows that t touches, and the first that a GEMM touches twice in a tile, -1 if there is none. All rows
// must exist.
func (t *Tensor) accSet(c *Config) (rows entrySet, twice int) {
	rows, twice = newEntrySet(c.AccRows()), -1
	if t.Op == OpGemm {
		t.eachAccRow(func(row int) {
			if rows.add(row) && twice < 0 {
				twice = row
			}
		})
		return rows, twice
	}
	rows.addSpan(spanOf(int64(t.Acc), t.tileRows(c)))
	if t.Pack != PackNone {
		rows.addSpan(spanOf(int64(t.Acc)+int64(t.Second), t.tileRows(c)))
	}
	return rows, twice
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

func (t transfer) entries() int64 {
	return int64(t.count[0]) * int64(t.count[1]) * int64(t.count[2]) * int64(t.run)
}

// span returns the range of byte offsets that the transfer touches.
func (t transfer) span(c *Config) span {
	s := spanOf(int64(t.offset), int64(t.run)*int64(c.EntryBytes(t.op)))
	for i, n := range t.count {
		last := (int64(n) - 1) * int64(t.stride[i])
		s.low += min(0, last)
		s.high += max(0, last)
	}
	return s
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

// dest returns the buffer entries that l writes.
func (l *Load) dest() span { return spanOf(int64(l.Dest), l.transfer().entries()) }

// rows returns the ACC rows that s reads.
func (s *Store) rows() span { return spanOf(int64(s.Acc), s.transfer().entries()) }

// Entries returns the number of buffer entries that l writes.
func (l *Load) Entries() int { return int(l.transfer().entries()) }

// Entries returns the number of ACC rows that s reads.
func (s *Store) Entries() int { return int(s.transfer().entries()) }

// EachRun calls f with the byte offset (to its base register) of every run, in order.
func (l *Load) EachRun(f func(offset int64)) { l.transfer().eachRun(f) }

// EachRun calls f with the byte offset (to its base register) of every run, in order.
func (s *Store) EachRun(f func(offset int64)) { s.transfer().eachRun(f) }

// bytes returns the range of byte offsets to its base register that l reads.
func (l *Load) bytes(c *Config) span { return l.transfer().span(c) }

// bytes returns the range of byte offsets to its base register that s writes.
func (s *Store) bytes(c *Config) span { return s.transfer().span(c) }

// Extent returns the range of byte offsets to its base register that l reads.
func (l *Load) Extent(c *Config) (low, high int64) { return l.bytes(c).low, l.bytes(c).high }

// Extent returns the range of byte offsets to its base register that s writes.
func (s *Store) Extent(c *Config) (low, high int64) { return s.bytes(c).low, s.bytes(c).high }
