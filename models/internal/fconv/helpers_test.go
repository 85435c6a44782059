// SPDX-License-Identifier: Apache-2.0

package fconv

import (
	"math"
	"math/rand/v2"
	"os"
	"testing"

	"github.com/e2train/e2train/driver/conv"
	"github.com/e2train/e2train/models/internal/exact"
)

// full returns how many random cases to run: few, or with E2TRAIN_FULL=1 all of them.
func full(few, all int) int {
	if os.Getenv("E2TRAIN_FULL") != "" {
		return all
	}
	return few
}

// loops are multipliers in plain Go with the rounding of the fused assembly.
var loops = multipliers{fusedLoops(0), fusedLoops(1)}

// fusedLoops returns a multiplier that finds the values of x for two lanes so many places apart.
func fusedLoops(apart int32) multiplier {
	return func(p piece) { eachSum(p, apart, fusedAdd) }
}

// eachSum computes a piece from a function that returns a*b + c.
func eachSum(p piece, apart int32, add func(a, b, c float32) float32) {
	for v, at := range p.at {
		for l := range int32(lanes) {
			var sum float32
			for s, step := range p.step {
				sum = add(p.x[at+step+l*apart], p.w[int32(s)*lanes+l], sum)
			}
			if y := &p.y[p.to[v]+l]; p.add {
				*y += sum
			} else {
				*y = sum
			}
		}
	}
}

// fusedAdd returns a*b + c, rounded once. The product is exact in float64. The sum is rounded to odd there: if it is not
// exact its last bit is set, so that it lies on the right side of the middle between two values of float32.
func fusedAdd(a, b, c float32) float32 {
	product, addend := float64(a)*float64(b), float64(c)
	sum := product + addend
	part := sum - addend
	err := (addend - (sum - part)) + (product - part)
	if err != 0 && math.Float64bits(sum)&1 == 0 {
		sum = math.Nextafter(sum, math.Inf(int(math.Copysign(1, err))))
	}
	return float32(sum)
}

// assemblies are the multipliers in assembly by name.
var assemblies = map[string]func() (multipliers, bool){"assembly, fused": fused, "assembly, rounded": rounded}

// ways returns every implementation of a convolution that this machine has, and direct with plain loops of both roundings.
func ways(s conv.Shape) map[string]Conv {
	ways := map[string]Conv{"loops": newDirect(s, loops.of(s)), "portable": newDirect(s, portable.of(s))}
	if !s.Depthwise {
		ways["matrix"] = newMatrix(s)
	}
	for name, assembly := range assemblies {
		if m, available := assembly(); available {
			ways[name] = newDirect(s, m.of(s))
		}
	}
	return ways
}

// layer is a 3x3 convolution that keeps the size.
func layer(in, out, size int) conv.Shape {
	return conv.Shape{
		InC: in, OutC: out, InH: size, InW: size, KH: 3, KW: 3, StrideY: 1, StrideX: 1,
		PadTop: 1, PadBottom: 1, PadLeft: 1, PadRight: 1,
	}
}

// randomShape draws a convolution of any geometry that there is.
func randomShape(r *rand.Rand) conv.Shape {
	for {
		s := conv.Shape{
			Batch: 1 + r.IntN(3), InC: 1 + r.IntN(40), OutC: 1 + r.IntN(40), InH: 1 + r.IntN(14), InW: 1 + r.IntN(14),
			KH: 1 + r.IntN(7), KW: 1 + r.IntN(7), StrideY: 1 + r.IntN(2), StrideX: 1 + r.IntN(2),
		}
		s.PadTop, s.PadBottom = r.IntN(s.KH), r.IntN(s.KH)
		s.PadLeft, s.PadRight = r.IntN(s.KW), r.IntN(s.KW)
		if s.Depthwise = r.IntN(3) == 0; s.Depthwise {
			s.OutC = s.InC
		}
		if s.Validate() == nil {
			return s
		}
	}
}

// operands are those of the three passes of a convolution.
type operands struct {
	x, dy exact.Tensor
	w     []float64
}

func newOperands(s conv.Shape, draw func() float32) operands {
	value := func(float64) float64 { return float64(draw()) }
	return operands{
		x:  exact.New(s.Batch, s.InC, s.InH, s.InW).Map(value),
		dy: exact.New(s.Batch, s.OutC, s.OutH(), s.OutW()).Map(value),
		w:  exact.New(1, 1, 1, s.WeightLen()).Map(value).Data,
	}
}

