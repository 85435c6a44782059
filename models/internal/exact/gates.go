// SPDX-License-Identifier: Apache-2.0

package exact

import "math"

const cells = 10 // of the gates' LSTM, and values that it gets

// Gates is the gates before the residual blocks of a network, and those blocks, for fixed decisions, with the straight-through
// gradient for a true derivative: every image that a block's gate learns from weighs F(x) by m + (p - p0) and S(x) by the rest,
// where p0 is p where the derivative is taken.
type Gates struct {
	Values map[string][]float64 // parameters by name
	Draw   func(gate, image int) float64

	Blocks     int     // that have a gate
	Keep       float64 // target of the share that is computed
	Strength   float64 // of the regulariser
	Dense      bool    // all images are computed
	Importance bool    // those that are computed learn for the others, too

	Open        [][]bool // decisions, made in the first forward pass
	Closest     float64  // of a probability to what it was compared with, in that
	Regularizer float64  // of the last forward pass

	p0   [][]float64
	h, c [][]float64 // of the LSTM
	gate int
}

// Begin begins a forward pass.
func (g *Gates) Begin(images int) {
	g.gate, g.Regularizer = 0, 0
	if g.Open == nil {
		g.Closest = 1
	}
	g.h, g.c = make([][]float64, images), make([][]float64, images)
	for n := range images {
		g.h[n], g.c[n] = make([]float64, cells), make([]float64, cells)
	}
}

// Probabilities returns p of each image for the next gate, with a convolution of its own and what all share.
func (g *Gates) Probabilities(weight []float64, x Tensor) []float64 {
	z := Linear(Pool(x), weight, make([]float64, cells))
	p := make([]float64, x.N)
	for n := range x.N {
		g.cell(n, z.Data[n*cells:(n+1)*cells])
		p[n] = logistic(Dot(g.Values["gates.out.weight"], g.h[n]) + g.Values["gates.out.bias"][0])
	}
	return p
}

// cell is an LSTM's step, as PyTorch documents it.
func (g *Gates) cell(n int, z []float64) {
	var gates [4 * cells]float64
	for j := range gates {
		gates[j] = Dot(g.Values["gates.lstm.weight_ih"][j*cells:(j+1)*cells], z) + g.Values["gates.lstm.bias_ih"][j] +
			Dot(g.Values["gates.lstm.weight_hh"][j*cells:(j+1)*cells], g.h[n]) + g.Values["gates.lstm.bias_hh"][j]
	}
	for j := range cells {
		g.c[n][j] = float64(logistic(gates[cells+j])*g.c[n][j]) + float64(logistic(gates[j])*math.Tanh(gates[2*cells+j]))
		g.h[n][j] = logistic(gates[3*cells+j]) * math.Tanh(g.c[n][j])
	}
}

func logistic(v float64) float64 { return 1 / (1 + math.Exp(-v)) }

// Block returns the output of the next gated block for x: s is S(x), and compute returns F for some images of x and s.
func (g *Gates) Block(name string, x, s Tensor, compute func(x, s Tensor) Tensor) Tensor {
	p, k := g.Probabilities(g.Values["gate."+name+".weight"], x), g.gate
	g.gate++
	if len(g.p0) == k {
		g.decide(k, p)
	}
	var computed []int
	for n := range x.N {
		g.Regularizer += g.Strength * g.sign() * p[n] / float64(g.Blocks*x.N)
		if g.Open[k][n] || g.Dense {
			computed = append(computed, n)
		}
	}
	out := s.Map(func(v float64) float64 { return v })
	if len(computed) == 0 {
		return out
	}
	f := compute(x.pick(computed), s.pick(computed))
	size := len(f.Data) / f.N
	for i, n := range computed {
		w := g.weight(k, n, p[n])
		for j := range size {
			out.Data[n*size+j] = float64(w*f.Data[i*size+j]) + float64((1-w)*s.Data[n*size+j])
		}
	}
	return out
}

// weight returns that of F for an image that is computed.
func (g *Gates) weight(k, n int, p float64) float64 {
	w := p - g.p0[k][n]
	if g.Importance {
		w /= g.p0[k][n]
	}
	if g.Open[k][n] {
		w++
	}
	return w
}

// sign is that of the regulariser, which counts once all decisions are known.
func (g *Gates) sign() float64 {
	computed, all := 0, 0
	for _, open := range g.Open {
		for _, o := range open {
			if all++; o {
				computed++
			}
		}
	}
	if float64(computed)/float64(all) > g.Keep {
		return 1
	}
	return -1
}

func (g *Gates) decide(k int, p []float64) {
	open := make([]bool, len(p))
	for n, v := range p {
		u := g.Draw(k, n)
		g.Closest = min(g.Closest, math.Abs(v-u))
		open[n] = v > u
	}
	g.p0, g.Open = append(g.p0, p), append(g.Open, open)
}

// Computed returns the number of images that each block's gate lets pass.
func (g *Gates) Computed() []int {
	counts := make([]int, len(g.Open))
	for k, open := range g.Open {
		for _, o := range open {
			if o {
				counts[k]++
			}
		}
	}
	return counts
}

// pick returns the given images.
func (t Tensor) pick(images []int) Tensor {
	out := New(len(images), t.C, t.H, t.W)
	size := len(out.Data) / out.N
	for i, n := range images {
		copy(out.Data[i*size:(i+1)*size], t.Data[n*size:(n+1)*size])
	}
	return out
}
