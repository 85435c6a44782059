// SPDX-License-Identifier: Apache-2.0

package fconv

import (
	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/blas32"

	"github.com/e2train/e2train/driver/conv"
)

// matrix is a convolution whose images become matrices of their windows, a row per output pixel, which gonum multiplies.
type matrix struct {
	shape  conv.Shape
	window window
	w      []float32 // OutC x taps*InC: the weights in the order of windows
}

func newMatrix(s conv.Shape) *matrix {
	return &matrix{shape: s, window: newWindow(s), w: make([]float32, s.WeightLen())}
}

// SetWeights implements Conv.
func (m *matrix) SetWeights(w []float32) { m.window.fromKernelOrder(m.w, w) }

// KeptLen implements Conv: the image is kept.
func (m *matrix) KeptLen() int { return imageLen(m.shape.InC, m.shape.InH, m.shape.InW) }

// Forward implements Conv.
func (m *matrix) Forward(y, x, kept []float32) {
	if kept != nil {
		copy(kept[:m.KeptLen()], x)
	}
	windows, out := borrow(m.window.pixels()*m.window.length()), borrow(m.window.pixels()*m.shape.OutC)
	defer windows.giveBack()
	defer out.giveBack()
	m.window.gather(windows.values, x)
	blas32.Gemm(blas.NoTrans, blas.Trans, 1, m.window.matrix(windows.values), m.weights(m.w), 0, m.pixels(out.values))
	splitBlocks(y, out.values, m.shape.OutC)
}

// BackwardData implements Conv.
func (m *matrix) BackwardData(dx, dy []float32) {
	windows, out := borrow(m.window.pixels()*m.window.length()), borrow(m.window.pixels()*m.shape.OutC)
	defer windows.giveBack()
	defer out.giveBack()
	joinBlocks(out.values, dy, m.shape.OutC)
	blas32.Gemm(blas.NoTrans, blas.NoTrans, 1, m.pixels(out.values), m.weights(m.w), 0, m.window.matrix(windows.values))
	m.window.scatter(dx[:m.KeptLen()], windows.values)
}

// SumsLen implements Conv.
func (m *matrix) SumsLen() int { return len(m.w) }

// BackwardWeights implements Conv.
func (m *matrix) BackwardWeights(sums, kept, dy []float32) {
	windows, out := borrow(m.window.pixels()*m.window.length()), borrow(m.window.pixels()*m.shape.OutC)
	defer windows.giveBack()
	defer out.giveBack()
	m.window.gather(windows.values, kept[:m.KeptLen()])
	joinBlocks(out.values, dy, m.shape.OutC)
	blas32.Gemm(blas.Trans, blas.NoTrans, 1, m.pixels(out.values), m.window.matrix(windows.values), 1, m.weights(sums))
}

// Gradient implements Conv.
func (m *matrix) Gradient(dw, sums []float32) { m.window.toKernelOrder(dw, sums) }

func (m *matrix) weights(w []float32) blas32.General {
	n := m.window.length()
	return blas32.General{Rows: m.shape.OutC, Cols: n, Stride: n, Data: w}
}

func (m *matrix) pixels(out []float32) blas32.General {
	n := m.shape.OutC
	return blas32.General{Rows: m.window.pixels(), Cols: n, Stride: n, Data: out}
}