// abs returns the operands without their signs.
func (o operands) abs() operands {
	return operands{o.x.Map(math.Abs), o.dy.Map(math.Abs), exact.Tensor{Data: o.w, N: 1, C: 1, H: 1, W: len(o.w)}.Map(math.Abs).Data}
}

// results are those of the three passes.
type results struct {
	y, dx exact.Tensor
	dw    []float64
}

// want computes the passes in float64.
func (o operands) want(s conv.Shape) results {
	return results{exact.Conv(s, o.x, o.w), exact.ConvInputGradient(s, o.dy, o.w), exact.ConvWeightGradient(s, o.x, o.dy)}
}

// run computes the passes with c, into memory that is spoilt.
func (o operands) run(t testing.TB, s conv.Shape, c Conv) results {
	t.Helper()
	x, dy := blocked(o.x), blocked(o.dy)
	y, dx := spoilt(len(dy)), spoilt(len(x))
	kept, sums, dw := spoilt(s.Batch*c.KeptLen()), make([]float32, c.SumsLen()), spoilt(s.WeightLen())
	c.SetWeights(floats32(o.w))
	in, out := len(x)/s.Batch, len(y)/s.Batch
	for n := range s.Batch {
		c.Forward(y[n*out:][:out], x[n*in:][:in], kept[n*c.KeptLen():][:c.KeptLen()])
		c.BackwardData(dx[n*in:][:in], dy[n*out:][:out])
	}
	again := spoilt(len(y))
	for n := range s.Batch {
		c.Forward(again[n*out:][:out], x[n*in:][:in], nil)
	}
	same(t, "output without keeping the input", again, y)
	for n := range s.Batch {
		c.BackwardWeights(sums, kept[n*c.KeptLen():][:c.KeptLen()], dy[n*out:][:out])
	}
	c.Gradient(dw, sums)
	return results{plain(t, y, o.dy), plain(t, dx, o.x), floats64(dw)}
}

// spoilt returns n values that show if they are not overwritten.
func spoilt(n int) []float32 {
	v := make([]float32, n)
	for i := range v {
		v[i] = 12345
	}
	return v
}

// index calls f with the places of each value of a tensor in the plain and in the blocked layout.
func index(x exact.Tensor, f func(plain, blocked int)) {
	blocks, pixels := conv.Blocks(x.C), x.H*x.W
	for i := range x.Data {
		n, c, p := i/pixels/x.C, i/pixels%x.C, i%pixels
		f(i, ((n*blocks+c/lanes)*pixels+p)*lanes+c%lanes)
	}
}

func blocked(x exact.Tensor) []float32 {
	out := make([]float32, x.N*imageLen(x.C, x.H, x.W))
	index(x, func(plain, blocked int) { out[blocked] = float32(x.Data[plain]) })
	return out
}

// plain converts a tensor of the shape of like back, and fails if lanes without a channel are not zero.
func plain(t testing.TB, x []float32, like exact.Tensor) exact.Tensor {
	t.Helper()
	out := like.Like()
	rest := append([]float32(nil), x...)
	index(like, func(plain, blocked int) { out.Data[plain], rest[blocked] = float64(x[blocked]), 0 })
	for i, v := range rest {
		if v != 0 {
			t.Fatalf("value %d is in no channel and is %g", i, v)
		}
	}
	return out
}

func floats32(x []float64) []float32 {
	out := make([]float32, len(x))
	for i, v := range x {
		out[i] = float32(v)
	}
	return out
}

func floats64(x []float32) []float64 {
	out := make([]float64, len(x))
	for i, v := range x {
		out[i] = float64(v)
	}
	return out
}

// same fails unless got and want have the same bits, or are both NaN.
func same(t testing.TB, what string, got, want []float32) {
	t.Helper()
	if len(got) != len(want) {
		t.Fatalf("%s: %d values, not %d", what, len(got), len(want))
	}
	for i, w := range want {
		if g := got[i]; math.Float32bits(g) != math.Float32bits(w) && (g == g || w == w) {
			t.Fatalf("%s: value %d of %d is %g, not %g", what, i, len(want), g, w)
		}
	}
}
