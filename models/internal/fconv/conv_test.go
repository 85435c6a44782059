// SPDX-License-Identifier: Apache-2.0

package fconv

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/e2train/e2train/driver/conv"
	"github.com/e2train/e2train/models/internal/testseed"
)

// unit is the largest relative error of one rounding.
const unit = 0x1p-24

// corners are geometries at the ends of what there is.
var corners = []conv.Shape{
	{InC: 1, OutC: 1, InH: 1, InW: 1, KH: 1, KW: 1, StrideY: 1, StrideX: 1},
	{InC: 1, OutC: 1, InH: 1, InW: 1, KH: 7, KW: 7, StrideY: 2, StrideX: 2, PadTop: 6, PadBottom: 6, PadLeft: 6, PadRight: 6},
	{InC: 17, OutC: 33, InH: 2, InW: 1, KH: 1, KW: 1, StrideY: 2, StrideX: 2},                                                   // inputs that no tap reaches
	{InC: 16, OutC: 16, InH: 9, InW: 8, KH: 1, KW: 2, StrideY: 2, StrideX: 1},                                                   // the same in one direction
	{InC: 3, OutC: 5, InH: 8, InW: 8, KH: 3, KW: 3, StrideY: 2, StrideX: 2, PadTop: 1, PadLeft: 1},                              // an input row that no window reaches
	{InC: 16, OutC: 16, InH: 7, InW: 7, KH: 7, KW: 7, StrideY: 1, StrideX: 1},                                                   // one output
	{InC: 40, OutC: 20, InH: 3, InW: 5, KH: 5, KW: 5, StrideY: 1, StrideX: 1, PadTop: 4, PadBottom: 4, PadLeft: 4, PadRight: 4}, // several chunks
	{InC: 2, OutC: 3, InH: 40, InW: 45, KH: 3, KW: 3, StrideY: 1, StrideX: 1, PadTop: 1, PadBottom: 1, PadLeft: 1, PadRight: 1}, // several bands
	layer(32, 3, 32), // several pieces of a band
	depthwise(33, 9, 2), depthwise(16, 40, 1), depthwise(5, 1, 1),
	{InC: 2, OutC: 3, InH: 3, InW: 2100, KH: 2, KW: 3, StrideY: 1, StrideX: 2, PadTop: 1, PadRight: 1}, // rows longer than a band
}

// depthwise is a depthwise 3x3 convolution.
func depthwise(channels, size, stride int) conv.Shape {
	s := layer(channels, channels, size)
	s.StrideY, s.StrideX, s.Depthwise = stride, stride, true
	return s
}

// eachShape runs a test for the corners and for random shapes.
func eachShape(t *testing.T, random *rand.Rand, f func(t *testing.T, s conv.Shape)) {
	t.Helper()
	shapes := append([]conv.Shape(nil), corners...)
	for i := range shapes {
		shapes[i].Batch = 2
	}
	for range full(40, 1500) {
		shapes = append(shapes, randomShape(random))
	}
	for _, s := range shapes {
		t.Run(s.String(), func(t *testing.T) { f(t, s) })
	}
}

// The sums of products of small integers are exact in float32 in any order: at most 40*49 taps or 2*3150 pixels
// times 49 is less than 2^24. So every result is that of float64, and every error of an index shows.
func TestIntegersAreExact(t *testing.T) {
	random := testseed.New(t)
	eachShape(t, random, func(t *testing.T, s conv.Shape) {
		o := newOperands(s, func() float32 { return float32(random.IntN(15) - 7) })
		want := o.want(s)
		for name, c := range ways(s) {
			got := o.run(t, s, c)
			same(t, name+": output", floats32(got.y.Data), floats32(want.y.Data))
			same(t, name+": input gradient", floats32(got.dx.Data), floats32(want.dx.Data))
			same(t, name+": weight gradient", floats32(got.dw), floats32(want.dw))
		}
	})
}

