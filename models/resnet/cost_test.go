// SPDX-License-Identifier: Apache-2.0

package resnet

import (
	"context"
	"math/rand/v2"
	"runtime"
	"testing"

	"github.com/e2train/e2train/driver/conv"
	"github.com/e2train/e2train/models/nn"
	"github.com/e2train/e2train/sim/workers"
)

// instant is a device that takes no time: it answers with anything that is not all zero.
type instant struct{}

func fill(dst []int32) (conv.Report, error) {
	for i := range dst {
		dst[i] = int32(i%255) - 127
	}
	return conv.Report{}, nil
}

func (instant) Forward(_ context.Context, _ conv.Shape, _ conv.Activations, _ []int8, _ uint, y []int32) (conv.Report, error) {
	return fill(y)
}

func (instant) BackwardData(_ context.Context, _ conv.Shape, _ []int16, _ []int8, _ uint, dx []int32) (conv.Report, error) {
	return fill(dx)
}

func (instant) BackwardWeights(_ context.Context, _ conv.Shape, _ conv.Activations, _ []int16, _ uint, dw []int32) (conv.Report, error) {
	return fill(dw)
}

// Buffers are reused: a step of resnet8, 9 convolutions, allocates only what starting work on threads does, of which the weights of
// a convolution have three, also when the batch gets smaller. Each matrix product of gonum allocates a few times more. In bytes it is
// so little that one tensor of each step, not released, would show.
func TestStepsReuseBuffers(t *testing.T) {
	defer workers.SetLimit(0)
	workers.SetLimit(1)
	random := rand.New(rand.NewPCG(1, 2))
	for _, tt := range []struct {
		name   string
		engine nn.Engine
		most   float64 // allocations per convolution and step
		bytes  uint64
	}{{"device", nn.NewDeviceEngine(instant{}, nil), 32, 1500}, {"float", nn.NewFloatEngine(nil), 120, 16384}} {
		net := newNet(t, 8, 3, 16, 16, 10, tt.engine, 1)
		x, _, labels := images(t, random, 4, 3, 16, 16, 10)
		small, _, smallLabels := images(t, random, 3, 3, 16, 16, 10)
		steps := func() {
			train(t, net, x, labels, 0.01)
			train(t, net, small, smallLabels, 0.01)
		}
		steps()
		const runs = 3
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		perConvolution := testing.AllocsPerRun(runs, steps) / 2 / 9
		runtime.ReadMemStats(&after)
		bytes := (after.TotalAlloc - before.TotalAlloc) / (runs + 1) / 2 / 9
		if perConvolution > tt.most || bytes > tt.bytes {
			t.Errorf("%s: %g allocations, %d bytes per convolution and step", tt.name, perConvolution, bytes)
		}
		t.Logf("%s: %.1f allocations, %d bytes per convolution and step", tt.name, perConvolution, bytes)
	}
}

// The counts of host work of one step follow from the shapes.
func TestStepOps(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	net := newNet(t, 14, 3, 9, 8, 10, nn.NewDeviceEngine(instant{}, nil), 1)
	const batch = 3
	x, _, labels := images(t, random, batch, 3, 9, 8, 10)
	train(t, net, x, labels, 0.01)
	var want nn.Ops
	for _, c := range net.Convs() {
		s := c.Shape(batch)
		in, out, weights := int64(s.InputLen()), int64(s.OutputLen()), int64(s.WeightLen())
		want[nn.OpQuantize8] += in
		want[nn.OpQuantize16] += out
		want[nn.OpQuantizeWeights] += weights
		want[nn.OpDequantize] += out + weights
		if !c.First {
			want[nn.OpDequantize] += in
		}
		want[nn.OpBatchNormForward] += out
		want[nn.OpBatchNormBackward] += out
	}
	for _, p := range net.Params() {
		want[nn.OpOptimizer] += int64(len(p.Value))
	}
	want[nn.OpPool] = 2 * batch * 64 * 3 * 2
	want[nn.OpLinearMACs] = 3 * batch * 64 * 10
	want[nn.OpLoss] = batch * 10
	for _, k := range nn.AllOpKinds() {
		if got := net.Ops()[k]; got != want[k] {
			t.Errorf("%s: %d, not %d", k, got, want[k])
		}
	}
}

// BenchmarkHostStep is a training step without the convolutions: what the host does around them.
func BenchmarkHostStep(b *testing.B) {
	random := rand.New(rand.NewPCG(1, 2))
	net := newNet(b, 20, 3, 32, 32, 10, nn.NewDeviceEngine(instant{}, nil), 1)
	x, _, labels := images(b, random, 128, 3, 32, 32, 10)
	train(b, net, x, labels, 0.01)
	b.ReportAllocs()
	for b.Loop() {
		train(b, net, x, labels, 0.01)
	}
	b.ReportMetric(128*float64(b.N)/b.Elapsed().Seconds(), "images/s")
}

// BenchmarkFloatStep is a training step on the host, convolutions included.
func BenchmarkFloatStep(b *testing.B) {
	random := rand.New(rand.NewPCG(1, 2))
	net := newNet(b, 20, 3, 32, 32, 10, nil, 1)
	x, _, labels := images(b, random, 128, 3, 32, 32, 10)
	train(b, net, x, labels, 0.01)
	for b.Loop() {
		train(b, net, x, labels, 0.01)
	}
	b.ReportMetric(128*float64(b.N)/b.Elapsed().Seconds(), "images/s")
}
