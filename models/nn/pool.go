// SPDX-License-Identifier: Apache-2.0

package nn

import "github.com/e2train/e2train/models/internal/plane"

// GlobalPool averages each channel of each image over its pixels: sums in float64 in raster order, rounded once.
type GlobalPool struct {
	ops  *Ops
	out  Tensor
	h, w int // of the last input
}

// NewGlobalPool returns a global average pooling layer.
func NewGlobalPool(ws *Workspace) *GlobalPool { return &GlobalPool{ops: &ws.Ops} }

// Forward returns the means, N x C x 1 x 1, in a tensor that stays valid until the next call.
func (l *GlobalPool) Forward(x *Tensor) *Tensor {
	l.h, l.w = x.H, x.W
	l.out.Resize(x.N, x.C, 1, 1)
	eachPlane(x, func(p int) {
		pool(l.out.Plane(p), x.Plane(p))
	})
	l.ops[OpPool] += int64(len(x.Data))
	return &l.out
}

// pool stores the means of the lanes of a plane.
func pool(means, x []float32) {
	sums := plane.LaneSums(x)
	pixels := float64(len(x) / Lanes)
	for i, v := range sums {
		means[i] = float32(v / pixels)
	}
}

// Backward spreads the gradient of the means over the pixels, into dx, which gets the shape of the last input, through
// sink. Errors are [LayerError] and wrap [ErrShape] or [ErrOrder].
func (l *GlobalPool) Backward(dout *Tensor, dx *Gradient, sink Sink) error {
	if !dout.sameShape(&l.out) {
		return layerError("pool", "backward", shapeError("gradient %s of %s", dout, &l.out))
	}
	dx.Resize(dout.N, dout.C, l.h, l.w)
	if err := sink.check(&dx.Tensor); err != nil {
		return layerError("pool", "backward", err)
	}
	pixels := float64(l.h * l.w)
	eachPlane(&dx.Tensor, func(p int) {
		var means plane.Coefficients
		for i, v := range dout.Plane(p) {
			means[i] = float32(float64(v) / pixels)
		}
		g := dx.Plane(p)
		plane.Fill(g, &means)
		if sink.Add != nil {
			plane.Add(g, sink.Add.Plane(p))
		}
		sink.produced(p, g)
	})
	l.ops[OpPool] += int64(len(dx.Data))
	return nil
}