// A sum of k products in any order is within k*unit/(1-k*unit) of the sum of their absolute values (Higham, Accuracy and
// Stability of Numerical Algorithms, section 3.1), with fused multiply-adds too, which leave out roundings: k = taps*InC
// forward, taps*OutC for the input gradient, pixels of the batch for the weight gradient.
func TestRoundingIsBounded(t *testing.T) {
	random := testseed.New(t)
	eachShape(t, random, func(t *testing.T, s conv.Shape) {
		o := newOperands(s, func() float32 { return float32(random.NormFloat64()) })
		want, size := o.want(s), o.abs().want(s)
		for name, c := range ways(s) {
			got := o.run(t, s, c)
			taps := s.KH * s.KW
			within(t, name+": output", got.y.Data, want.y.Data, size.y.Data, taps*seen(s, s.InC))
			within(t, name+": input gradient", got.dx.Data, want.dx.Data, size.dx.Data, taps*seen(s, s.OutC))
			within(t, name+": weight gradient", got.dw, want.dw, size.dw, s.Batch*s.OutH()*s.OutW())
		}
	})
}

// within fails unless every got is as near to want as roundings of sums of the given size allow.
func within(t *testing.T, what string, got, want, size []float64, roundings int) {
	t.Helper()
	for i, v := range got {
		if bound := 1.001 * float64(roundings) * unit * size[i]; !(math.Abs(v-want[i]) <= bound) {
			t.Fatalf("%s: value %d of %d is %g, not %g, bound %g", what, i, len(want), v, want[i], bound)
		}
	}
}

// Direct sums are made in pieces. Those of a weight over 16 images of 64x64 pixels, 65536 products, have 128 products in
// a piece and 512 pieces, so each product goes through 640 roundings at most. Products that are all 0.1 add up their
// errors, so that one long sum is further off.
func TestLongSumsAreMadeInPieces(t *testing.T) {
	s := conv.Shape{Batch: 16, InC: 1, OutC: 1, InH: 64, InW: 64, KH: 1, KW: 1, StrideY: 1, StrideX: 1}
	o := newOperands(s, func() float32 { return 1 })
	o.dy = o.dy.Map(func(float64) float64 { return float64(float32(0.1)) })
	want := o.want(s).dw
	var long float32
	for range s.Batch * s.OutH() * s.OutW() {
		long += 0.1
	}
	if off := math.Abs(float64(long)-want[0]) / want[0]; off < 2*640*unit {
		t.Errorf("one long sum is off by %g only", off)
	}
	for name, c := range ways(s) {
		if name != "matrix" {
			within(t, name, o.run(t, s, c).dw, want, want, 640)
		}
	}
}

// Slices that are too short are noticed before the assembly sees them.
func TestShortSlicesPanic(t *testing.T) {
	s := layer(17, 18, 5)
	in, out := imageLen(s.InC, s.InH, s.InW), imageLen(s.OutC, s.OutH(), s.OutW())
	for name, c := range ways(s) {
		c.SetWeights(make([]float32, s.WeightLen()))
		floats := func(n int) []float32 { return make([]float32, n) }
		for i, f := range []func(short int){
			func(short int) { c.SetWeights(floats(s.WeightLen() - short)) },
			func(short int) { c.Forward(floats(out-short), floats(in), floats(c.KeptLen())) },
			func(short int) { c.Forward(floats(out), floats(in-short), floats(c.KeptLen())) },
			func(short int) { c.Forward(floats(out), floats(in-short), nil) },
			func(short int) { c.Forward(floats(out), floats(in), floats(c.KeptLen()-short)) },
			func(short int) { c.BackwardData(floats(in-short), floats(out)) },
			func(short int) { c.BackwardData(floats(in), floats(out-short)) },
			func(short int) { c.BackwardWeights(floats(c.SumsLen()-short), floats(c.KeptLen()), floats(out)) },
			func(short int) { c.BackwardWeights(floats(c.SumsLen()), floats(c.KeptLen()-short), floats(out)) },
			func(short int) { c.BackwardWeights(floats(c.SumsLen()), floats(c.KeptLen()), floats(out-short)) },
			func(short int) { c.Gradient(floats(s.WeightLen()-short), floats(c.SumsLen())) },
		} {
			if said := panicOf(func() { f(0) }); said != "" {
				t.Errorf("%s, call %d: %s", name, i, said)
			}
			if panicOf(func() { f(1) }) == "" {
				t.Errorf("%s, call %d: a slice that is too short was taken", name, i)
			}
		}
	}
}

// panicOf returns what f panics with, or "".
func panicOf(f func()) (said string) {
	defer func() {
		if r := recover(); r != nil {
			said = fmt.Sprint(r)
		}
	}()
	f()
	return ""
}
