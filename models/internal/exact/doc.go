// SPDX-License-Identifier: Apache-2.0

// Package exact has plain float64 versions of the layers, forward and backward, for tests: loops that follow the
// formulas, over [N][C][H][W] tensors, with nothing reordered, fused or blocked.
//
// [CheckGradient] compares their gradients with central differences, which makes them the reference for the layers
// that train.
package exact

// Tensor is N images of C channels of H x W values, [N][C][H][W].
type Tensor struct {
	N, C, H, W int
	Data       []float64
}

// New returns a zero tensor.
func New(n, c, h, w int) Tensor { return Tensor{n, c, h, w, make([]float64, n*c*h*w)} }

// Like returns a zero tensor of the shape of t.
func (t Tensor) Like() Tensor { return New(t.N, t.C, t.H, t.W) }

// Map returns the tensor of f of every value.
func (t Tensor) Map(f func(float64) float64) Tensor {
	out := t.Like()
	for i, v := range t.Data {
		out.Data[i] = f(v)
	}
	return out
}

// Plus returns the sum of two tensors.
func (t Tensor) Plus(u Tensor) Tensor {
	out := t.Like()
	for i, v := range t.Data {
		out.Data[i] = v + u.Data[i]
	}
	return out
}

// plane returns channel c of image n.
func (t Tensor) plane(n, c int) []float64 {
	size := t.H * t.W
	return t.Data[(n*t.C+c)*size:][:size]
}

// Dot returns the sum of products of two lists.
func Dot(a, b []float64) float64 {
	var sum float64
	for i, v := range a {
		sum += float64(v * b[i])
	}
	return sum
}
