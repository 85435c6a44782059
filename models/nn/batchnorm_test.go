// SPDX-License-Identifier: Apache-2.0

package nn

import (
	"math"
	"testing"

	"github.com/e2train/e2train/models/internal/exact"
	"github.com/e2train/e2train/models/internal/plane"
	"github.com/e2train/e2train/models/internal/testseed"
)

// newNorm returns a layer with random parameters.
func newNorm(t *testing.T, channels int, relu bool) *BatchNorm {
	t.Helper()
	l, err := NewBatchNorm(NewWorkspace(nil, 1), "norm", channels, relu)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// feed writes the tensor that a layer normalises, and its moments.
func feed(t *testing.T, l *BatchNorm, y exact.Tensor) {
	t.Helper()
	dst, moments := l.Input(y.N, y.H, y.W)
	copy(dst.Data, blocked(t, y).Data)
	moments.reset(dst.Planes())
	for p := range dst.Planes() {
		plane.Moments(dst.Plane(p), &moments.First[p], &moments.Second[p])
	}
}

// channel applies f to every value with its channel.
func channel(x exact.Tensor, f func(c int, v float64) float64) exact.Tensor {
	out := x.Like()
	for i, v := range x.Data {
		out.Data[i] = f(i/(x.H*x.W)%x.C, v)
	}
	return out
}

// normCase is a batch norm layer with its exact counterpart.
type normCase struct {
	layer *BatchNorm
	exact *exact.Norm
	y     exact.Tensor
	a     []float64 // gamma/std
}

func newNormCase(t *testing.T, channels int, relu bool, y exact.Tensor, gamma, beta []float64) *normCase {
	t.Helper()
	c := &normCase{newNorm(t, channels, relu), &exact.Norm{Gamma: gamma, Beta: beta}, y, make([]float64, channels)}
	copy(c.layer.Gamma.Value, floats32(gamma))
	copy(c.layer.Beta.Value, floats32(beta))
	feed(t, c.layer, y)
	return c
}

// forwardBound bounds the error of a*y + b in float32: a and b are rounded once, b from the rounded a so that only
// a*(y-mean) sees a's error; the product and the sum are rounded. The statistics, in float64, add nothing that 1 % of
// this does not cover.
func (c *normCase) forwardBound(out exact.Tensor) exact.Tensor {
	for i, v := range c.exact.Variance {
		c.a[i] = c.exact.Gamma[i] / math.Sqrt(v+1e-5)
	}
	bound := channel(c.y, func(i int, y float64) float64 {
		a, b := c.a[i], c.exact.Beta[i]-c.exact.Mean[i]*c.a[i]
		return math.Abs(a*(y-c.exact.Mean[i])) + math.Abs(a*y) + math.Abs(b)
	})
	return bound.Plus(abs(out)).Map(func(v float64) float64 { return 1.01 * unit * v })
}

// backwardBound bounds the error of a*dz + b*y + c in float32, for the same reasons: a's error meets dz, b's two meet
// y-mean, c has one of its own and that of a in its first part; two products and two sums are rounded.
func (c *normCase) backwardBound(dz, dy exact.Tensor, dgamma, dbeta []float64) []float64 {
	bound := dy.Like()
	m := float64(dz.N * dz.H * dz.W)
	size := dz.H * dz.W
	for i := range bound.Data {
		ch := i / size % dz.C
		a, mean := c.a[ch], c.exact.Mean[ch]
		b := -a * dgamma[ch] / m / math.Sqrt(c.exact.Variance[ch]+1e-5)
		k := -a*dbeta[ch]/m - b*mean
		y := c.y.Data[i]
		bound.Data[i] = 1.01 * unit * (3*math.Abs(a*dz.Data[i]) + 2*math.Abs(b*(y-mean)) + 2*math.Abs(b*y) +
			math.Abs(a*dbeta[ch]/m) + math.Abs(k) + math.Abs(dy.Data[i]))
	}
	return bound.Data
}

func TestBatchNormAgreesWithExact(t *testing.T) {
	random := testseed.New(t)
	tests := []struct {
		name           string
		n, c, h, w     int
		relu, shortcut bool
	}{
		{"plain", 3, 20, 4, 5, false, false},
		{"relu", 3, 16, 4, 5, true, false},
		{"shortcut", 2, 37, 3, 3, true, true},
		{"shortcut without ReLU", 2, 19, 3, 4, false, true},
		{"two images of one pixel", 2, 5, 1, 1, true, true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			offsets := randomTensor(random, 1, tt.c, 1, 1).Data
			y := channel(randomTensor(random, tt.n, tt.c, tt.h, tt.w), func(c int, v float64) float64 {
				return float64(float32(v + 3*offsets[c]))
			})
			c := newNormCase(t, tt.c, tt.relu, y, randomTensor(random, 1, tt.c, 1, 1).Data, randomTensor(random, 1, tt.c, 1, 1).Data)
			before := c.exact.Forward(y)
			bound := c.forwardBound(before)
			var shortcut *Activation
			if tt.shortcut {
				s := randomTensor(random, tt.n, tt.c, tt.h, tt.w)
				shortcut, before = activation(t, s), before.Plus(s)
				bound = bound.Plus(abs(before).Map(func(v float64) float64 { return unit * v }))
			}
			want := before
			if tt.relu {
				want = positivePart(before)
			}
			out := new(Activation)
			if err := c.layer.Forward(out, shortcut, true); err != nil {
				t.Fatal(err)
			}
			if !out.hasShape(tt.n, tt.c, tt.h, tt.w) {
				t.Fatalf("output %s", &out.Tensor)
			}
			got := plain(t, &out.Tensor)
			within(t, "output", got.Data, want.Data, bound.Data)
			checkMaxima(t, out)

			g := randomTensor(random, tt.n, tt.c, tt.h, tt.w)
			dz := g
			if tt.relu {
				dz = exact.ReLUGradient(g, got)
			}
			dy, dgamma, dbeta := c.exact.Backward(dz)
			din, dout := gradient(t, g), new(Gradient)
			if err := c.layer.Backward(din, dout); err != nil {
				t.Fatal(err)
			}
			if !dout.hasShape(tt.n, tt.c, tt.h, tt.w) {
				t.Fatalf("input gradient %s", &dout.Tensor)
			}
			equal(t, "gradient before ReLU", din.Data, blocked(t, dz).Data)
			within(t, "input gradient", plain(t, &dout.Tensor).Data, dy.Data, c.backwardBound(dz, dy, dgamma, dbeta))
			if dout.Max != plane.MaxAbs(dout.Data) {
				t.Errorf("largest gradient %g, not %g", dout.Max, plane.MaxAbs(dout.Data))
			}
			tiny := func(x []float64) []float64 { // one rounding, and float64 sums of terms of size 10 at most
				return total(scaled(absAll(x), 1.01*unit), constant(len(x), 1e-11))
			}
			within(t, "gamma", floats64(c.layer.Gamma.Grad), dgamma, tiny(dgamma))
			within(t, "beta", floats64(c.layer.Beta.Grad), dbeta, tiny(dbeta))
		})
	}
}

