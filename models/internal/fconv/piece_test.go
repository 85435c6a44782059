// SPDX-License-Identifier: Apache-2.0

package fconv

import (
	"math"
	"math/rand/v2"
	"strconv"
	"testing"

	"github.com/e2train/e2train/driver/conv"
	"github.com/e2train/e2train/models/internal/testseed"
)

// needAssembly returns the multipliers in assembly, fused ones, or skips the test.
func needAssembly(t testing.TB) multipliers {
	t.Helper()
	m, available := fused()
	if !available {
		t.Skip("not tested: float32 kernels in assembly, because this processor lacks AVX2 or FMA, or is no amd64")
	}
	return m
}

// randomPiece draws a piece with tables that go everywhere in their slices, no two sums at the same place.
func randomPiece(r *rand.Rand, vectors, steps int, draw func() float32) piece {
	floats := func(n int) []float32 {
		v := make([]float32, n)
		for i := range v {
			v[i] = draw()
		}
		return v
	}
	p := piece{y: floats((vectors + 2) * lanes), x: floats(499 + lanes), w: floats(steps * lanes), add: r.IntN(2) == 0}
	for _, place := range r.Perm(vectors + 2)[:vectors] {
		p.to = append(p.to, int32(place*lanes))
		p.at = append(p.at, int32(200+r.IntN(100)))
	}
	for range steps {
		p.step = append(p.step, int32(r.IntN(400)-200))
	}
	return p
}

// Every sum of the assembly has the bits of the plain loops, whose rounding is written down, for every number of
// vectors and steps, and no other value changes. The portable multipliers are the plain loops of the other rounding.
func TestAssemblyEqualsLoops(t *testing.T) {
	twice := func(a, b, c float32) float32 { return float32(a*b) + c }
	ways := map[string][2]multipliers{"portable": {portable, {
		func(p piece) { eachSum(p, 0, twice) }, func(p piece) { eachSum(p, 1, twice) },
	}}}
	for name, want := range map[string]multipliers{"assembly, fused": loops, "assembly, rounded": portable} {
		if m, available := assemblies[name](); available {
			ways[name] = [2]multipliers{m, want}
		} else {
			t.Logf("not tested: float32 kernels, %s, because this processor lacks AVX2 or FMA, or is no amd64", name)
		}
	}
	for name, m := range ways {
		t.Run(name+"/dense", func(t *testing.T) { sameSums(t, m[0].dense, m[1].dense) })
		t.Run(name+"/depthwise", func(t *testing.T) { sameSums(t, m[0].depthwise, m[1].depthwise) })
	}
}

// sameSums compares two multipliers on random pieces.
func sameSums(t *testing.T, m, want multiplier) {
	random := testseed.New(t)
	extremes := []float32{
		0, float32(math.Copysign(0, -1)), 1, -1, math.MaxFloat32, -math.MaxFloat32, math.SmallestNonzeroFloat32, 0x1p-126,
		-0x1p-127, float32(math.Inf(1)), float32(math.Inf(-1)), float32(math.NaN()), 1 + 0x1p-23, 0x1p-70,
	}
	draws := map[string]func() float32{
		"normal":   func() float32 { return float32(random.NormFloat64()) },
		"wide":     func() float32 { return float32(math.Ldexp(random.NormFloat64(), random.IntN(120)-60)) },
		"extremes": func() float32 { return extremes[random.IntN(len(extremes))] },
	}
	for name, draw := range draws {
		for vectors := 1; vectors <= 20; vectors++ {
			for range full(10, 100) {
				p := randomPiece(random, vectors, 1+random.IntN(40), draw)
				expected := p
				expected.y = append([]float32(nil), p.y...)
				want(expected)
				m(p)
				same(t, name, p.y, expected.y)
			}
		}
	}
}

// The loops round once: products that float64 holds, and a sum that it does not.
func TestLoopsRoundOnce(t *testing.T) {
	for _, c := range []struct{ a, b, c, want float32 }{
		{2, 3, 4, 10},
		{1 + 0x1p-23, 1 + 0x1p-23, -1, 0x1p-22 + 0x1p-46},           // the product is not rounded
		{1 + 0x1p-12, 1 + 0x1p-12, 0x1p-100, 1 + 0x1p-11 + 0x1p-23}, // just above the middle: a second rounding would go to even
		{1 + 0x1p-12, 1 + 0x1p-12, -0x1p-100, 1 + 0x1p-11},          // just below
		{-1 - 0x1p-12, 1 + 0x1p-12, 0x1p-100, -1 - 0x1p-11},
	} {
		if got := fusedAdd(c.a, c.b, c.c); got != c.want {
			t.Errorf("fusedAdd(%g, %g, %g) is %b, not %b", c.a, c.b, c.c, got, c.want)
		}
	}
}

// No piece takes long, and none adds up more in registers than the documentation says, whatever the layer.
func TestPiecesAreShort(t *testing.T) {
	var macs, steps int
	m := multiplier(func(p piece) {
		macs, steps = max(macs, lanes*len(p.at)*len(p.step)), max(steps, len(p.step))
	})
	wide := layer(16, 16, 4)
	wide.InW = 4096
	for _, s := range []conv.Shape{layer(64, 64, 8), layer(16, 16, 32), layer(48, 16, 224), wide} {
		c := newDirect(s, m)
		x, y := make([]float32, imageLen(s.InC, s.InH, s.InW)), make([]float32, imageLen(s.OutC, s.OutH(), s.OutW()))
		kept := make([]float32, c.KeptLen())
		c.Forward(y, x, kept)
		c.BackwardData(x, y)
		if macs > 4<<20 || steps > 320 {
			t.Errorf("%s: a piece of %d multiply-accumulates, one of %d steps", s, macs, steps)
		}
		steps = 0
		c.BackwardWeights(make([]float32, c.SumsLen()), kept, y)
		if macs > 4<<20 || steps > 128 {
			t.Errorf("%s, backward-weights: a piece of %d multiply-accumulates, one of %d steps", s, macs, steps)
		}
	}
	if macs < 1<<20 {
		t.Errorf("the longest piece has %d multiply-accumulates only", macs)
	}
}

// The offsets of taps fit their tables in the largest frames that there are; nothing of such a size is allocated.
func TestOffsetsFit(t *testing.T) {
	if strconv.IntSize < 64 {
		t.Skip("not tested: offsets in frames of gigabytes, because no slice of this machine is so long")
	}
	const channels = 40 * lanes
	window := taps{frame: newFrame(channels, 4096, 4096, reach{-6, 4102}), channels: 16}
	for _, row := range []int{-6, 6} {
		for c := range channels {
			window.list = append(window.list, tap{row: row, channel: c, col: 6, weight: len(window.list)})
		}
	}
	chunks := window.chunks(1, len(window.list))
	i := 1
	for _, c := range chunks {
		if c.first != i || len(c.step) > maxTaps {
			t.Fatalf("a chunk of %d taps from %d on, behind %d", len(c.step), c.first, i)
		}
		for _, step := range c.step {
			p := window.list[i]
			want := p.channel/lanes*window.frame.plane() + (p.row*window.frame.cols+p.col)*lanes + p.channel%lanes
			if got := c.base + int(step); got != want {
				t.Fatalf("tap %d: base %d, step %d, together not %d", i, c.base, step, want)
			}
			i++
		}
	}
	if i != len(window.list) || len(chunks) < 2*8 {
		t.Errorf("%d of %d taps in %d chunks", i, len(window.list), len(chunks))
	}
}
