// SPDX-License-Identifier: Apache-2.0

package skip

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/e2train/e2train/models/internal/exact"
	"github.com/e2train/e2train/models/internal/testseed"
	"github.com/e2train/e2train/models/nn"
)

func wide(x []float32) []float64 {
	out := make([]float64, len(x))
	for i, v := range x {
		out[i] = float64(v)
	}
	return out
}

// randomInputs returns inputs of gates in both forms.
func randomInputs(t *testing.T, random *rand.Rand, images int, channels []int) (xs []*nn.Activation, plain []exact.Tensor) {
	t.Helper()
	for k, c := range channels {
		x, err := nn.NewTensor(images, c, 3, 2+k)
		if err != nil {
			t.Fatal(err)
		}
		p := exact.New(images, c, 3, 2+k)
		for n := range images {
			chw := make([]float32, c*p.H*p.W)
			for i := range chw {
				chw[i] = float32(random.NormFloat64())
				p.Data[n*len(chw)+i] = float64(chw[i])
			}
			if err := x.SetImage(n, chw); err != nil {
				t.Fatal(err)
			}
		}
		a := new(nn.Activation)
		if err := a.View(x); err != nil {
			t.Fatal(err)
		}
		xs, plain = append(xs, a), append(plain, p)
	}
	return xs, plain
}

// Probabilities agree with the float64 version, and gradients with its central differences: of all parameters, and of the
// gates' inputs. Every value of the forward pass is rounded to float32 once, where weights are up to about 1 and sums have
// some tens of terms: some tens of 2^-24 of 1 remain, and 1e-5 is asked for, relative to the largest element.
func TestGatesAgreeWithExact(t *testing.T) {
	const bound = 1e-5
	random := testseed.New(t)
	channels, images := []int{16, 16, 20, 37}, 3
	w := newNetwork(random.Uint64())
	for k, c := range channels {
		w.add(string(rune('a'+k)), c)
	}
	e := &exact.Gates{Values: map[string][]float64{}}
	for _, p := range w.params() {
		e.Values[p.Name] = wide(p.Value)
	}
	xs, plain := randomInputs(t, random, images, channels)
	var ops nn.Ops
	var got [][]float32
	for k, x := range xs {
		got = append(got, w.forward(k, nn.NewGlobalPool(nn.NewWorkspace(nil, 1)).Forward(&x.Tensor), &ops))
	}
	probabilities := func() (list [][]float64) {
		e.Begin(images)
		for k, x := range plain {
			list = append(list, e.Probabilities(e.Values[w.own[k].Name], x))
		}
		return list
	}
	want := probabilities()
	factors := make([][]float64, len(channels)) // of each p in the loss
	for k, p := range want {
		factors[k] = make([]float64, images)
		for n, v := range p {
			factors[k][n] = random.NormFloat64()
			if !(math.Abs(float64(got[k][n])-v) <= bound) {
				t.Errorf("gate %d, image %d: p is %g, not %g", k, n, got[k][n], v)
			}
		}
	}
	loss := func() (sum float64, _ exact.Kinks) {
		for k, p := range probabilities() {
			sum += exact.Dot(p, factors[k])
		}
		return sum, exact.Kinks{}
	}
	for k := len(channels) - 1; k >= 0; k-- {
		x := plain[k]
		means := w.backward(k, factors[k], x.H*x.W, &ops)
		spread := make([]float32, len(x.Data))
		for i := range spread {
			spread[i] = means.At(i/(x.C*x.H*x.W), i/(x.H*x.W)%x.C, 0, 0)
		}
		exact.CheckFloat32(t, random, "input of a gate", x.Data, spread, 10, bound, loss)
	}
	for _, p := range w.params() {
		if !slices.ContainsFunc(p.Grad, func(v float32) bool { return v != 0 }) {
			t.Errorf("%s: no gradient", p.Name)
		}
		exact.CheckFloat32(t, random, p.Name, e.Values[p.Name], p.Grad, 10, bound, loss)
	}
}
