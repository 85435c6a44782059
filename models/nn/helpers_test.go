// SPDX-License-Identifier: Apache-2.0

package nn

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/e2train/e2train/driver/conv"
	"github.com/e2train/e2train/models/internal/exact"
)

// unit is the largest relative error of one float32 operation.
const unit = 0x1p-24

// shapes are small convolutions of every kind that networks have: stem, 3x3, stride 2, 1x1 stride 2, odd sizes,
// channels that do not fill blocks.
var shapes = []conv.Shape{
	{InC: 3, OutC: 16, InH: 6, InW: 5, KH: 3, KW: 3, StrideY: 1, StrideX: 1, PadTop: 1, PadBottom: 1, PadLeft: 1, PadRight: 1},
	{InC: 16, OutC: 32, InH: 7, InW: 6, KH: 3, KW: 3, StrideY: 2, StrideX: 2, PadTop: 1, PadBottom: 1, PadLeft: 1, PadRight: 1},
	{InC: 16, OutC: 32, InH: 5, InW: 4, KH: 1, KW: 1, StrideY: 2, StrideX: 2},
	{InC: 20, OutC: 37, InH: 4, InW: 4, KH: 3, KW: 3, StrideY: 1, StrideX: 1, PadTop: 1, PadBottom: 1, PadLeft: 1, PadRight: 1},
	{InC: 17, OutC: 5, InH: 3, InW: 9, KH: 2, KW: 5, StrideY: 1, StrideX: 2, PadTop: 1, PadLeft: 2, PadRight: 1},
}

// randomTensor returns values from N(0, 1), rounded to float32.
func randomTensor(random *rand.Rand, n, c, h, w int) exact.Tensor {
	return exact.New(n, c, h, w).Map(func(float64) float64 { return float64(float32(random.NormFloat64())) })
}

// positivePart is what a ReLU leaves.
func positivePart(t exact.Tensor) exact.Tensor {
	return t.Map(func(v float64) float64 { return max(v, 0) })
}

func abs(t exact.Tensor) exact.Tensor { return t.Map(math.Abs) }

func absAll(x []float64) []float64 {
	out := make([]float64, len(x))
	for i, v := range x {
		out[i] = math.Abs(v)
	}
	return out
}

// blocked converts to the layout of this package.
func blocked(t testing.TB, x exact.Tensor) *Tensor {
	t.Helper()
	out, err := NewTensor(x.N, x.C, x.H, x.W)
	if err != nil {
		t.Fatal(err)
	}
	for n := range x.N {
		for c := range x.C {
			for y := range x.H {
				for xx := range x.W {
					out.Set(n, c, y, xx, float32(x.Data[((n*x.C+c)*x.H+y)*x.W+xx]))
				}
			}
		}
	}
	return out
}

// plain converts back, and fails if padded lanes are not zero.
func plain(t testing.TB, x *Tensor) exact.Tensor {
	t.Helper()
	out := exact.New(x.N, x.C, x.H, x.W)
	total, kept := 0, 0
	for n := range x.N {
		for c := range x.C {
			for y := range x.H {
				for xx := range x.W {
					v := x.At(n, c, y, xx)
					out.Data[((n*x.C+c)*x.H+y)*x.W+xx] = float64(v)
					if v != 0 {
						kept++
					}
				}
			}
		}
	}
	for _, v := range x.Data {
		if v != 0 {
			total++
		}
	}
	if total != kept {
		t.Errorf("tensor %s has %d values in padded lanes", x, total-kept)
	}
	return out
}

func activation(t testing.TB, x exact.Tensor) *Activation {
	t.Helper()
	a := new(Activation)
	if err := a.View(blocked(t, x)); err != nil {
		t.Fatal(err)
	}
	return a
}

// gradient converts to a gradient that knows its largest absolute value.
func gradient(t testing.TB, x exact.Tensor) *Gradient {
	t.Helper()
	g := &Gradient{Tensor: *blocked(t, x)}
	for _, v := range g.Data {
		g.Max = max(g.Max, float32(math.Abs(float64(v))))
	}
	return g
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

// within fails unless every got is within its bound of want.
func within(t testing.TB, what string, got, want, bound []float64) {
	t.Helper()
	if len(got) != len(want) || len(want) != len(bound) {
		t.Fatalf("%s: %d values, %d wanted, %d bounds", what, len(got), len(want), len(bound))
	}
	for i, v := range got {
		if !(math.Abs(v-want[i]) <= bound[i]) {
			t.Errorf("%s: value %d of %d is %g, not %g, bound %g", what, i, len(want), v, want[i], bound[i])
			return
		}
	}
}

// equal fails unless got and want have the same bits.
func equal(t testing.TB, what string, got, want []float32) {
	t.Helper()
	if len(got) != len(want) {
		t.Fatalf("%s: %d values, not %d", what, len(got), len(want))
	}
	for i, v := range got {
		if math.Float32bits(v) != math.Float32bits(want[i]) {
			t.Fatalf("%s: value %d is %g, not %g", what, i, v, want[i])
		}
	}
}

// scaled returns factor*x.
func scaled(x []float64, factor float64) []float64 {
	out := make([]float64, len(x))
	for i, v := range x {
		out[i] = factor * v
	}
	return out
}

// total adds lists element by element.
func total(lists ...[]float64) []float64 {
	out := make([]float64, len(lists[0]))
	for _, x := range lists {
		for i, v := range x {
			out[i] += v
		}
	}
	return out
}

// newConv returns a layer for tests.
func newConv(t testing.TB, engine Engine, cfg ConvConfig) *Conv {
	t.Helper()
	if cfg.Name == "" {
		cfg.Name = "layer"
	}
	c, err := NewConv(NewWorkspace(engine, 1), cfg)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// runConv runs the three passes of a layer and returns their results.
func runConv(t testing.TB, c *Conv, x, dy exact.Tensor) (y, dx exact.Tensor, dw []float64) {
	t.Helper()
	a, g := activation(t, x), gradient(t, dy)
	out, din := blocked(t, dy.Like()), &Gradient{Tensor: *blocked(t, x.Like())}
	spoil(out.Data)
	spoil(din.Data)
	spoil(c.Weight.Grad)
	if err := c.Forward(t.Context(), a, true, out, nil); err != nil {
		t.Fatal(err)
	}
	spoil(a.Data) // forward keeps what it needs
	if err := c.Backward(t.Context(), g, din, Sink{}); err != nil {
		t.Fatal(err)
	}
	return plain(t, out), plain(t, &din.Tensor), floats64(c.Weight.Grad)
}

// spoil fills a buffer with a value that shows if it is not overwritten.
func spoil(x []float32) {
	for i := range x {
		x[i] = 12345
	}
}
