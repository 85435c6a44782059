// SPDX-License-Identifier: Apache-2.0

package nn

import "github.com/e2train/e2train/models/internal/plane"

// What a block needs that works on some of a batch's images only. Lists of images are ascending.

// Gather returns copies of the given images of x, in a buffer of the workspace.
func (w *Workspace) Gather(x *Activation, images []int) *Activation {
	out := w.activation(len(images), x.C, x.H, x.W)
	gather(&out.Tensor, &x.Tensor, images)
	out.Max, out.signed = grow(out.Max, out.N), grow(out.signed, out.N)
	for i, n := range images {
		out.Max[i], out.signed[i] = x.Max[n], x.signed[n]
	}
	w.Ops[OpGather] += int64(len(out.Data))
	return out
}

// GatherGradient returns copies of the given images of g, in a buffer of the workspace.
func (w *Workspace) GatherGradient(g *Gradient, images []int) *Gradient {
	out := w.gradient(len(images), g.C, g.H, g.W)
	gather(&out.Tensor, &g.Tensor, images)
	w.Ops[OpGather] += int64(len(out.Data))
	return out
}

func gather(dst, src *Tensor, images []int) {
	eachImagePlane(dst, images, func(to, from, _ int) { copy(dst.Plane(to), src.Plane(from)) })
}

// Put replaces the given images of x by those of y, which is released. With difference it is kept and returned instead,
// holding y - x of the images as they were.
//
// Where open, which has an entry for each image of x, is false, the image of x stays.
func (w *Workspace) Put(x, y *Activation, images []int, open []bool, difference bool) *Activation {
	eachImagePlane(&y.Tensor, images, func(from, to, n int) {
		switch {
		case open[n] && difference:
			plane.Exchange(x.Plane(to), y.Plane(from))
		case open[n]:
			copy(x.Plane(to), y.Plane(from))
		case difference:
			plane.Subtract(y.Plane(from), y.Plane(from), x.Plane(to))
		}
	})
	for i, n := range images {
		if open[n] {
			x.Max[n], x.signed[n] = y.Max[i], y.signed[i]
		}
	}
	w.Ops[OpGather] += int64(len(y.Data))
	if difference {
		return y
	}
	w.ReleaseActivations(y)
	return nil
}

// Difference stores y - x in x.
func (w *Workspace) Difference(y, x *Activation) {
	eachPlane(&x.Tensor, func(p int) { plane.Subtract(x.Plane(p), y.Plane(p), x.Plane(p)) })
	w.Ops[OpGather] += int64(len(x.Data))
}

// PutGradient replaces the given images of g by those of part, or adds them where open, which has an entry for each image
// of g, is false. part is released.
func (w *Workspace) PutGradient(g, part *Gradient, images []int, open []bool) {
	eachImagePlane(&part.Tensor, images, func(from, to, n int) {
		if open[n] {
			copy(g.Plane(to), part.Plane(from))
		} else {
			plane.Add(g.Plane(to), part.Plane(from))
		}
	})
	w.Ops[OpGather] += int64(len(part.Data))
	w.ReleaseGradients(part)
}

// AddGradient adds part to the given images of g, and releases it.
func (w *Workspace) AddGradient(g, part *Gradient, images []int) {
	eachImagePlane(&part.Tensor, images, func(from, to, _ int) { plane.Add(g.Plane(to), part.Plane(from)) })
	w.Ops[OpGather] += int64(len(part.Data))
	w.ReleaseGradients(part)
}

// ImageProducts returns, for each of the given images of g, the sum of its products with the image of x in that place of the
// list: in float64, each plane as plane.Products and plane.Tree add, the planes in order.
func (w *Workspace) ImageProducts(g *Gradient, x *Activation, images []int) []float64 {
	products := make([]float64, x.Planes())
	eachImagePlane(&x.Tensor, images, func(p, whole, _ int) {
		var sums, lanes plane.Sums
		plane.Products(g.Plane(whole), x.Plane(p), &sums, &lanes)
		products[p] = plane.Tree(&lanes)
	})
	w.Ops[OpGateReduce] += int64(len(x.Data))
	blocks := x.Planes() / x.N
	sums := make([]float64, x.N)
	for p, v := range products {
		sums[p/blocks] += v
	}
	return sums
}

// AddMeans adds to every pixel of each image and channel of g a value of means, N x C x 1 x 1.
func (w *Workspace) AddMeans(g *Gradient, means *Tensor) {
	eachPlane(&g.Tensor, func(p int) { plane.AddEach(g.Plane(p), (*plane.Coefficients)(means.Plane(p))) })
	w.Ops[OpGateReduce] += int64(len(g.Data))
}

// Clear zeroes the images of g whose entry in open is false.
func (g *Gradient) Clear(open []bool) {
	blocks := g.Planes() / g.N
	eachPlane(&g.Tensor, func(p int) {
		if !open[p/blocks] {
			clear(g.Plane(p))
		}
	})
}

// eachImagePlane calls f for every plane of part, whose images are the given ones of a whole batch, with the plane that it
// is of the batch, and the image.
func eachImagePlane(part *Tensor, images []int, f func(p, whole, image int)) {
	blocks := part.Planes() / part.N
	eachPlane(part, func(p int) {
		n := images[p/blocks]
		f(p, n*blocks+p%blocks, n)
	})
}
