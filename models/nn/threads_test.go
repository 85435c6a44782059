// SPDX-License-Identifier: Apache-2.0

package nn

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/e2train/e2train/driver/conv"
	"github.com/e2train/e2train/models/internal/testseed"
	"github.com/e2train/e2train/sim/kernel"
	"github.com/e2train/e2train/sim/workers"
)

// Every result has the same bits for any number of threads, with the fastest and with the portable kernels. The tensors
// are large enough to be cut into pieces.
func TestResultsDoNotDependOnThreads(t *testing.T) {
	defer workers.SetLimit(0)
	random := testseed.New(t)
	for _, kernels := range floatKernels {
		t.Setenv(kernel.EnvName, kernels)
		testThreads(t, random)
	}
}

func testThreads(t *testing.T, random *rand.Rand) {
	t.Helper()
	s := conv.Shape{
		InC: 20, OutC: 20, InH: 16, InW: 16, KH: 3, KW: 3, StrideY: 1, StrideX: 1,
		PadTop: 1, PadBottom: 1, PadLeft: 1, PadRight: 1,
	}
	const batch = 5
	x, dlogits := randomTensor(random, batch, 20, 16, 16), randomTensor(random, batch, 10, 1, 1)
	for name, engine := range engines() {
		var want []uint32
		for _, threads := range []int{1, 2, 5} {
			workers.SetLimit(threads)
			got := trainStep(t, engine(), s, activation(t, x), blocked(t, dlogits))
			if want == nil {
				want = got
			}
			for i := range want {
				if got[i] != want[i] {
					t.Fatalf("%s: result %d of %d differs with %d threads", name, i, len(want), threads)
				}
			}
		}
	}
}

// trainStep runs two layers, pooling, a linear layer and an update, and returns the bits of everything that results.
func trainStep(t *testing.T, engine Engine, s conv.Shape, x *Activation, dlogits *Tensor) (bits []uint32) {
	t.Helper()
	ok := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	ws := NewWorkspace(engine, 3)
	first, err := NewConvNorm(ws, ConvConfig{Name: "first", Shape: s}, true)
	ok(err)
	second, err := NewConvNorm(ws, ConvConfig{Name: "second", Shape: s, NonNegative: true}, true)
	ok(err)
	pool := NewGlobalPool(ws)
	fc, err := NewLinear(ws, "fc", s.OutC, dlogits.C)
	ok(err)

	hidden, err := first.Forward(t.Context(), x, nil, true)
	ok(err)
	out, err := second.Forward(t.Context(), hidden, x, true)
	ok(err)
	logits, err := fc.Forward(pool.Forward(&out.Tensor))
	ok(err)
	dpool, err := fc.Backward(dlogits)
	ok(err)
	g := ws.NewGradient()
	ok(pool.Backward(dpool, g, Sink{Norm: second.Norm}))
	dhidden, err := second.Backward(t.Context(), g, Sink{Norm: first.Norm})
	ok(err)
	dx, err := first.Backward(t.Context(), dhidden, Sink{Add: g})
	ok(err)

	params := append(append(first.Params(), second.Params()...), fc.Weight, fc.Bias)
	results := [][]float32{hidden.Data, out.Data, out.Max, logits.Data, dpool.Data, dhidden.Data, dx.Data}
	for _, p := range params {
		results = append(results, p.Grad)
	}
	SGD{Momentum: 0.9, WeightDecay: 1e-4}.Step(params, 0.1, &ws.Ops)
	for _, p := range params {
		results = append(results, p.Value, p.Momentum)
	}
	for _, l := range []*ConvNorm{first, second} {
		for _, state := range l.State() {
			results = append(results, state.Data)
		}
	}
	for _, r := range results {
		for _, v := range r {
			bits = append(bits, math.Float32bits(v))
		}
	}
	return bits
}
