// SPDX-License-Identifier: Apache-2.0

package nn

import (
	"context"
	"math"
	"testing"

	"github.com/e2train/e2train/driver/conv"
	"github.com/e2train/e2train/models/internal/exact"
	"github.com/e2train/e2train/models/internal/testseed"
)

// What goes through a sink, plane by plane, is what separate passes compute: the second gradient is added, the
// producer's ReLU applied and its sums gathered.
func TestSinkEqualsSeparatePasses(t *testing.T) {
	random := testseed.New(t)
	s := shapes[3]
	for name, engine := range engines() {
		producerInput := randomTensor(random, 3, s.InC, s.InH, s.InW)
		add := randomTensor(random, 3, s.InC, s.InH, s.InW)
		dy := randomTensor(random, 3, s.OutC, s.OutH(), s.OutW())
		run := func(through bool) (dx, dProducer *Gradient, producer *BatchNorm) {
			producer = newNorm(t, s.InC, true)
			feed(t, producer, producerInput)
			x, y := new(Activation), blocked(t, dy.Like())
			if err := producer.Forward(x, nil, true); err != nil {
				t.Fatal(err)
			}
			c := newConv(t, engine(), ConvConfig{Shape: s, NonNegative: true})
			if err := c.Forward(t.Context(), x, true, y, nil); err != nil {
				t.Fatal(err)
			}
			dx, dProducer = gradient(t, add.Like()), new(Gradient)
			sink := Sink{}
			if through {
				sink = Sink{Add: gradient(t, add), Norm: producer}
			}
			if err := c.Backward(t.Context(), gradient(t, dy), dx, sink); err != nil {
				t.Fatal(err)
			}
			if !through {
				for i, v := range blocked(t, add).Data {
					dx.Data[i] += v
				}
			}
			if err := producer.Backward(dx, dProducer); err != nil {
				t.Fatal(err)
			}
			return dx, dProducer, producer
		}
		dx, dProducer, producer := run(true)
		wantDX, wantProducer, wantNorm := run(false)
		equal(t, name+": gradient", dx.Data, wantDX.Data)
		equal(t, name+": producer's gradient", dProducer.Data, wantProducer.Data)
		equal(t, name+": gamma", producer.Gamma.Grad, wantNorm.Gamma.Grad)
		equal(t, name+": beta", producer.Beta.Grad, wantNorm.Beta.Grad)
	}
}

// A gradient that is spread by pooling goes through its sink like one of a convolution.
func TestPoolSink(t *testing.T) {
	random := testseed.New(t)
	y, add := randomTensor(random, 2, 20, 3, 3), randomTensor(random, 2, 20, 3, 3)
	dpool := blocked(t, randomTensor(random, 2, 20, 1, 1))
	run := func(through bool) *BatchNorm {
		norm, pool, x := newNorm(t, 20, true), NewGlobalPool(NewWorkspace(nil, 1)), new(Activation)
		feed(t, norm, y)
		if err := norm.Forward(x, nil, true); err != nil {
			t.Fatal(err)
		}
		pool.Forward(&x.Tensor)
		g, sink := new(Gradient), Sink{}
		if through {
			sink = Sink{Add: gradient(t, add), Norm: norm}
		}
		if err := pool.Backward(dpool, g, sink); err != nil {
			t.Fatal(err)
		}
		if !through {
			for i, v := range blocked(t, add).Data {
				g.Data[i] += v
			}
		}
		if err := norm.Backward(g, new(Gradient)); err != nil {
			t.Fatal(err)
		}
		return norm
	}
	got, want := run(true), run(false)
	equal(t, "gamma", got.Gamma.Grad, want.Gamma.Grad)
	equal(t, "beta", got.Beta.Grad, want.Beta.Grad)
}

func TestConvNormFirstLayer(t *testing.T) {
	random := testseed.New(t)
	for name, engine := range engines() {
		ws := NewWorkspace(engine(), 1)
		l, err := NewConvNorm(ws, ConvConfig{Name: "first", Shape: shapes[0], First: true}, true)
		if err != nil {
			t.Fatal(err)
		}
		x := activation(t, randomTensor(random, 2, 3, 6, 5))
		out, err := l.Forward(t.Context(), x, nil, true)
		if err != nil {
			t.Fatal(err)
		}
		dx, err := l.Backward(t.Context(), gradient(t, randomTensor(random, 2, 16, 6, 5)), Sink{})
		if err != nil || dx != nil {
			t.Errorf("%s: backward of the first layer returns %v, %v", name, dx, err)
		}
		if largestOf(floats64(l.Conv.Weight.Grad)) == 0 {
			t.Errorf("%s: no weight gradient", name)
		}
		ws.ReleaseActivations(out)
	}
}

func TestConvNormNames(t *testing.T) {
	l, err := NewConvNorm(NewWorkspace(nil, 1), ConvConfig{Name: "g1.b0.conv1", Shape: shapes[0]}, true)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, p := range l.Params() {
		names = append(names, p.Name)
	}
	for _, s := range l.State() {
		names = append(names, s.Name)
	}
	want := []string{
		"g1.b0.conv1.weight", "g1.b0.conv1.bn.gamma", "g1.b0.conv1.bn.beta",
		"g1.b0.conv1.range", "g1.b0.conv1.bn.running_mean", "g1.b0.conv1.bn.running_var",
	}
	for i, name := range want {
		if i >= len(names) || names[i] != name {
			t.Fatalf("names %q, not %q", names, want)
		}
	}
}

func TestConvNormErrors(t *testing.T) {
	ws := NewWorkspace(NewDeviceEngine(conv.Reference{}, nil), 1)
	l, err := NewConvNorm(ws, ConvConfig{Name: "layer", Shape: shapes[0]}, true)
	if err != nil {
		t.Fatal(err)
	}
	x, g := exact.New(1, 3, 6, 5), exact.New(1, 16, 6, 5)
	x.Data[0] = math.Inf(1)
	_, err = l.Forward(t.Context(), activation(t, x), nil, true)
	failsIn(t, "input", err, "layer", ErrNotFinite)
	x.Data[0] = 1
	l.Norm.Gamma.Value[0] = float32(math.Inf(1))
	_, err = l.Forward(t.Context(), activation(t, x), nil, true)
	failsIn(t, "gamma", err, "layer.bn", ErrNotFinite)
	_, err = l.Backward(t.Context(), gradient(t, g), Sink{})
	failsIn(t, "backward after a failure", err, "layer.bn", ErrOrder)

	l.Norm.Gamma.Value[0] = 1
	if _, err := l.Forward(t.Context(), activation(t, x), nil, true); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := l.Backward(ctx, gradient(t, g), Sink{}); err != context.Canceled {
		t.Errorf("cancelled backward returns %v", err)
	}
}
