// SPDX-License-Identifier: Apache-2.0

package nn

import (
	"errors"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/e2train/e2train/driver/conv"
	"github.com/e2train/e2train/models/internal/exact"
	"github.com/e2train/e2train/models/internal/plane"
	"github.com/e2train/e2train/models/internal/testseed"
	"github.com/e2train/e2train/sim/kernel"
	"github.com/e2train/e2train/sim/workers"
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

// stopwatch is a PassTimer that tells its calls apart.
type stopwatch struct{ fail error }

func (s stopwatch) Keep(any)    {}
func (s stopwatch) Release(any) {}

func (s stopwatch) Time(shape conv.Shape, pass conv.Pass, _ bool, _ conv.Operands) (conv.Report, error) {
	return conv.Report{MACs: shape.MACs(), Launches: 1 + int(pass), Folded: 7}, s.fail
}

// With a timer, values are the same, reports are the timer's, and what the host folds for it is counted.
func TestTimedFloatEngine(t *testing.T) {
	random := testseed.New(t)
	s := shapes[0]
	s.Batch = 2
	x, dy := randomTensor(random, 2, s.InC, s.InH, s.InW), randomTensor(random, 2, s.OutC, s.OutH(), s.OutW())
	y, dx, dw := runConv(t, newConv(t, NewFloatEngine(nil), ConvConfig{Shape: s}), x, dy)
	launches := 0
	timed := newConv(t, NewTimedFloatEngine(func(_ string, _ conv.Pass, r conv.Report) { launches += r.Launches }, stopwatch{}), ConvConfig{Shape: s})
	ty, tdx, tdw := runConv(t, timed, x, dy)
	if !slices.Equal(y.Data, ty.Data) || !slices.Equal(dx.Data, tdx.Data) || !slices.Equal(dw, tdw) {
		t.Error("values depend on the timer")
	}
	if launches != 1+2+3 {
		t.Errorf("the observer saw %d launches", launches)
	}
	if packed := timed.passes.(*floatConv).ops[OpPack]; packed != 21 {
		t.Errorf("%d elements folded, not 21", packed)
	}
	late := newConv(t, NewTimedFloatEngine(nil, stopwatch{fail: ErrOrder}), ConvConfig{Shape: s})
	if err := late.Forward(t.Context(), activation(t, x), true, blocked(t, dy.Like()), nil); !errors.Is(err, ErrOrder) {
		t.Errorf("a timer that fails: error %v", err)
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

// A layer that is not quantised has float32 results beside a device, the same with every kernel set and number of threads, is
// counted as the host's work, and the observer is not told. On the float engine it is a layer like the others.
func TestFloatLayerBesideDevice(t *testing.T) {
	defer workers.SetLimit(0)
	random := testseed.New(t)
	for _, s := range append([]conv.Shape{{
		InC: 20, OutC: 20, InH: 9, InW: 6, KH: 3, KW: 3, StrideY: 2, StrideX: 1, PadTop: 1, PadLeft: 1, PadRight: 1, Depthwise: true,
	}}, shapes...) {
		s.Batch = 3
		x, dy := randomTensor(random, 3, s.InC, s.InH, s.InW), randomTensor(random, 3, s.OutC, s.OutH(), s.OutW())
		var want [3][]float64
		for i, kernels := range append([]string{kernel.Available()[0]}, kernel.Available()...) {
			t.Setenv(kernel.EnvName, kernels)
			workers.SetLimit(1 + 3*(i%2))
			told := false
			ws := NewWorkspace(NewDeviceEngine(conv.Reference{}, func(string, conv.Pass, conv.Report) { told = true }), 1)
			c, err := NewConv(ws, ConvConfig{Name: "float", Shape: s, Float: true})
			if err != nil {
				t.Fatal(err)
			}
			y, dx, dw := runConv(t, c, x, dy)
			got := [3][]float64{y.Data, dx.Data, dw}
			if i == 0 {
				want = got
				w := floats64(c.Weight.Value)
				within(t, "output", y.Data, exact.Conv(s, x, w).Data, scaled(exact.Conv(s, abs(x), absAll(w)).Data, 1.001*float64(s.KH*s.KW*s.InC+1)*unit))
			}
			for k := range got {
				if !slices.Equal(got[k], want[k]) {
					t.Errorf("%v with kernels %s: results differ", s, kernels)
				}
			}
			if ws.Ops != (Ops{OpConvMACs: 3 * s.MACs()}) || told {
				t.Errorf("%v: operations %v, observer told: %t", s, ws.Ops, told)
			}
		}
	}
	ws := NewWorkspace(nil, 1)
	c, err := NewConv(ws, ConvConfig{Name: "float", Shape: shapes[0], Float: true})
	if err != nil || ws.engineOf(c) != ws.engine {
		t.Errorf("error %v, engine %v", err, ws.engineOf(c))
	}
}

// Uniform weights fill the interval that the number of products of an output gives, and nothing else.
func TestUniformWeights(t *testing.T) {
	for _, depthwise := range []bool{false, true} {
		s := conv.Shape{InC: 64, OutC: 64, InH: 3, InW: 3, KH: 3, KW: 3, StrideY: 1, StrideX: 1, Depthwise: depthwise}
		c := newConv(t, nil, ConvConfig{Shape: s, Uniform: true})
		bound := float32(1.0 / 24) // 576 products
		if depthwise {
			bound = 1.0 / 3
		}
		if largest := plane.MaxAbs(c.Weight.Value); largest > bound || largest < 0.98*bound {
			t.Errorf("%v: the largest weight is %g, want just below %g", s, largest, bound)
		}
	}
}
