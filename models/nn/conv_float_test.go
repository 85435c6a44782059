// SPDX-License-Identifier: Apache-2.0

package nn

import (
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/e2train/e2train/driver/conv"
	"github.com/e2train/e2train/models/internal/exact"
	"github.com/e2train/e2train/models/internal/testseed"
	"github.com/e2train/e2train/sim/kernel"
)

// The float32 engine adds k products in some order, so each result is within k*unit/(1-k*unit) of the sum of their
// absolute values (Higham, Accuracy and Stability of Numerical Algorithms, section 3.1): k = taps*InC forward,
// taps*OutC for the input gradient, pixels of the batch for the weight gradient, and one more for what follows.
func TestFloatEngineAgreesWithExact(t *testing.T) {
	random := testseed.New(t)
	for _, kernels := range floatKernels {
		t.Setenv(kernel.EnvName, kernels)
		for _, s := range shapes {
			t.Run(kernels+"/"+s.String(), func(t *testing.T) { testFloatEngine(t, random, s) })
		}
	}
}

func testFloatEngine(t *testing.T, random *rand.Rand, s conv.Shape) {
	engine := NewFloatEngine(nil) // the same for all, so that what one batch leaves behind would show in the next
	for _, batch := range []int{20, 1, 3} {
		s.Batch = batch
		c := newConv(t, engine, ConvConfig{Shape: s})
		w := floats64(c.Weight.Value)
		x, dy := randomTensor(random, batch, s.InC, s.InH, s.InW), randomTensor(random, batch, s.OutC, s.OutH(), s.OutW())
		y, dx, dw := runConv(t, c, x, dy)
		gamma := func(terms int) float64 { return 1.001 * float64(terms+1) * unit }
		taps := s.KH * s.KW
		within(t, "output", y.Data, exact.Conv(s, x, w).Data,
			scaled(exact.Conv(s, abs(x), absAll(w)).Data, gamma(taps*s.InC)))
		within(t, "input gradient", dx.Data, exact.ConvInputGradient(s, dy, w).Data,
			scaled(exact.ConvInputGradient(s, abs(dy), absAll(w)).Data, gamma(taps*s.OutC)))
		within(t, "weight gradient", dw, exact.ConvWeightGradient(s, x, dy),
			scaled(exact.ConvWeightGradient(s, abs(x), abs(dy)), gamma(batch*s.OutH()*s.OutW())))
	}
}

func TestFloatEngineReports(t *testing.T) {
	s := shapes[1]
	s.Batch = 2
	var passes []conv.Pass
	engine := NewFloatEngine(func(layer string, pass conv.Pass, r conv.Report) {
		passes = append(passes, pass)
		if layer != "layer" || r.MACs != s.MACs() {
			t.Errorf("%s of %s: %d multiply-accumulates, not %d", pass, layer, r.MACs, s.MACs())
		}
	})
	runConv(t, newConv(t, engine, ConvConfig{Shape: s}), exact.New(2, s.InC, s.InH, s.InW), exact.New(2, s.OutC, s.OutH(), s.OutW()))
	if want := []conv.Pass{conv.Forward, conv.BackwardWeights, conv.BackwardData}; !slices.Equal(passes, want) {
		t.Errorf("passes %v, not %v", passes, want)
	}
}
