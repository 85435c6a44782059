// SPDX-License-Identifier: Apache-2.0

package fconv

import (
	"slices"

	"github.com/e2train/e2train/driver/conv"
)

// direct is a convolution without matrices of windows.
type direct struct {
	multiply multiplier
	shape    conv.Shape
	input    frame // of x
	output   frame // of dy, for backward-data
	forward  product
	backward []product // of the phases that taps reach
	holes    bool      // there are inputs that no tap reaches
	gradient gradient
}

func newDirect(s conv.Shape, m multiplier) *direct {
	y := axis{s.InH, s.OutH(), s.KH, s.StrideY, s.PadTop}
	x := axis{s.InW, s.OutW(), s.KW, s.StrideX, s.PadLeft}
	d := &direct{
		multiply: m, shape: s,
		input:  newFrame(s.InC, s.InH, s.InW, x.inputs()),
		output: newFrame(s.OutC, s.OutH(), s.OutW(), x.outputs()),
	}
	d.forward = d.newForward()
	for _, py := range y.phases() {
		for _, px := range x.phases() {
			p := d.newBackward(py, px)
			d.holes = d.holes || !p.complete()
			if len(p.spans) > 0 {
				d.backward = append(d.backward, p)
			}
		}
	}
	d.gradient = newGradient(&d.forward)
	return d
}

// seen returns how many of n channels meet in a product.
func seen(s conv.Shape, n int) int {
	if s.Depthwise {
		return 1
	}
	return n
}

// newForward returns the product of x with the weights.
func (d *direct) newForward() product {
	s := d.shape
	var list []tap
	for ky := range s.KH {
		for ci := range seen(s, s.InC) {
			for kx := range s.KW {
				list = append(list, tap{row: ky - s.PadTop, channel: ci, col: kx, weight: (ci*s.KH+ky)*s.KW + kx})
			}
		}
	}
	y, x := line{s.OutH(), 0, 1, s.StrideY}, line{s.OutW(), 0, 1, s.StrideX}
	return newProduct(newLattice(y, x, d.input.cols, s.OutW()), taps{list, d.input, s.OutC, seen(s, s.InC) * s.KH * s.KW, s.Depthwise})
}

// newBackward returns the product of dy with the weights whose taps reach a phase of the input. There may be none.
func (d *direct) newBackward(py, px phase) product {
	s := d.shape
	var list []tap
	for _, ky := range slices.Backward(py.taps) { // the last one comes from the first row
		for co := range seen(s, s.OutC) {
			for _, kx := range px.taps {
				weight := (co*s.InC*s.KH+ky)*s.KW + kx
				list = append(list, tap{row: py.output(ky), channel: co, col: px.output(kx) + d.output.left, weight: weight})
			}
		}
	}
	y, x := line{py.count, py.first, s.StrideY, 1}, line{px.count, px.first, s.StrideX, 1}
	return newProduct(newLattice(y, x, d.output.cols, s.InW), taps{list, d.output, s.InC, s.KH * s.KW, s.Depthwise})
}

// SetWeights implements Conv.
func (d *direct) SetWeights(w []float32) {
	d.forward.setWeights(w)
	for i := range d.backward {
		d.backward[i].setWeights(w)
	}
}

// KeptLen implements Conv: the frame is kept.
func (d *direct) KeptLen() int { return d.input.len() }

// Forward implements Conv.
func (d *direct) Forward(y, x, kept []float32) {
	s := d.shape
	x, y = x[:imageLen(s.InC, s.InH, s.InW)], y[:imageLen(s.OutC, s.OutH(), s.OutW())]
	switch {
	case kept != nil:
		d.input.fill(kept, x)
	case d.input.bare():
		kept = x
	default:
		buffer := borrow(d.input.len())
		defer buffer.giveBack()
		kept = buffer.values
		d.input.fill(kept, x)
	}
	d.forward.run(d.multiply, y, s.OutH()*s.OutW()*lanes, kept[:d.input.len()])
}

// BackwardData implements Conv.
func (d *direct) BackwardData(dx, dy []float32) {
	s := d.shape
	dx, dy = dx[:imageLen(s.InC, s.InH, s.InW)], dy[:imageLen(s.OutC, s.OutH(), s.OutW())]
	if !d.output.bare() {
		buffer := borrow(d.output.len())
		defer buffer.giveBack()
		d.output.fill(buffer.values, dy)
		dy = buffer.values
	}
	if d.holes {
		clear(dx)
	}
	for i := range d.backward {
		d.backward[i].run(d.multiply, dx, s.InH*s.InW*lanes, dy)
	}
}

// SumsLen implements Conv.
func (d *direct) SumsLen() int { return d.forward.len() }

// BackwardWeights implements Conv.
func (d *direct) BackwardWeights(sums, kept, dy []float32) {
	s := d.shape
	d.gradient.add(d.multiply, sums[:d.SumsLen()], kept[:d.input.len()], dy[:imageLen(s.OutC, s.OutH(), s.OutW())])
}

// Gradient implements Conv.
func (d *direct) Gradient(dw, sums []float32) { d.forward.unpack(dw, sums) }