func constant(n int, v float64) []float64 {
	out := make([]float64, n)
	for i := range out {
		out[i] = v
	}
	return out
}

// checkMaxima compares an activation's maxima with its data.
func checkMaxima(t *testing.T, a *Activation) {
	t.Helper()
	for n := range a.N {
		if want := plane.MaxAbs(image(&a.Tensor, n)); len(a.Max) != a.N || a.Max[n] != want {
			t.Errorf("largest values %g, image %d has %g", a.Max, n, want)
		}
	}
}

func TestBatchNormRunningStatistics(t *testing.T) {
	random := testseed.New(t)
	const channels = 18
	l := newNorm(t, channels, false)
	mean, variance := constant(channels, 0), constant(channels, 1)
	// Float64 sums in another order may turn a float32 rounding of each step, by 2 units; 0.9 of that remains at the next step, however
	// small the average then is.
	turned := constant(channels, 1e-12)
	out := new(Activation)
	for _, n := range []int{3, 1, 2} {
		y := randomTensor(random, n, channels, 2, 3)
		e := exact.Norm{Gamma: constant(channels, 1), Beta: constant(channels, 0)}
		e.Forward(y)
		m := float64(n * 6)
		for c := range channels {
			mean[c] = float64(float32(0.9*mean[c] + 0.1*e.Mean[c]))
			variance[c] = float64(float32(0.9*variance[c] + 0.1*e.Variance[c]*m/(m-1)))
			turned[c] = 0.9*turned[c] + 2*unit*math.Abs(mean[c])
		}
		feed(t, l, y)
		if err := l.Forward(out, nil, true); err != nil {
			t.Fatal(err)
		}
		within(t, "running mean", floats64(l.RunningMean), mean, turned)
		within(t, "running variance", floats64(l.RunningVar), variance, scaled(variance, 6*unit))
	}

	// Evaluation uses them, changes nothing, and cannot be followed by backward.
	wasMean := append([]float32(nil), l.RunningMean...)
	y := randomTensor(random, 2, channels, 2, 2)
	feed(t, l, y)
	if err := l.Forward(out, nil, false); err != nil {
		t.Fatal(err)
	}
	want := channel(y, func(c int, v float64) float64 {
		return (v - float64(l.RunningMean[c])) / math.Sqrt(float64(l.RunningVar[c])+1e-5)
	})
	within(t, "evaluation", plain(t, &out.Tensor).Data, want.Data, constant(len(want.Data), 16*unit))
	equal(t, "running mean", l.RunningMean, wasMean)
	failsIn(t, "backward after evaluation", l.Backward(gradient(t, y), new(Gradient)), "norm", ErrOrder)
}

