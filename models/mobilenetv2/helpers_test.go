// SPDX-License-Identifier: Apache-2.0

package mobilenetv2

import (
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/e2train/e2train/models/internal/exact"
	"github.com/e2train/e2train/models/nn"
)

// images returns random images, in both forms, with labels.
func images(t testing.TB, random *rand.Rand, n, c, h, w, classes int) (*nn.Tensor, exact.Tensor, []int) {
	t.Helper()
	x, plain, labels := newTensor(t, n, c, h, w), exact.New(n, c, h, w), make([]int, n)
	for i := range n {
		chw := make([]float32, c*h*w)
		for j := range chw {
			chw[j] = float32(random.NormFloat64())
			plain.Data[i*len(chw)+j] = float64(chw[j])
		}
		if err := x.SetImage(i, chw); err != nil {
			t.Fatal(err)
		}
		labels[i] = random.IntN(classes)
	}
	return x, plain, labels
}

func newTensor(t testing.TB, n, c, h, w int) *nn.Tensor {
	t.Helper()
	x, err := nn.NewTensor(n, c, h, w)
	if err != nil {
		t.Fatal(err)
	}
	return x
}

// small has a block of each kind, with channels that are no multiples of 16.
var small = table{stem: 8, stages: []stage{{1, 6, 1, 1}, {3, 9, 2, 1}, {3, 12, 2, 2}}, head: 20}

// build returns a network for images of 3 channels and 10 classes.
func build(t testing.TB, layers table, size int, engine nn.Engine, seed uint64) *Net {
	t.Helper()
	net, err := newNet(Config{InChannels: 3, Height: size, Width: size, Classes: 10, Engine: engine, Seed: seed}, layers)
	if err != nil {
		t.Fatal(err)
	}
	return net
}

// shake gives every batch norm a scale and a shift of its own: with those of the beginning, 1 and 0, a ReLU commutes with a scale,
// and the next batch norm takes out what the scale does.
func shake(net *Net, random *rand.Rand) {
	for _, n := range net.Norms() {
		for c := range n.Gamma.Value {
			n.Gamma.Value[c] = float32(1 + 0.3*random.NormFloat64())
			n.Beta.Value[c] = float32(0.3 * random.NormFloat64())
		}
	}
}

// cancels reports whether a parameter shifts the output of a block: a linear layer with batch norm follows on every path, which
// takes out any shift, so that its gradient is zero.
func cancels(parameter string) bool {
	return strings.HasSuffix(parameter, ".project.bn.beta") || strings.HasSuffix(parameter, ".down.bn.beta")
}

// gradients runs forward, loss and backward, and returns the loss.
func gradients(t testing.TB, net *Net, x *nn.Tensor, labels []int) float64 {
	t.Helper()
	logits, err := net.Forward(t.Context(), x, true)
	if err != nil {
		t.Fatal(err)
	}
	var d nn.Tensor
	r, err := nn.SoftmaxCrossEntropy(logits, labels, &d, net.Ops())
	if err != nil {
		t.Fatal(err)
	}
	if err := net.Backward(t.Context(), &d); err != nil {
		t.Fatal(err)
	}
	return r.Loss
}

// train runs a step, and returns the loss.
func train(t testing.TB, net *Net, x *nn.Tensor, labels []int, lr float32) float64 {
	t.Helper()
	loss := gradients(t, net, x, labels)
	nn.SGD{Momentum: 0.9, WeightDecay: 1e-4}.Step(net.Params(), lr, net.Ops())
	return loss
}
