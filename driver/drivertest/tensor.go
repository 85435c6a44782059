// SPDX-License-Identifier: Apache-2.0

package drivertest

import (
	"github.com/e2train/e2train/rtl/isa"
	"github.com/e2train/e2train/sim/timing"
)

// gemmLaunch multiplies signed or unsigned X with one weight tile and stores in a format whose elements have size bytes.
func (s *subject) gemmLaunch(x grid, signed bool, op isa.Opcode, size int, result grid, params isa.Params) *launch {
	n := len(x)
	l := &launch{params: params}
	l.code = program(op, n, loads(
		isa.Load{Op: isa.OpLoadX, Signed: signed, Run: uint16(n), Base: baseX},
		isa.Load{Op: isa.OpLoadW, Run: uint16(s.lanes), Base: baseW},
	), gemm(n))
	l.before[baseX], l.before[baseW], l.before[baseOut] = x.encode(1), s.weights().encode(1), dirty(n*s.lanes*size)
	l.after[baseOut] = result.encode(size)
	return l
}

func checkGemm(s *subject) error {
	if err := s.computes(); err != nil {
		return err
	}
	plain, signed := s.unsignedX(5), s.signedX(30)
	return first(
		s.expect(s.gemmLaunch(plain, false, isa.OpStoreInt32, 4, plain.times(s.weights()), isa.Params{})),
		s.expect(s.gemmLaunch(signed, true, isa.OpStoreInt32, 4, signed.times(s.weights()), isa.Params{})),
	)
}

func checkGemmOnGradients(s *subject) error {
	if err := s.computes(); err != nil {
		return err
	}
	g, w := s.gradients(7), s.weights()
	t := gemm(7)
	t.SourceG = true
	l := &launch{code: program(isa.OpStoreInt32, 7, loads(
		isa.Load{Op: isa.OpLoadG, Run: 7, Base: baseG},
		isa.Load{Op: isa.OpLoadW, Run: uint16(s.lanes), Base: baseW},
	), t)}
	l.before[baseG], l.before[baseW], l.before[baseOut] = g.encode(2), w.encode(1), dirty(7*s.lanes*4)
	l.after[baseOut] = g.times(w).encode(4)
	return s.expect(l)
}

// checkGemmPadding is a convolution along a line of 5 with 3 taps, padding 1, and stride 1 or 2.
func checkGemmPadding(s *subject) error {
	if err := s.computes(); err != nil {
		return err
	}
	x := s.signedX(5)
	w := s.newGrid(3*s.lanes, func(r, c int) int64 { return int64(r*7+c*3)%200 - 100 })
	for stride := 1; stride <= 2; stride++ {
		n := (len(x)-1)/stride + 1
		t := gemm(n)
		t.KX, t.SKX, t.TapX, t.X0, t.Src, t.XLim = 3, 1, 1, -1, -1, 5
		t.StepX, t.SX = int8(stride), int16(stride)
		l := &launch{code: program(isa.OpStoreInt32, n, loads(
			isa.Load{Op: isa.OpLoadX, Signed: true, Run: 5, Base: baseX},
			isa.Load{Op: isa.OpLoadW, Run: uint16(3 * s.lanes), Base: baseW},
		), t)}
		result := make(grid, n)
		for v := range result {
			result[v] = make([]int64, s.lanes)
			for tap := range 3 {
				at := v*stride + tap - 1
				if at < 0 || at >= len(x) {
					continue
				}
				for c, sum := range (grid{x[at]}).times(w[tap*s.lanes:][:s.lanes])[0] {
					result[v][c] += sum
				}
			}
		}
		l.before[baseX], l.before[baseW], l.before[baseOut] = x.encode(1), w.encode(1), dirty(n*s.lanes*4)
		l.after[baseOut] = result.encode(4)
		if err := s.expect(l); err != nil {
			return err
		}
	}
	return nil
}

func checkGemmAccumulates(s *subject) error {
	if err := s.computes(); err != nil {
		return err
	}
	x := s.unsignedX(4)
	l := s.gemmLaunch(x, false, isa.OpStoreInt32, 4, x.times(s.weights()), isa.Params{})
	segment := &l.code.Segments[0]
	again := gemm(4)
	again.Zero = false
	segment.Tensor[0].Done = 0
	again.Done = summed.SignalBit()
	segment.Tensor = append(segment.Tensor, again)
	sum := x.times(s.weights())
	for _, row := range sum {
		for c := range row {
			row[c] *= 2
		}
	}
	l.after[baseOut] = sum.encode(4)
	return s.expect(l)
}

// checkNoTaps overwrites one of three rows with zeros.
func checkNoTaps(s *subject) error {
	if err := s.computes(); err != nil {
		return err
	}
	x := s.unsignedX(3)
	l := s.gemmLaunch(x, false, isa.OpStoreInt32, 4, x.times(s.weights()), isa.Params{})
	segment := &l.code.Segments[0]
	clearing := isa.Tensor{Op: isa.OpGemm, Zero: true, NoTaps: true, Fence: true, NX: 1, NY: 1, NN: 1, KX: 1, KY: 1, CI: 1, Acc: 1}
	segment.Tensor[0].Done = 0
	clearing.Done = summed.SignalBit()
	segment.Tensor = append(segment.Tensor, clearing)
	clear(l.after[baseOut][s.lanes*4 : 2*s.lanes*4])
	return s.expect(l)
}

