// SPDX-License-Identifier: Apache-2.0

package resnet

import (
	"context"
	"math/rand/v2"
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

func newNet(t testing.TB, depth, c, h, w, classes int, engine nn.Engine, seed uint64) *Net {
	t.Helper()
	net, err := New(depth, c, h, w, classes, engine, seed)
	if err != nil {
		t.Fatal(err)
	}
	return net
}

// gradients runs forward, loss and backward, and returns the loss.
func gradients(t testing.TB, net *Net, x *nn.Tensor, labels []int) float64 {
	t.Helper()
	logits, err := net.Forward(context.Background(), x, true)
	if err != nil {
		t.Fatal(err)
	}
	var d nn.Tensor
	r, err := nn.SoftmaxCrossEntropy(logits, labels, &d, net.Ops())
	if err != nil {
		t.Fatal(err)
	}
	if err := net.Backward(context.Background(), &d); err != nil {
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
