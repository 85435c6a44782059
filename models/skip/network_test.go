// SPDX-License-Identifier: Apache-2.0

package skip

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/e2train/e2train/models/internal/exact"
	"github.com/e2train/e2train/models/internal/testseed"
	"github.com/e2train/e2train/models/nn"
)

// exactGates is the gates in plain float64, from their definition.
type exactGates struct {
	values map[string][]float64
	names  []string // of the gates' convolutions
}

func newExactGates(w *network) *exactGates {
	e := &exactGates{values: map[string][]float64{}}
	for _, p := range w.params() {
		e.values[p.Name] = wide(p.Value)
	}
	for _, t := range w.own {
		e.names = append(e.names, t.Name)
	}
	return e
}

func wide(x []float32) []float64 {
	out := make([]float64, len(x))
	for i, v := range x {
		out[i] = float64(v)
	}
	return out
}

// probabilities returns p of every gate and image, for the inputs of the gates.
func (e *exactGates) probabilities(inputs []exact.Tensor) [][]float64 {
	var list [][]float64
	images := inputs[0].N
	h, c := make([][]float64, images), make([][]float64, images)
	for n := range images {
		h[n], c[n] = make([]float64, hidden), make([]float64, hidden)
	}
	for k, x := range inputs {
		z := exact.Linear(exact.Pool(x), e.values[e.names[k]], make([]float64, hidden))
		p := make([]float64, images)
		for n := range images {
			h[n], c[n] = e.cell(z.Data[n*hidden:(n+1)*hidden], h[n], c[n])
			p[n] = logistic(exact.Dot(e.values["gates.out.weight"], h[n]) + e.values["gates.out.bias"][0])
		}
		list = append(list, p)
	}
	return list
}

// cell is an LSTM's step, as PyTorch documents it.
func (e *exactGates) cell(z, h, c []float64) (newH, newC []float64) {
	gate := func(j int) float64 {
		return exact.Dot(e.values["gates.lstm.weight_ih"][j*hidden:(j+1)*hidden], z) + e.values["gates.lstm.bias_ih"][j] +
			exact.Dot(e.values["gates.lstm.weight_hh"][j*hidden:(j+1)*hidden], h) + e.values["gates.lstm.bias_hh"][j]
	}
	newH, newC = make([]float64, hidden), make([]float64, hidden)
	for j := range hidden {
		i, f, g, o := logistic(gate(j)), logistic(gate(hidden+j)), math.Tanh(gate(2*hidden+j)), logistic(gate(3*hidden+j))
		newC[j] = f*c[j] + i*g
		newH[j] = o * math.Tanh(newC[j])
	}
	return newH, newC
}

func logistic(v float64) float64 { return 1 / (1 + math.Exp(-v)) }

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
	e := newExactGates(w)
	xs, plain := randomInputs(t, random, images, channels)
	var ops nn.Ops
	var got [][]float32
	for k, x := range xs {
		got = append(got, w.forward(k, nn.NewGlobalPool(nn.NewWorkspace(nil, 1)).Forward(&x.Tensor), &ops))
	}
	want := e.probabilities(plain)
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
		for k, p := range e.probabilities(plain) {
			sum += exact.Dot(p, factors[k])
		}
		return sum, exact.Kinks{}
	}
	for k := len(channels) - 1; k >= 0; k-- {
		x := plain[k]
		means := w.backward(k, factors[k], x.H*x.W, &ops)
		differs(t, random, "input of a gate", x.Data, func(i int) float64 {
			return float64(means.At(i/(x.C*x.H*x.W), i/(x.H*x.W)%x.C, 0, 0))
		}, bound, loss)
	}
	for _, p := range w.params() {
		differs(t, random, p.Name, e.values[p.Name], func(i int) float64 { return float64(p.Grad[i]) }, bound, loss)
	}
}

// differs compares a gradient with central differences at random places.
func differs(t *testing.T, random *rand.Rand, name string, values []float64, got func(i int) float64, bound float64, loss func() (float64, exact.Kinks)) {
	t.Helper()
	largest := 0.0
	for i := range values {
		largest = max(largest, math.Abs(got(i)))
	}
	if largest == 0 {
		t.Errorf("%s: no gradient", name)
	}
	for range 10 {
		i := random.IntN(len(values))
		const h = 1e-5
		v := values[i]
		values[i] = v + h
		up, _ := loss()
		values[i] = v - h
		down, _ := loss()
		values[i] = v
		if want := (up - down) / (2 * h); !(math.Abs(got(i)-want) <= bound*largest+1e-10) {
			t.Errorf("%s: gradient %d is %g, central difference %g", name, i, got(i), want)
		}
	}
}
