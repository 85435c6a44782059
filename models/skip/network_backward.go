// SPDX-License-Identifier: Apache-2.0

package skip

import "github.com/e2train/e2train/models/nn"

// backward takes dL/dp of gate k, image by image, adds to the sums of the parameters' gradients, and returns the gradient
// of every pixel of the gate's input, N x C x 1 x 1 for so many pixels, valid until the next call. Gates go back from the
// last one, which starts the sums, to the first one, which rounds them.
//
// Everything is in float64, images and then rows in order.
func (w *network) backward(k int, dp []float64, pixels int, ops *nn.Ops) *nn.Tensor {
	s := &w.steps[k]
	if k == len(w.steps)-1 {
		w.begin(len(dp))
	}
	w.means.Resize(len(dp), w.channels(k), 1, 1)
	clear(w.means.Data)
	for n, d := range dp {
		p := float64(s.p[n])
		w.imageBackward(k, n, float64(float64(d*p)*(1-p)), float64(pixels))
	}
	ops[nn.OpGateMACs] += 2 * int64(len(dp)) * w.macs(k)
	if k == 0 {
		w.finish()
	}
	return &w.means
}

func (w *network) begin(images int) {
	w.dh, w.dc = grow(w.dh, images*hidden), grow(w.dc, images*hidden)
	clear(w.dh)
	clear(w.dc)
	for _, t := range append(w.own[:len(w.own):len(w.own)], w.shared()...) {
		clear(t.sums)
	}
}

func (w *network) finish() {
	for _, t := range append(w.own[:len(w.own):len(w.own)], w.shared()...) {
		for i, v := range t.sums {
			t.Grad[i] = float32(v)
		}
	}
}

// imageBackward goes back through gate k for image n, from the gradient of the logit of its probability.
func (w *network) imageBackward(k, n int, logit, pixels float64) {
	s, before := &w.steps[k], w.before(k, n)
	dh, dc := row(w.dh, n, hidden), row(w.dc, n, hidden)
	accumulate(w.out.sums, row(s.h, n, hidden), logit)
	w.outB.sums[0] += logit
	for j, v := range w.out.Value {
		dh[j] += float64(logit * float64(v))
	}
	var d [lstmGates]float64 // of the gates before their functions
	s.cells(n, dh, dc, before.c, &d)
	z := row(s.z, n, hidden)
	for j, v := range d {
		accumulate(row(w.input.sums, j, hidden), z, v)
		accumulate(row(w.state.sums, j, hidden), before.h, v)
		w.bias[0].sums[j] += v
		w.bias[1].sums[j] += v
	}
	transposed(dh, w.state.Value, d[:])
	var dz [hidden]float64
	transposed(dz[:], w.input.Value, d[:])
	for j, v := range dz {
		accumulate(row(w.own[k].sums, j, w.channels(k)), w.mean(k, n), v)
	}
	w.spread(k, n, dz[:], pixels)
}

// cells goes back through the cells of image n: from the gradients of the states behind to those of the gates, d, and of the
// cell states before, which take the place of dc.
func (s *step) cells(n int, dh, dc []float64, c []float32, d *[lstmGates]float64) {
	in, forget, cell, out := lstm(row(s.gates, n, lstmGates))
	din, dforget, dcell, dout := lstm(d[:])
	for j, t := range row(s.tanhC, n, hidden) {
		i, f, g, o, tanh := float64(in[j]), float64(forget[j]), float64(cell[j]), float64(out[j]), float64(t)
		dC := dc[j] + float64(float64(dh[j]*o)*(1-float64(tanh*tanh)))
		dout[j] = float64(dh[j]*tanh) * float64(o*(1-o))
		din[j] = float64(dC*g) * float64(i*(1-i))
		dforget[j] = float64(dC*float64(c[j])) * float64(f*(1-f))
		dcell[j] = float64(dC*i) * (1 - float64(g*g))
		dc[j] = float64(dC * f)
	}
}

// spread stores the gradient of every pixel of image n.
func (w *network) spread(k, n int, dz []float64, pixels float64) {
	size := len(w.means.Data) / w.means.N
	sums := make([]float64, w.channels(k))
	transposed(sums, w.own[k].Value, dz)
	for c, v := range sums {
		w.means.Data[n*size+c] = float32(v / pixels)
	}
}

// accumulate adds factor*x to sums.
func accumulate(sums []float64, x []float32, factor float64) {
	for i, v := range x {
		sums[i] += float64(factor * float64(v))
	}
}

// transposed stores m^T * x in dst; m has a row for each x.
func transposed(dst []float64, m []float32, x []float64) {
	clear(dst)
	for j, v := range x {
		accumulate(dst, row(m, j, len(dst)), v)
	}
}
