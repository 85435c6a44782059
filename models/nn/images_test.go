// SPDX-License-Identifier: Apache-2.0

package nn

import (
	"context"
	"math"
	"slices"
	"testing"

	"github.com/e2train/e2train/driver/conv"
	"github.com/e2train/e2train/models/internal/exact"
	"github.com/e2train/e2train/models/internal/plane"
	"github.com/e2train/e2train/models/internal/testseed"
)

// some is what the tests here select of five images.
var some = []int{1, 3, 4}

// layerPass is what a layer computes of some images of a batch.
type layerPass struct {
	out, dx       []float32
	weight, gamma []float32
	effects       []float64
}

// passOf runs a layer forward and backward on some images of x: in their places in the shortcut and in its gradient, or on copies
// in buffers of their own.
func passOf(t *testing.T, engine Engine, relu, inPlace bool, x, shortcut, dz, means exact.Tensor) layerPass {
	t.Helper()
	ws := NewWorkspace(engine, 1)
	s := conv.Shape{InC: x.C, OutC: x.C, InH: x.H, InW: x.W, KH: 3, KW: 3, StrideY: 1, StrideX: 1, PadTop: 1, PadBottom: 1, PadLeft: 1, PadRight: 1}
	l, err := NewConvNorm(ws, ConvConfig{Name: "layer", Shape: s}, relu)
	if err != nil {
		t.Fatal(err)
	}
	a, sc, g, m := activation(t, x), activation(t, shortcut), gradient(t, dz), blocked(t, means)
	kept := ws.Gather(sc, some)
	in, add, out, part := ws.Gather(a, some), ws.Gather(sc, some), (*Activation)(nil), gradient(t, exact.New(len(some), x.C, x.H, x.W))
	selected := g.Select(some)
	for p := range part.Planes() {
		copy(part.Plane(p), selected.Plane(p))
	}
	sink := Sink{Add: part, Means: SelectMeans(m, some)}
	if inPlace {
		in, add = new(Activation), new(Activation)
		in.Select(a, some)
		add.Select(sc, some)
		out, part = add, selected
		sink.Add, sink.Into = part, part
	}
	if out, err = l.ForwardTo(t.Context(), out, in, add, true); err != nil {
		t.Fatal(err)
	}
	l.Norm.Compare(kept, nil)
	dx, err := l.Backward(t.Context(), part, sink)
	if err != nil {
		t.Fatal(err)
	}
	return layerPass{planes(&out.Tensor), planes(&dx.Tensor), l.Conv.Weight.Grad, l.Norm.Gamma.Grad, l.Norm.Effects()}
}

// planes returns all values in the order of planes.
func planes(x *Tensor) (list []float32) {
	for p := range x.Planes() {
		list = append(list, x.Plane(p)...)
	}
	return list
}

// A layer that works on some images in their places does what it does on copies of them.
func TestLayerInPlace(t *testing.T) {
	random := testseed.New(t)
	for name, engine := range map[string]func() Engine{
		"device": func() Engine { return NewDeviceEngine(conv.Reference{}, nil) }, "float": func() Engine { return NewFloatEngine(nil) },
	} {
		for _, relu := range []bool{true, false} {
			x, shortcut := randomTensor(random, 5, 20, 4, 3), randomTensor(random, 5, 20, 4, 3)
			dz, means := randomTensor(random, 5, 20, 4, 3), randomTensor(random, 5, 20, 1, 1)
			want := passOf(t, engine(), relu, false, x, shortcut, dz, means)
			got := passOf(t, engine(), relu, true, x, shortcut, dz, means)
			equal(t, name+" output", got.out, want.out)
			equal(t, name+" input gradient", got.dx, want.dx)
			equal(t, name+" weight gradient", got.weight, want.weight)
			equal(t, name+" gamma gradient", got.gamma, want.gamma)
			if !slices.Equal(got.effects, want.effects) {
				t.Errorf("%s: effects %g and %g", name, got.effects, want.effects)
			}
		}
	}
}

