// SPDX-License-Identifier: Apache-2.0

package nn

import (
	"context"

	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/blas32"

	"github.com/e2train/e2train/driver/conv"
	"github.com/e2train/e2train/models/internal/plane"
	"github.com/e2train/e2train/sim/workers"
)

// FloatEngine computes convolutions in float32 on the host: each image becomes a matrix of its windows, which gonum
// multiplies. It is the reference that quantised training is compared with. Its results do not depend on the number of
// threads, but, through gonum's kernels, on the processor.
type FloatEngine struct {
	observer Observer
	parts    [floatParts]floatPart
}

// floatParts is the number of pieces a batch is cut into, whatever the number of threads: each piece sums its own
// gradient of the weights, and those are added in order.
const floatParts = 8

// floatPart holds the matrices of the image that one piece is working on; rows are output pixels.
type floatPart struct {
	windows []float32 // pixels x taps*InC
	out     []float32 // pixels x OutC: output, or its gradient
	dw      []float32 // OutC x taps*InC: of the piece's images
}

// NewFloatEngine returns the engine. observer may be nil; it is told the multiply-accumulates of each pass.
func NewFloatEngine(observer Observer) *FloatEngine { return &FloatEngine{observer: observer} }

func (e *FloatEngine) bind(c *Conv, ops *Ops) passes {
	return &floatConv{engine: e, conv: c, ops: ops, window: newWindow(c.shape)}
}

// floatConv computes one layer on the host.
type floatConv struct {
	engine *FloatEngine
	conv   *Conv
	ops    *Ops
	window window

	x Tensor    // the input, kept for backward
	w []float32 // OutC x taps*InC: the weights in the order of windows
}

func (f *floatConv) forward(_ context.Context, x *Activation, _ float32, train bool, y *Tensor, m *Moments) error {
	f.orderWeights()
	f.eachImage(x.N, func(part *floatPart, n int) {
		f.window.gather(part.windows, image(&x.Tensor, n))
		blas32.Gemm(blas.NoTrans, blas.Trans, 1, f.window.matrix(part.windows), f.weights(f.w), 0, f.pixels(part.out))
		f.storeOutput(part.out, y, n, m)
	})
	if train {
		f.x.Resize(x.N, x.C, x.H, x.W)
		copy(f.x.Data, x.Data)
	}
	f.report(conv.Forward, x.N)
	return nil
}

func (f *floatConv) backward(_ context.Context, dy, dx *Gradient, sink Sink) error {
	f.backwardWeights(dy)
	f.report(conv.BackwardWeights, dy.N)
	if dx != nil {
		f.backwardData(dy, dx, sink)
		f.report(conv.BackwardData, dy.N)
	}
	return nil
}

func (f *floatConv) backwardWeights(dy *Gradient) {
	e := f.engine
	for i := range e.parts {
		e.parts[i].dw = grow(e.parts[i].dw, len(f.w))
		clear(e.parts[i].dw)
	}
	f.eachImage(dy.N, func(part *floatPart, n int) {
		f.window.gather(part.windows, image(&f.x, n))
		joinBlocks(part.out, image(&dy.Tensor, n), f.conv.shape.OutC)
		blas32.Gemm(blas.Trans, blas.NoTrans, 1, f.pixels(part.out), f.window.matrix(part.windows), 1, f.weights(part.dw))
	})
	for i := 1; i < len(e.parts); i++ {
		plane.Add(e.parts[0].dw, e.parts[i].dw)
	}
	f.window.toKernelOrder(f.conv.Weight.Grad, e.parts[0].dw)
}

func (f *floatConv) backwardData(dy, dx *Gradient, sink Sink) {
	blocks := conv.Blocks(dx.C)
	f.eachImage(dy.N, func(part *floatPart, n int) {
		joinBlocks(part.out, image(&dy.Tensor, n), f.conv.shape.OutC)
		blas32.Gemm(blas.NoTrans, blas.NoTrans, 1, f.pixels(part.out), f.weights(f.w), 0, f.window.matrix(part.windows))
		f.window.scatter(image(&dx.Tensor, n), part.windows)
		for p := n * blocks; p < (n+1)*blocks; p++ {
			if sink.Add != nil {
				plane.Add(dx.Plane(p), sink.Add.Plane(p))
			}
			sink.produced(p, dx.Plane(p))
		}
	})
}

// eachImage calls work for every image, those of a part one after the other, parts on several threads.
func (f *floatConv) eachImage(images int, work func(part *floatPart, n int)) {
	workers.Do(floatParts, func(i int) {
		part := &f.engine.parts[i]
		part.windows = grow(part.windows, f.window.pixels()*f.window.length())
		part.out = grow(part.out, f.window.pixels()*f.conv.shape.OutC)
		for n := i * images / floatParts; n < (i+1)*images/floatParts; n++ {
			work(part, n)
		}
	})
	f.ops[OpPack] += int64(images) * int64(f.window.pixels()*f.window.length())
}

// storeOutput stores a pixels x OutC matrix as image n of y, with its moments.
func (f *floatConv) storeOutput(out []float32, y *Tensor, n int, m *Moments) {
	splitBlocks(image(y, n), out, f.conv.shape.OutC)
	if m == nil {
		return
	}
	blocks := conv.Blocks(y.C)
	for p := n * blocks; p < (n+1)*blocks; p++ {
		plane.Moments(y.Plane(p), &m.First[p], &m.Second[p])
	}
}

// orderWeights brings the master weights into the order of windows.
func (f *floatConv) orderWeights() {
	f.w = grow(f.w, len(f.conv.Weight.Value))
	f.window.fromKernelOrder(f.w, f.conv.Weight.Value)
}

func (f *floatConv) weights(w []float32) blas32.General {
	n := f.window.length()
	return blas32.General{Rows: f.conv.shape.OutC, Cols: n, Stride: n, Data: w}
}

func (f *floatConv) pixels(out []float32) blas32.General {
	n := f.conv.shape.OutC
	return blas32.General{Rows: f.window.pixels(), Cols: n, Stride: n, Data: out}
}

func (f *floatConv) report(pass conv.Pass, images int) {
	f.engine.observer.report(f.conv.Name, pass, conv.Report{MACs: f.conv.Shape(images).MACs()})
}
