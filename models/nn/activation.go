// SPDX-License-Identifier: Apache-2.0

package nn

import (
	"slices"

	"github.com/e2train/e2train/models/internal/plane"
)

// Activation is what flows forward between layers: a tensor and the largest absolute value of each of its images, from
// which the next convolution takes its quantiser's range.
type Activation struct {
	Tensor
	Max []float32 // one per image

	planeMax []float32 // per plane, what Max is computed from
	signed   []bool    // per image: a layer without ReLU wrote it, so it may hold negative values
	means    Tensor    // N x C x 1 x 1, if the layer that wrote it was to pool
}

// View makes a show t, whose memory it shares, and computes Max: for a tensor that no layer wrote, such as images. A
// tensor whose dimensions are not positive or do not fit its data is an error that wraps [ErrShape].
func (a *Activation) View(t *Tensor) error {
	if min(t.N, t.C, t.H, t.W) < 1 || len(t.Data) != t.Planes()*t.PlaneLen() {
		return shapeError("tensor %s of %d values", t, len(t.Data))
	}
	a.Tensor = *t
	a.planeMax = grow(a.planeMax, a.Planes())
	eachPlane(&a.Tensor, func(p int) { a.planeMax[p] = plane.MaxAbs(a.Plane(p)) })
	a.gatherMax()
	a.setSigned(false)
	return nil
}

// setSigned says of every image whether it may hold negative values.
func (a *Activation) setSigned(signed bool) {
	a.signed = grow(a.signed, a.N)
	for n := range a.signed {
		a.signed[n] = signed
	}
}

// anySigned reports whether any image may hold negative values.
func (a *Activation) anySigned() bool { return slices.Contains(a.signed, true) }

// Means returns the mean of each channel of each image, N x C x 1 x 1, that [BatchNorm.Pool] asked for: sums in float64 in raster
// order, rounded once.
func (a *Activation) Means() *Tensor { return &a.means }

// Select makes a the given images of x, ascending.
func (a *Activation) Select(x *Activation, images []int) {
	a.Tensor = x.selection(images)
	a.planeMax, a.Max, a.signed = grow(a.planeMax, a.Planes()), grow(a.Max, a.N), grow(a.signed, a.N)
	a.means = x.means.selection(images)
	for i, n := range images {
		a.Max[i], a.signed[i] = x.Max[n], x.signed[n]
	}
}

// Selected takes note that a selection of a was overwritten.
func (a *Activation) Selected(part *Activation) {
	for i, n := range part.images {
		a.Max[n], a.signed[n] = part.Max[i], part.signed[i]
	}
}

// gatherMax computes Max from planeMax.
func (a *Activation) gatherMax() {
	a.Max = grow(a.Max, a.N)
	blocks := a.Planes() / a.N
	for n := range a.Max {
		a.Max[n] = plane.MaxAbs(a.planeMax[n*blocks : (n+1)*blocks])
	}
}

// Gradient is what flows backward into a convolution: the gradient of its output, and the largest absolute value in it.
type Gradient struct {
	Tensor
	Max float32

	planeMax []float32
}

// Select returns the given images of g, ascending.
func (g *Gradient) Select(images []int) *Gradient { return &Gradient{Tensor: g.selection(images)} }
