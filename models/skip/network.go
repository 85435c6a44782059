// SPDX-License-Identifier: Apache-2.0

package skip

import (
	"math"

	"github.com/e2train/e2train/driver/conv"
	"github.com/e2train/e2train/models/internal/detmath"
	"github.com/e2train/e2train/models/internal/plane"
	"github.com/e2train/e2train/models/internal/rng"
	"github.com/e2train/e2train/models/nn"
	"github.com/e2train/e2train/sim/workers"
)

// Sizes of the shared part of gates.
const (
	hidden    = 10         // cells of the LSTM, and values that each gate's convolution gives it
	lstmGates = 4 * hidden // rows of its matrices: input, forget, cell and output gates of all cells, as PyTorch has them
	functions = 5*hidden + 1
)

// network is the gates' parameters, and what the last forward pass leaves for a backward pass.
type network struct {
	seed  uint64
	own   []*tensor // of each gate, [hidden][channels]
	input *tensor   // [lstmGates][hidden], of the LSTM
	state *tensor   // [lstmGates][hidden]
	bias  [2]*tensor
	out   *tensor // [1][hidden]
	outB  *tensor

	steps []step
	// Gradients of hidden and cell states, from the gate behind, image by image.
	dh, dc []float64
	means  nn.Tensor
}

// tensor is a parameter with the sums of its gradient.
type tensor struct {
	nn.Param
	sums []float64
}

// step is what one gate computed: a row for each image.
type step struct {
	means       []float32 // [N][16*ceil(C/16)]
	z           []float32 // [N][hidden], input of the LSTM
	gates       []float32 // [N][lstmGates], after their functions
	c, tanhC, h []float32 // [N][hidden]
	p           []float32 // [N]
}

// newNetwork returns the shared part, whose parameters are drawn from U(-1/sqrt(hidden), 1/sqrt(hidden)), biases included, which
// makes the first probabilities about 1/2.
func newNetwork(seed uint64) *network {
	w := &network{seed: seed}
	w.input = w.uniform("gates.lstm.weight_ih", lstmGates*hidden)
	w.state = w.uniform("gates.lstm.weight_hh", lstmGates*hidden)
	w.bias = [2]*tensor{w.uniform("gates.lstm.bias_ih", lstmGates), w.uniform("gates.lstm.bias_hh", lstmGates)}
	w.out, w.outB = w.uniform("gates.out.weight", hidden), w.uniform("gates.out.bias", 1)
	return w
}

// add adds the convolution of the next gate, with weights from N(0, sqrt(2/hidden)), as all convolutions have them.
func (w *network) add(name string, channels int) {
	t := newTensor(name+".weight", hidden*channels)
	random := rng.New(w.seed, t.Name)
	deviation := math.Sqrt(2.0 / hidden)
	for i := range t.Value {
		t.Value[i] = float32(deviation * random.Normal())
	}
	w.own = append(w.own, t)
	w.steps = append(w.steps, step{})
}

func (w *network) uniform(name string, n int) *tensor {
	t := newTensor(name, n)
	random := rng.New(w.seed, name)
	bound := 1 / math.Sqrt(hidden)
	for i := range t.Value {
		t.Value[i] = float32(bound * (float64(2*random.Float64()) - 1))
	}
	return t
}

func newTensor(name string, n int) *tensor {
	return &tensor{
		Param: nn.Param{Name: name, Value: make([]float32, n), Grad: make([]float32, n), Momentum: make([]float32, n)},
		sums:  make([]float64, n),
	}
}

func (w *network) shared() []*tensor {
	return []*tensor{w.input, w.state, w.bias[0], w.bias[1], w.out, w.outB}
}

func (w *network) params() (list []*nn.Param) {
	for _, t := range append(w.own[:len(w.own):len(w.own)], w.shared()...) {
		list = append(list, &t.Param)
	}
	return list
}