// The effect of a layer on the loss is the sum of gradient*(output - shortcut), and images that are closed have their effect, but
// no gradient afterwards.
func TestBatchNormEffects(t *testing.T) {
	random := testseed.New(t)
	for _, relu := range []bool{true, false} {
		l := newNorm(t, 20, relu)
		copy(l.Gamma.Value, floats32(randomTensor(random, 1, 20, 1, 1).Data))
		copy(l.Beta.Value, floats32(randomTensor(random, 1, 20, 1, 1).Data))
		feed(t, l, randomTensor(random, 3, 20, 4, 5))
		s, g := randomTensor(random, 3, 20, 4, 5), randomTensor(random, 3, 20, 4, 5)
		shortcut := activation(t, s)
		out := new(Activation)
		if err := l.Forward(out, shortcut, true); err != nil {
			t.Fatal(err)
		}
		y := plain(t, &out.Tensor)
		if !l.Compares() {
			shortcut = nil
		}
		l.Compare(shortcut, []bool{true, false, true})
		dz := gradient(t, g)
		if err := l.Backward(dz, new(Gradient)); err != nil {
			t.Fatal(err)
		}
		size := len(g.Data) / 3
		for n, got := range l.Effects() {
			var want, sum float64
			for i := n * size; i < (n+1)*size; i++ {
				want += g.Data[i] * (y.Data[i] - s.Data[i])
				sum += math.Abs(g.Data[i]) * (math.Abs(y.Data[i]) + math.Abs(s.Data[i]))
			}
			if !(math.Abs(got-want) <= 4*unit*sum) { // the outputs are rounded to float32, after up to three operations
				t.Errorf("ReLU %t: effect of image %d is %g, not %g", relu, n, got, want)
			}
		}
		for p := range dz.Planes() {
			if zero := plane.MaxAbs(dz.Plane(p)) == 0; zero != (p/2 == 1) {
				t.Errorf("ReLU %t: the gradient of plane %d is zero: %t", relu, p, zero)
			}
		}
	}
}

// Means are those of a pooling layer, in a whole tensor and in selections of it.
func TestBatchNormPools(t *testing.T) {
	random := testseed.New(t)
	l := newNorm(t, 20, true)
	l.Pool = true
	out := activation(t, randomTensor(random, 5, 20, 3, 3))
	feed(t, l, randomTensor(random, 5, 20, 3, 3))
	if err := l.Forward(out, nil, true); err != nil {
		t.Fatal(err)
	}
	before := slices.Clone(out.Means().Data)
	equal(t, "means", before, NewGlobalPool(NewWorkspace(nil, 1)).Forward(&out.Tensor).Data)
	var part Activation
	part.Select(out, some)
	feed(t, l, randomTensor(random, len(some), 20, 3, 3))
	if err := l.Forward(&part, nil, true); err != nil {
		t.Fatal(err)
	}
	equal(t, "means of all", out.Means().Data, NewGlobalPool(NewWorkspace(nil, 1)).Forward(&out.Tensor).Data)
	equal(t, "means of the first image", out.Means().Data[:2*Lanes], before[:2*Lanes])
}

// Codes have signs if any image of the batch may be negative, and only then.
func TestSignedBatches(t *testing.T) {
	random := testseed.New(t)
	device := &signRecorder{}
	c := newConv(t, NewDeviceEngine(device, nil), ConvConfig{Shape: shapes[2], NonNegative: true})
	s := c.Shape(1)
	x := activation(t, positivePart(randomTensor(random, 5, s.InC, s.InH, s.InW)))
	x.signed[2] = true
	y := blocked(t, exact.New(5, s.OutC, s.OutH(), s.OutW()))
	for _, tt := range []struct {
		images []int
		signed bool
	}{{[]int{0, 1, 2, 3, 4}, true}, {[]int{0, 1, 3, 4}, false}, {[]int{2}, true}} {
		var part Activation
		part.Select(x, tt.images)
		out := &Tensor{N: len(tt.images), C: y.C, H: y.H, W: y.W, Data: y.Data[:len(y.Data)/5*len(tt.images)]}
		if err := c.Forward(t.Context(), &part, true, out, nil); err != nil {
			t.Fatal(err)
		}
		if device.signed != tt.signed {
			t.Errorf("images %d: signed %t", tt.images, device.signed)
		}
	}
}

// signRecorder is a device that notices whether activations have signs.
type signRecorder struct {
	conv.Reference
	signed bool
}

func (r *signRecorder) Forward(ctx context.Context, s conv.Shape, x conv.Activations, w []int8, shift uint, y []int32) (conv.Report, error) {
	r.signed = x.Signed
	return r.Reference.Forward(ctx, s, x, w, shift, y)
}