// While they are averages, running statistics are the means over all batches, weighted with their images.
func TestBatchNormCumulativeStatistics(t *testing.T) {
	random := testseed.New(t)
	const channels = 18
	l := newNorm(t, channels, false)
	mean, variance := constant(channels, 0), constant(channels, 0)
	feed(t, l, randomTensor(random, 2, channels, 2, 3)) // forgotten
	if err := l.Forward(new(Activation), nil, true); err != nil {
		t.Fatal(err)
	}
	l.Average(true)
	for _, n := range []int{3, 1, 4} {
		y := randomTensor(random, n, channels, 2, 3)
		e := exact.Norm{Gamma: constant(channels, 1), Beta: constant(channels, 0)}
		e.Forward(y)
		m := float64(n * 6)
		for c := range channels {
			mean[c] += float64(n) / 8 * e.Mean[c]
			variance[c] += float64(n) / 8 * e.Variance[c] * m / (m - 1)
		}
		feed(t, l, y)
		if err := l.Forward(new(Activation), nil, true); err != nil {
			t.Fatal(err)
		}
	}
	// Three roundings to float32 of values that are at most a few times as large: the parts of a mean can cancel.
	within(t, "running mean", floats64(l.RunningMean), mean, constant(channels, 12*unit))
	within(t, "running variance", floats64(l.RunningVar), variance, scaled(variance, 6*unit))
}

// Each Backward sees its own gradient, whether or not sums were gathered for the one before.
func TestBatchNormBackwardTwice(t *testing.T) {
	random := testseed.New(t)
	l := newNorm(t, 16, true)
	feed(t, l, randomTensor(random, 2, 16, 3, 3))
	if err := l.Forward(new(Activation), nil, true); err != nil {
		t.Fatal(err)
	}
	g, other := randomTensor(random, 2, 16, 3, 3), randomTensor(random, 2, 16, 3, 3)
	run := func(g exact.Tensor) []float32 {
		dy := new(Gradient)
		if err := l.Backward(gradient(t, g), dy); err != nil {
			t.Fatal(err)
		}
		return dy.Data
	}
	want := run(g)
	run(other)
	equal(t, "gradient", run(g), want)
}

// A gradient of gamma that is finite may still overflow in the coefficients of the input gradient.
func TestBatchNormCoefficientsOverflow(t *testing.T) {
	l := newNorm(t, 1, false)
	y := exact.New(1, 1, 2, 2)
	y.Data = []float64{1e-4, -1e-4, 1e-4, -1e-4}
	l.Gamma.Value[0] = 1e35
	feed(t, l, y)
	if err := l.Forward(new(Activation), nil, true); err != nil {
		t.Fatal(err)
	}
	g := y.Map(func(v float64) float64 { return 1e8 * v })
	failsIn(t, "gradient", l.Backward(gradient(t, g), new(Gradient)), "norm", ErrNotFinite)
}

// A single pixel per channel has no spread: the output is beta, nothing flows back, and the running variance stays
// finite.
func TestBatchNormSinglePixel(t *testing.T) {
	l := newNorm(t, 3, false)
	y := exact.Tensor{N: 1, C: 3, H: 1, W: 1, Data: []float64{5, -7, 0}}
	copy(l.Beta.Value, []float32{1, 2, 3})
	feed(t, l, y)
	out, dy := new(Activation), new(Gradient)
	if err := l.Forward(out, nil, true); err != nil {
		t.Fatal(err)
	}
	if err := l.Backward(gradient(t, y), dy); err != nil {
		t.Fatal(err)
	}
	for c := range 3 {
		if got := out.At(0, c, 0, 0); math.Abs(float64(got-l.Beta.Value[c])) > 1e-3 { // a is gamma/sqrt(1e-5) = 316
			t.Errorf("output %d is %g", c, got)
		}
		if got := dy.At(0, c, 0, 0); math.Abs(float64(got)) > 1e-3 {
			t.Errorf("gradient %d is %g", c, got)
		}
		if l.RunningVar[c] != 0.9 {
			t.Errorf("running variance %d is %g", c, l.RunningVar[c])
		}
	}
}

func TestBatchNormRejects(t *testing.T) {
	y := exact.New(2, 3, 2, 2).Map(func(float64) float64 { return 1 })
	small := exact.New(1, 3, 2, 2)
	l := newNorm(t, 3, true)
	fillConstant(l.Beta.Value, 1) // so that ReLU is open
	out, dy := new(Activation), new(Gradient)
	forward := func() error { return l.Forward(out, nil, true) }
	feed(t, l, y)
	failsIn(t, "wrong shortcut", l.Forward(out, activation(t, small), true), "norm", ErrShape)
	failsIn(t, "backward before forward", l.Backward(gradient(t, y), dy), "norm", ErrOrder)
	if err := forward(); err != nil {
		t.Fatal(err)
	}
	failsIn(t, "wrong gradient", l.Backward(gradient(t, small), dy), "norm", ErrShape)
	bad := y.Like()
	bad.Data[3] = math.Inf(1)
	failsIn(t, "gradient", l.Backward(gradient(t, bad), dy), "norm", ErrNotFinite)
	feed(t, l, bad)
	failsIn(t, "input", forward(), "norm", ErrNotFinite)
	l.Gamma.Value[1] = float32(math.NaN())
	feed(t, l, y)
	failsIn(t, "gamma", forward(), "norm", ErrNotFinite)

	if _, err := NewBatchNorm(NewWorkspace(nil, 1), "norm", 0, true); err == nil {
		t.Error("a layer without channels was made")
	}
}
