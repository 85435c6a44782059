// SPDX-License-Identifier: Apache-2.0

package nn

import "github.com/e2train/e2train/models/internal/plane"

// What a block needs that works on some of a batch's images only. Lists of images are ascending.

// Gather returns copies of the given images of x, in a buffer of the workspace.
func (w *Workspace) Gather(x *Activation, images []int) *Activation {
	var part Activation
	part.Select(x, images)
	out := w.activation(part.N, part.C, part.H, part.W)
	eachPlane(&out.Tensor, func(p int) { copy(out.Plane(p), part.Plane(p)) })
	out.Max, out.signed = append(out.Max[:0], part.Max...), append(out.signed[:0], part.signed...)
	w.Ops[OpGather] += int64(out.Len())
	return out
}

// Replace copies the given images of y, which has the shape of x, into x.
func (w *Workspace) Replace(x, y *Activation, images []int) {
	var to, from Activation
	to.Select(x, images)
	from.Select(y, images)
	eachPlane(&to.Tensor, func(p int) { copy(to.Plane(p), from.Plane(p)) })
	if y.means.sameShape(&x.means) {
		eachPlane(&to.means, func(p int) { copy(to.means.Plane(p), from.means.Plane(p)) })
	}
	x.Selected(&from)
	w.Ops[OpGather] += int64(to.Len())
}

// CopyGradient returns a copy of g in a buffer of the workspace.
func (w *Workspace) CopyGradient(g *Gradient) *Gradient {
	out := w.gradient(g.N, g.C, g.H, g.W)
	eachPlane(&out.Tensor, func(p int) { copy(out.Plane(p), g.Plane(p)) })
	w.Ops[OpGather] += int64(out.Len())
	return out
}

// ReplaceGradient copies the given images of h, which has the shape of g, into g.
func (w *Workspace) ReplaceGradient(g, h *Gradient, images []int) {
	to, from := g.Select(images), h.Select(images)
	eachPlane(&to.Tensor, func(p int) { copy(to.Plane(p), from.Plane(p)) })
	w.Ops[OpGather] += int64(to.Len())
}

// AddMeans adds to every pixel of the given images of g a value of means, N x C x 1 x 1, one for each channel of each image of g.
func (w *Workspace) AddMeans(g *Gradient, means *Tensor, images []int) {
	to, from := g.Select(images), means.selection(images)
	eachPlane(&to.Tensor, func(p int) { plane.AddEach(to.Plane(p), (*plane.Coefficients)(from.Plane(p))) })
	w.Ops[OpGather] += int64(to.Len())
}

// SelectMeans returns the given images of means, N x C x 1 x 1.
func SelectMeans(means *Tensor, images []int) *Tensor {
	part := means.selection(images)
	return &part
}