// forward returns each image's probability that gate k lets it pass, from the means of the channels of its input, N x C x 1 x
// 1. Gates are asked in order; the first one starts the LSTM anew.
func (w *network) forward(k int, means *nn.Tensor, ops *nn.Ops) []float32 {
	s, n := &w.steps[k], means.N
	s.means = append(s.means[:0], means.Data...)
	s.z, s.gates = grow(s.z, n*hidden), grow(s.gates, n*lstmGates)
	s.c, s.tanhC, s.h, s.p = grow(s.c, n*hidden), grow(s.tanhC, n*hidden), grow(s.h, n*hidden), grow(s.p, n)
	workers.Do(n, func(i int) { w.image(k, i) })
	ops[nn.OpGateMACs] += int64(n) * w.macs(k)
	ops[nn.OpGateFunctions] += int64(n) * functions
	return s.p
}

// macs returns the multiply-accumulates of gate k for one image.
func (w *network) macs(k int) int64 {
	return int64(len(w.own[k].Value) + len(w.input.Value) + len(w.state.Value) + len(w.out.Value))
}

// image computes gate k for image n. Sums are in float64, with the rounding of plane.Dot; every value that is kept is rounded
// to float32 once.
func (w *network) image(k, n int) {
	s := &w.steps[k]
	z, before := row(s.z, n, hidden), w.before(k, n)
	means, own := w.mean(k, n), w.own[k].Value
	for j := range z {
		z[j] = float32(plane.Dot(row(own, j, len(means)), means))
	}
	gates := row(s.gates, n, lstmGates)
	for j := range gates {
		v := plane.Dot(row(w.input.Value, j, hidden), z) + plane.Dot(row(w.state.Value, j, hidden), before.h)
		v += float64(w.bias[0].Value[j])
		v += float64(w.bias[1].Value[j])
		if j/hidden == 2 {
			gates[j] = float32(detmath.Tanh(v))
		} else {
			gates[j] = float32(detmath.Sigmoid(v))
		}
	}
	in, forget, cell, out := lstm(gates)
	c, tanhC, h := row(s.c, n, hidden), row(s.tanhC, n, hidden), row(s.h, n, hidden)
	for j := range c {
		c[j] = float32(float64(float64(forget[j])*float64(before.c[j])) + float64(float64(in[j])*float64(cell[j])))
		tanhC[j] = float32(detmath.Tanh(float64(c[j])))
		h[j] = out[j] * tanhC[j]
	}
	s.p[n] = float32(detmath.Sigmoid(plane.Dot(w.out.Value, h) + float64(w.outB.Value[0])))
}

// states are an image's hidden and cell states.
type states struct{ h, c []float32 }

var zeros [hidden]float32

// before returns the states that gate k starts from.
func (w *network) before(k, n int) states {
	if k == 0 {
		return states{zeros[:], zeros[:]}
	}
	s := &w.steps[k-1]
	return states{row(s.h, n, hidden), row(s.c, n, hidden)}
}

// channels returns the number of channels of gate k's input.
func (w *network) channels(k int) int { return len(w.own[k].Value) / hidden }

// mean returns the means of the channels of image n.
func (w *network) mean(k, n int) []float32 {
	c := w.channels(k)
	return row(w.steps[k].means, n, conv.Blocks(c)*nn.Lanes)[:c]
}

// lstm cuts a row of gates in four.
func lstm[T any](gates []T) (in, forget, cell, out []T) {
	return gates[:hidden], gates[hidden : 2*hidden], gates[2*hidden : 3*hidden], gates[3*hidden:]
}

// row returns row n of a matrix with so many columns.
func row[T any](m []T, n, columns int) []T { return m[n*columns : (n+1)*columns : (n+1)*columns] }

// grow returns a slice of n elements that reuses s where its capacity allows.
func grow[T any](s []T, n int) []T {
	if cap(s) < n {
		return make([]T, n)
	}
	return s[:n]
}
