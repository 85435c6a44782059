// SPDX-License-Identifier: Apache-2.0

package drivertest

import (
	"math"

	"github.com/e2train/e2train/rtl/isa"
)

// mapped returns the grid with f applied to each element.
func (g grid) mapped(f func(int64) int64) grid {
	m := make(grid, len(g))
	for r := range g {
		for _, v := range g[r] {
			m[r] = append(m[r], f(v))
		}
	}
	return m
}

// halfUp returns v / 2^shift rounded, ties upwards.
func halfUp(shift uint8) func(int64) int64 {
	return func(v int64) int64 { return int64(math.Floor(float64(v)/math.Exp2(float64(shift)) + 0.5)) }
}

func checkStoreFormats(s *subject) error {
	if err := s.computes(); err != nil {
		return err
	}
	x := s.signedX(6)
	sums := x.times(s.weights())
	p := isa.Params{Shift: 6}
	return first(
		s.expect(s.gemmLaunch(x, true, isa.OpStoreInt32, 4, sums.mapped(halfUp(6)), p)),
		s.expect(s.gemmLaunch(x, true, isa.OpStoreInt16, 2, sums.mapped(halfUp(6)), p)),
		s.expect(s.gemmLaunch(x, true, isa.OpStoreInt64, 8, sums, p)),
		s.expect(s.gemmLaunch(x, true, isa.OpStoreSign, 1, sums.mapped(sign), p)),
	)
}

// checkRounding stores sums next to ties.
func checkRounding(s *subject) error {
	if err := s.computes(); err != nil {
		return err
	}
	for shift := range uint8(8) {
		x := s.newGrid(8, func(r, c int) int64 { // times weights: r times the first row
			if c == 0 {
				return int64(r)
			}
			return 0
		})
		l := s.gemmLaunch(x, false, isa.OpStoreInt32, 4, nil, isa.Params{Shift: shift})
		w := s.newGrid(s.lanes, func(_, c int) int64 { return int64(c) - int64(s.lanes)/2 })
		l.before[baseW] = w.encode(1)
		l.after[baseOut] = x.times(w).mapped(halfUp(shift)).encode(4)
		if err := s.expect(l); err != nil {
			return err
		}
	}
	return nil
}

// checkSaturation reaches the ends of both formats.
func checkSaturation(s *subject) error {
	if err := s.computes(); err != nil {
		return err
	}
	x := s.newGrid(1, func(_, _ int) int64 { return 255 })
	w := s.newGrid(s.lanes, func(_, c int) int64 { return 127 - 255*int64(c%2) })
	sums := x.times(w)
	clamp := func(v int64) int64 { return min(max(v, math.MinInt16), math.MaxInt16) }
	over := s.gemmLaunch(x, false, isa.OpStoreInt16, 2, sums.mapped(clamp), isa.Params{})
	over.saturated = true
	within := s.gemmLaunch(x, false, isa.OpStoreInt16, 2, sums.mapped(halfUp(6)), isa.Params{Shift: 6})
	for _, l := range []*launch{over, within} {
		l.before[baseW] = w.encode(1)
	}
	return first(s.expect(over), s.expect(within), s.expect(s.largeSums()))
}

// largeSums adds up to more than 32 bits, of either sign.
func (s *subject) largeSums() *launch {
	const tiles, times = 32, 5
	g := s.newGrid(1, func(_, _ int) int64 { return math.MinInt16 })
	w := s.newGrid(tiles*s.lanes, func(_, c int) int64 { return 127 - 255*int64(c%2) })
	t := gemm(1)
	t.SourceG, t.CI = true, tiles
	list := []isa.Tensor{t}
	t.Zero = false
	for range times - 1 {
		list = append(list, t)
	}
	l := &launch{saturated: true, maxAbs: 1 << 31}
	l.code = program(isa.OpStoreInt32, 1, loads(
		isa.Load{Op: isa.OpLoadG, Run: 1, Base: baseG},
		isa.Load{Op: isa.OpLoadW, Run: uint16(tiles * s.lanes), Base: baseW},
	), list...)
	l.code.Segments[0].Store[0].TrackMax = true
	l.before[baseG], l.before[baseW], l.before[baseOut] = g.encode(2), w.encode(1), dirty(s.lanes*4)
	l.after[baseOut] = s.newGrid(1, func(_, c int) int64 {
		if c%2 == 0 {
			return math.MinInt32
		}
		return math.MaxInt32
	}).encode(4)
	return l
}

// checkMaximum tracks one of two stores, whose largest value is negative; the other is larger.
func checkMaximum(s *subject) error {
	if err := s.computes(); err != nil {
		return err
	}
	x := s.newGrid(3, func(r, c int) int64 {
		if c == 0 {
			return []int64{3, -7, 100}[r]
		}
		return 0
	})
	l := s.gemmLaunch(x, true, isa.OpStoreInt32, 4, nil, isa.Params{})
	w := s.newGrid(s.lanes, func(_, _ int) int64 { return 9 })
	l.before[baseW] = w.encode(1)
	l.after[baseOut] = x.times(w).encode(4)
	l.maxAbs = 63
	store := &l.code.Segments[0].Store[0]
	other := *store
	store.Run, store.TrackMax = 2, true
	other.Header, other.Run, other.Acc, other.Offset = isa.Header{}, 1, 2, uint32(2*s.lanes*4)
	l.code.Segments[0].Store = append(l.code.Segments[0].Store, other)
	return s.expect(l)
}

// checkStrides gathers four runs of two entries out of order and scatters the results with gaps.
func checkStrides(s *subject) error {
	if err := s.computes(); err != nil {
		return err
	}
	x := s.unsignedX(16)
	entry, row := int32(s.lanes), int32(s.lanes*4)
	l := s.gemmLaunch(x, false, isa.OpStoreInt32, 4, nil, isa.Params{})
	segment := &l.code.Segments[0]
	segment.Load[0].Run, segment.Load[0].Count = 2, [3]uint16{2, 2, 1}
	segment.Load[0].Offset, segment.Load[0].Stride = uint32(12*entry), [3]int32{-8 * entry, 2 * entry}
	segment.Tensor[0].NX, segment.Tensor[0].XLim = 8, 8
	segment.Store[0].Run, segment.Store[0].Count = 1, [3]uint16{4, 1, 2}
	segment.Store[0].Offset, segment.Store[0].Stride = uint32(6*row), [3]int32{-2 * row, 0, 9 * row}

	result := x.times(s.weights())
	l.before[baseOut], l.after[baseOut] = dirty(16*int(row)), dirty(16*int(row))
	from := []int{12, 13, 4, 5, 14, 15, 6, 7}
	to := []int{6, 4, 2, 0, 15, 13, 11, 9}
	for i := range from {
		copy(l.after[baseOut][to[i]*int(row):], grid{result[from[i]]}.encode(4))
	}
	return s.expect(l)
}
