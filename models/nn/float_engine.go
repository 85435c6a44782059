// SPDX-License-Identifier: Apache-2.0

package nn

import (
	"context"

	"github.com/e2train/e2train/driver/conv"
	"github.com/e2train/e2train/models/internal/fconv"
	"github.com/e2train/e2train/models/internal/plane"
	"github.com/e2train/e2train/sim/workers"
)

// FloatEngine computes convolutions in float32 on the host. It is the reference that quantised training is compared
// with. Its results do not depend on the number of threads, but, through the kernels of package fconv, on the processor.
//
// Another one computes the layers that are not quantised beside a device, with the same bits on every processor.
type FloatEngine struct {
	observer     Observer
	timer        PassTimer             // nil on the host itself
	reproducible bool                  // beside a device: its work is counted as the host's, and no observer told
	sums         [floatParts][]float32 // gradients of the weights of the layer in progress
	added        [floatParts][]float32 // an image of what is added to the gradient of the input
}

// floatParts is the number of pieces that a batch is cut into at most, whatever the number of threads: each piece sums
// its own gradient of the weights, and those are added in order.
const floatParts = 16

// PassTimer tells what a pass of a convolution takes on an accelerator. A [conv.Timer] is one.
type PassTimer interface {
	conv.Keeper
	Time(s conv.Shape, pass conv.Pass, signed bool, o conv.Operands) (conv.Report, error)
}

// NewTimedFloatEngine returns an engine with the same values that reports what each pass takes on an accelerator with float
// lanes. observer may be nil.
func NewTimedFloatEngine(observer Observer, timer PassTimer) *FloatEngine {
	return &FloatEngine{observer: observer, timer: timer}
}

// NewFloatEngine returns the engine. observer may be nil; it is told the multiply-accumulates of each pass.
func NewFloatEngine(observer Observer) *FloatEngine { return &FloatEngine{observer: observer} }

func (e *FloatEngine) bind(c *Conv, ops *Ops) (passes, error) {
	f := &floatConv{engine: e, conv: c, ops: ops}
	kernel := fconv.New
	if e.reproducible {
		kernel = fconv.NewReproducible
	}
	var err error
	f.kernel, err = kernel(c.shape)
	return f, err
}

// floatConv computes one layer on the host.
type floatConv struct {
	engine *FloatEngine
	conv   *Conv
	ops    *Ops
	kernel fconv.Conv
	kept   []float32 // of the input, for backward
}

func (f *floatConv) forward(_ context.Context, x *Activation, _ float32, train bool, y *Tensor, m *Moments) error {
	f.kernel.SetWeights(f.conv.Weight.Value)
	if train {
		f.kept = grow(f.kept, x.N*f.kernel.KeptLen())
	}
	keepIf(train, f.engine.timer, f)
	workers.Do(x.N, func(n int) {
		var kept []float32
		if train {
			kept = f.keptOf(n)
		}
		f.kernel.Forward(image(y, n), image(&x.Tensor, n), kept)
		if m != nil {
			eachPlaneOf(y, n, func(p int) { plane.Moments(y.Plane(p), &m.First[p], &m.Second[p]) })
		}
	})
	return f.report(conv.Forward, x.N)
}

// keptOf returns what is kept of image n.
func (f *floatConv) keptOf(n int) []float32 {
	size := f.kernel.KeptLen()
	return f.kept[n*size : (n+1)*size]
}

// eachPlaneOf calls work for every plane of image n.
func eachPlaneOf(t *Tensor, n int, work func(p int)) {
	blocks := conv.Blocks(t.C)
	for p := n * blocks; p < (n+1)*blocks; p++ {
		work(p)
	}
}

// backward computes both gradients of an image one after the other, while dy is in a cache.
func (f *floatConv) backward(_ context.Context, dy, dx *Gradient, sink Sink) error {
	defer keepDuring(f.engine.timer, f.engine, f)()
	parts := f.engine.sums[:min(floatParts, dy.N)]
	workers.Do(len(parts), func(i int) {
		parts[i] = grow(parts[i], f.kernel.SumsLen())
		clear(parts[i])
		for n := i * dy.N / len(parts); n < (i+1)*dy.N/len(parts); n++ {
			f.kernel.BackwardWeights(parts[i], f.keptOf(n), image(&dy.Tensor, n))
			if dx != nil {
				f.engine.added[i] = f.backwardData(n, dy, dx, sink, f.engine.added[i])
			}
		}
	})
	addParts(parts)
	f.kernel.Gradient(f.conv.Weight.Grad, parts[0])
	err := f.report(conv.BackwardWeights, dy.N)
	if err == nil && dx != nil {
		err = f.report(conv.BackwardData, dy.N)
	}
	return err
}

// addParts adds the gradients of all pieces to the first, in order.
func addParts(parts [][]float32) {
	n := len(parts[0])
	workers.Do((n+pieceLen-1)/pieceLen, func(i int) {
		first, end := i*pieceLen, min((i+1)*pieceLen, n)
		for _, part := range parts[1:] {
			plane.Add(parts[0][first:end], part[first:end])
		}
	})
}

// backwardData computes the gradient of the input for image n. buffer is for what is added where that is in the way.
func (f *floatConv) backwardData(n int, dy, dx *Gradient, sink Sink, buffer []float32) []float32 {
	var add []float32
	if sink.Add != nil {
		add = image(&sink.Add.Tensor, n)
	}
	if sink.inPlace(dx) {
		buffer = append(buffer[:0], add...)
		add = buffer
	}
	f.kernel.BackwardData(image(&dx.Tensor, n), image(&dy.Tensor, n))
	if add != nil {
		plane.Add(image(&dx.Tensor, n), add)
	}
	eachPlaneOf(&dx.Tensor, n, func(p int) { sink.produced(p, dx.Plane(p)) })
	return buffer
}

// report tells the observer of a pass, and counts what an accelerator would have the host move for it; or it counts the host's
// work beside a device.
func (f *floatConv) report(pass conv.Pass, images int) error {
	s := f.conv.Shape(images)
	if f.engine.reproducible {
		f.ops[OpConvMACs] += s.MACs()
		return nil
	}
	r := conv.Report{MACs: s.MACs()}
	if f.engine.timer != nil {
		var err error
		if r, err = f.engine.timer.Time(s, pass, false, conv.Operands{X: f, G: f.engine}); err != nil {
			return err
		}
		f.ops[OpPack] += r.Folded
	}
	f.engine.observer.report(f.conv.Name, pass, r)
	return nil
}