// outerLaunch adds up outer products of n vectors by the given instructions and stores the rows of result.
func (s *subject) outerLaunch(x, g, result grid, signed bool, tensors ...isa.Tensor) *launch {
	l := &launch{code: program(isa.OpStoreInt32, len(result), loads(
		isa.Load{Op: isa.OpLoadX, Signed: signed, Run: uint16(len(x)), Base: baseX},
		isa.Load{Op: isa.OpLoadG, Run: uint16(len(g)), Base: baseG},
	), tensors...)}
	l.before[baseX], l.before[baseG], l.before[baseOut] = x.encode(1), g.encode(2), dirty(len(result)*s.lanes*4)
	l.after[baseOut] = result.encode(4)
	return l
}

func checkOuter(s *subject) error {
	if err := s.computes(); err != nil {
		return err
	}
	x, g := s.signedX(9), s.gradients(9)
	again := outer(9)
	again.Zero = false
	twice := g.transposed().times(x)
	for _, row := range twice {
		for c := range row {
			row[c] *= 2
		}
	}
	return first(
		s.expect(s.outerLaunch(x, g, g.transposed().times(x), true, outer(9))),
		s.expect(s.outerLaunch(x, g, twice, true, outer(9), again)),
	)
}

// checkPacked computes two tiles of 4-bit operands at once.
func checkPacked(s *subject) error {
	if err := s.computes(); err != nil {
		return err
	}
	g := s.newGrid(6, func(r, c int) int64 { return int64(r*311+c*97)%1024 - 512 })
	for _, mode := range []struct {
		pack   isa.PackMode
		lowest int64
	}{{isa.PackUnsigned, 0}, {isa.PackSigned, -8}} {
		a := s.newGrid(6, func(r, c int) int64 { return int64(r*5+c*3)%16 + mode.lowest })
		b := s.newGrid(6, func(r, c int) int64 { return int64(r*7+c*11+2)%16 + mode.lowest })
		x := s.newGrid(6, func(r, c int) int64 { return a[r][c]&15<<4 | b[r][c]&15 })
		t := outer(6)
		t.Pack, t.Second = mode.pack, uint16(s.lanes)
		result := append(g.transposed().times(a), g.transposed().times(b)...)
		if err := s.expect(s.outerLaunch(x, g, result, false, t)); err != nil {
			return err
		}
	}
	return nil
}

// tau parts the predicted gradients of maskedLaunch.
const tau = 1000

// predicted returns one tile of predicted gradients, some of them equal to tau, zero, and the most negative.
func (s *subject) predicted() grid {
	values := []int64{0, tau, -tau, tau - 1, 1 - tau, -1 << 31, 1<<31 - 1, -1, 1}
	return s.newGrid(s.lanes, func(r, c int) int64 { return values[(r*s.lanes+c)%len(values)] })
}

func sign(v int64) int64 { return min(max(v, -1), 1) }

// maskedLaunch runs plain ones, then a masked OUTER that decides what each weight becomes: predicted gradient, sum.
func (s *subject) maskedLaunch(t isa.Tensor, skipLimit int, becomes func(p, sum int64) int64) *launch {
	x, g, p := s.unsignedX(4), s.gradients(4), s.predicted()
	sums := g.transposed().times(x)
	decided := 0
	result := s.newGrid(s.lanes, func(r, c int) int64 {
		if max(p[r][c], -p[r][c]) >= tau {
			decided++
		}
		return becomes(p[r][c], sums[r][c])
	})
	t.Masked = true
	l := s.outerLaunch(x, g, result, false, outer(4), t)
	l.params = isa.Params{Tau: tau, SkipLimit: uint16(skipLimit)}
	mask := isa.Load{Op: isa.OpLoadMask, Run: uint16(s.lanes), Count: once, Base: baseMask}
	segment := &l.code.Segments[0]
	segment.Load = append([]isa.Load{mask}, segment.Load...)
	l.before[baseMask] = p.encode(4)
	tile := timing.Tile{Decided: decided, Skip: s.lanes*s.lanes-decided <= skipLimit}
	l.masks = timing.Masks{{nil, {tile}}}
	return l
}

func checkMasked(s *subject) error {
	if err := s.computes(); err != nil {
		return err
	}
	overwrite, add := outer(4), outer(4)
	add.Zero = false
	return first(
		s.expect(s.maskedLaunch(overwrite, 0, func(p, sum int64) int64 {
			if max(p, -p) >= tau {
				return sign(p)
			}
			return sum
		})),
		s.expect(s.maskedLaunch(add, 0, func(p, sum int64) int64 {
			if max(p, -p) >= tau {
				return sum
			}
			return 2 * sum
		})),
	)
}

func checkSkipped(s *subject) error {
	if err := s.computes(); err != nil {
		return err
	}
	overwrite, fill, add := outer(4), outer(4), outer(4)
	fill.FillSign = true
	add.Zero = false
	all := s.lanes * s.lanes
	return first(
		s.expect(s.maskedLaunch(overwrite, all, func(p, _ int64) int64 {
			if max(p, -p) >= tau {
				return sign(p)
			}
			return 0
		})),
		s.expect(s.maskedLaunch(fill, all, func(p, _ int64) int64 { return sign(p) })),
		s.expect(s.maskedLaunch(add, all, func(_, sum int64) int64 { return sum })),
	)
}
