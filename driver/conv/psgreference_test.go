// SPDX-License-Identifier: Apache-2.0

package conv_test

import (
	"context"
	"math"
	"math/rand"
	"testing"

	"github.com/e2train/e2train/driver/conv"
)

// predictions returns the predicted gradients of a shape by definition, in floating point (exact: they are below 2^53).
func predictions(s conv.Shape, x conv.Activations, g []int16) []int64 {
	sums := make([]int64, s.WeightLen())
	at := func(n, blocks, c, height, width, y, x int) int {
		return (((n*blocks+c/16)*height+y)*width+x)*16 + c%16
	}
	for i := range sums {
		kx, ky, ci, co := i%s.KW, i/s.KW%s.KH, i/s.KW/s.KH%s.InC, i/s.KW/s.KH/s.InC
		if s.Depthwise {
			co = ci
		}
		for n := range s.Batch {
			for oy := range s.OutH() {
				for ox := range s.OutW() {
					iy, ix := oy*s.StrideY+ky-s.PadTop, ox*s.StrideX+kx-s.PadLeft
					if iy < 0 || ix < 0 || iy >= s.InH || ix >= s.InW {
						continue
					}
					code := x.Codes[at(n, conv.Blocks(s.InC), ci, s.InH, s.InW, iy, ix)]
					top := min(math.RoundToEven(float64(code)/16), 15)
					if x.Signed {
						top = max(min(math.RoundToEven(float64(int8(code))/16), 7), -8)
					}
					gradient := g[at(n, conv.Blocks(s.OutC), co, s.OutH(), s.OutW(), oy, ox)]
					sums[i] += int64(top * max(min(math.RoundToEven(float64(gradient)/64), 511), -512))
				}
			}
		}
	}
	return sums
}

func magnitude(v int64) int64 { return max(v, -v) }

func signOf(v int64) int8 {
	if v == 0 {
		return 0
	}
	return int8(v / magnitude(v))
}

// The reference's own words: p decides from tau on, the full sum elsewhere; a tile of few undecided weights is skipped.
func TestReferenceSigns(t *testing.T) {
	r := rand.New(rand.NewSource(seed(t)))
	for range 40 {
		s := randomShape(r)
		s.InC = max(s.InC, 16) // not folded: a tile is 5 x 5 channels of one tap
		if s.Depthwise {
			s.OutC = s.InC
		}
		const lanes = 5
		x, _, g := operands(r, s, r.Intn(2) == 0)
		full := make([]int32, s.WeightLen())
		if _, err := (conv.Reference{}).BackwardWeights(context.Background(), s, x, g, 0, full); err != nil {
			t.Fatal(err)
		}
		p := predictions(s, x, g)
		tau := max(1, magnitude(p[r.Intn(len(p))]))
		o := conv.PSGOptions{Threshold: fixed(uint32(tau)), SkipLimit: uint16(r.Intn(lanes*lanes + 1)), FillSign: r.Intn(2) == 0}
		got := make([]int8, len(p))
		report, err := conv.Reference{Lanes: lanes}.PSG(context.Background(), s, x, g, o, got)
		if err != nil {
			t.Fatal(err)
		}
		taps := s.KH * s.KW
		decided := map[[3]int]int{}
		tile := func(i int) [3]int {
			if s.Depthwise {
				return [3]int{i / taps / lanes, 0, i % taps}
			}
			return [3]int{i / taps / s.InC / lanes, i / taps % s.InC / lanes, i % taps}
		}
		enough := func(t [3]int) int { // decided weights of a tile that is skipped
			if s.Depthwise {
				return min(lanes, s.InC-lanes*t[0]) - int(o.SkipLimit)/lanes
			}
			return lanes*lanes - int(o.SkipLimit)
		}
		for i, v := range p {
			if magnitude(v) >= tau {
				decided[tile(i)]++
			}
		}
		left := int64(0) // weights whose full gradients are computed
		for i, v := range p {
			want := signOf(int64(full[i]))
			skipped := decided[tile(i)] >= enough(tile(i))
			if !skipped {
				left++
			}
			switch {
			case magnitude(v) >= tau || skipped && o.FillSign:
				want = signOf(v)
			case skipped:
				want = 0
			}
			if got[i] != want {
				t.Fatalf("%v, signed %v, tau %d, options %+v: sign %d is %d, want %d (p %d, sum %d)", s, x.Signed, tau, o, i, got[i], want, v, full[i])
			}
		}
		if macs := left * s.MACs() / int64(len(p)); report.Masked.MACs != macs || report.Predict.MACs != s.MACs() {
			t.Fatalf("%v, options %+v: %d and %d multiply-accumulates, want %d and %d", s, o, report.Predict.MACs, report.Masked.MACs, s.MACs(), macs)
		}
	}
}

// The largest prediction sets the threshold; codes that round up beyond the top bits are clamped.
func TestReferenceThreshold(t *testing.T) {
	s := conv.Shape{Batch: 1, InC: 1, OutC: 1, InH: 1, InW: 1, KH: 1, KW: 1, StrideY: 1, StrideX: 1}
	for _, c := range []struct {
		code   byte
		signed bool
		g      int16
		want   int64
	}{
		{255, false, 32767, 15 * 511}, {255, false, -32768, 15 * 512}, {127, true, 64, 7}, {128, true, 64, 8}, {248, false, 64, 15},
		{8, false, 64, 0}, {24, false, 64, 2}, {40, false, 64, 2}, {0xf8, true, 64, 0}, {0xe8, true, 64, 2}, {16, false, 32, 0},
		{16, false, 96, 2}, {16, false, -32, 0}, {16, false, -96, 2}, {16, false, 33, 1},
	} {
		x := conv.Activations{Codes: make([]byte, 16), Signed: c.signed}
		x.Codes[0] = c.code
		g := make([]int16, 16)
		g[0] = c.g
		var seen int64 = -1
		o := conv.PSGOptions{Threshold: func(most int64) uint32 { seen = most; return 0 }}
		report, err := conv.Reference{}.PSG(context.Background(), s, x, g, o, make([]int8, 1))
		if err != nil {
			t.Fatal(err)
		}
		if seen != c.want || report.MaxAbs != c.want || report.Tau != 1 {
			t.Errorf("code %d, signed %v, gradient %d: largest %d, report %+v, want %d and tau 1", c.code, c.signed, c.g, seen, report, c.want)
		}
	}
}

func fixed(tau uint32) func(int64) uint32 { return func(int64) uint32 { return tau } }
