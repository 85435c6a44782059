// SPDX-License-Identifier: Apache-2.0

package nn

import (
	"context"
	"errors"
	"math"
	"slices"
	"testing"

	"github.com/e2train/e2train/driver/conv"
	"github.com/e2train/e2train/models/internal/exact"
	"github.com/e2train/e2train/models/internal/testseed"
)

// recorder runs convolutions on the reference and remembers what it was given and what it answered.
type recorder struct {
	conv.Reference
	shifts    map[conv.Pass]uint
	saturated bool  // to claim in answers
	err       error // to return
}

func newRecorder() *recorder { return &recorder{shifts: map[conv.Pass]uint{}} }

func (r *recorder) answer(pass conv.Pass, shift uint, report conv.Report, err error) (conv.Report, error) {
	r.shifts[pass] = shift
	report.Saturated = report.Saturated || r.saturated
	return report, errors.Join(err, r.err)
}

func (r *recorder) Forward(ctx context.Context, s conv.Shape, x conv.Activations, w []int8, shift uint, y []int32) (conv.Report, error) {
	report, err := r.Reference.Forward(ctx, s, x, w, shift, y)
	return r.answer(conv.Forward, shift, report, err)
}

func (r *recorder) BackwardData(ctx context.Context, s conv.Shape, g []int16, w []int8, shift uint, dx []int32) (conv.Report, error) {
	report, err := r.Reference.BackwardData(ctx, s, g, w, shift, dx)
	return r.answer(conv.BackwardData, shift, report, err)
}

func (r *recorder) BackwardWeights(ctx context.Context, s conv.Shape, x conv.Activations, g []int16, shift uint, dw []int32) (conv.Report, error) {
	report, err := r.Reference.BackwardWeights(ctx, s, x, g, shift, dw)
	return r.answer(conv.BackwardWeights, shift, report, err)
}

// grid is a quantiser as the method describes it, independent of the one under test.
type grid struct {
	step      float64
	low, high float64 // the smallest and largest value
}

func newGrid(m float64, bits int, signed bool) grid {
	if signed {
		step := 2 * m / math.Ldexp(1, bits)
		return grid{step, -m, m - step}
	}
	step := m / math.Ldexp(1, bits)
	return grid{step, 0, m - step}
}

// errors returns bounds of the quantisation error of every value: half a step, and what is clipped. The code is computed
// in float32 from a value of at most 2^15, with two roundings: 2^-8 of a step on top.
func (g grid) errors(x []float64) []float64 {
	out := make([]float64, len(x))
	for i, v := range x {
		out[i] = max(g.step*(0.5+0x1p-7), v-g.high, g.low-v)
	}
	return out
}

func largestOf(x []float64) float64 {
	var m float64
	for _, v := range x {
		m = max(m, math.Abs(v))
	}
	return m
}

// meanMax is the range of activations: the mean over the images of their largest absolute value.
func meanMax(x exact.Tensor) float64 {
	size, sum := len(x.Data)/x.N, 0.0
	for n := range x.N {
		sum += largestOf(x.Data[n*size : (n+1)*size])
	}
	return sum / float64(x.N)
}

// With x = x8 + ex and w = w8 + ew, |x8*w8 - x*w| <= |x||ew| + |ex||w| + |ex||ew|, summed over the products of a
// result; rounding the sum to a multiple of 2^shift adds half of that, and the float32 conversions 4*unit of the result.
// The same with g for the other passes.
func TestDeviceEngineWithinQuantiserBounds(t *testing.T) {
	random := testseed.New(t)
	for _, s := range shapes {
		for _, signed := range []bool{true, false} {
			s.Batch = 3
			x, dy := randomTensor(random, 3, s.InC, s.InH, s.InW), randomTensor(random, 3, s.OutC, s.OutH(), s.OutW())
			if !signed {
				x = positivePart(x)
			}
			device := newRecorder()
			c := newConv(t, NewDeviceEngine(device, nil), ConvConfig{Shape: s, NonNegative: !signed})
			w := floats64(c.Weight.Value)
			y, dx, dw := runConv(t, c, x, dy)

			gx, gw, gg := newGrid(meanMax(x), 8, signed), newGrid(largestOf(w), 8, true), newGrid(largestOf(dy.Data), 16, true)
			ex, ew, eg := x.Like(), gw.errors(w), dy.Like()
			ex.Data, eg.Data = gx.errors(x.Data), gg.errors(dy.Data)
			bound := func(pass conv.Pass, steps float64, want []float64, parts ...[]float64) []float64 {
				sum := total(append(parts, scaled(absAll(want), 4*unit))...)
				for i := range sum {
					sum[i] = sum[i]*1.01 + steps*math.Ldexp(0.5, int(device.shifts[pass]))
				}
				return sum
			}
			ax, aw, ag := abs(x), absAll(w), abs(dy)
			want := exact.Conv(s, x, w).Data
			within(t, s.String()+": output", y.Data, want, bound(conv.Forward, gx.step*gw.step, want,
				exact.Conv(s, ax, ew).Data, exact.Conv(s, ex, aw).Data, exact.Conv(s, ex, ew).Data))
			want = exact.ConvInputGradient(s, dy, w).Data
			within(t, s.String()+": input gradient", dx.Data, want, bound(conv.BackwardData, gg.step*gw.step, want,
				exact.ConvInputGradient(s, ag, ew).Data, exact.ConvInputGradient(s, eg, aw).Data, exact.ConvInputGradient(s, eg, ew).Data))
			want = exact.ConvWeightGradient(s, x, dy)
			within(t, s.String()+": weight gradient", dw, want, bound(conv.BackwardWeights, gx.step*gg.step, want,
				exact.ConvWeightGradient(s, ax, eg), exact.ConvWeightGradient(s, ex, ag), exact.ConvWeightGradient(s, ex, eg)))
		}
	}
}

// Operands that lie on the quantisers' grids, with steps that are powers of two, give exact results, up to the shift.
// The range of unsigned activations is between the maxima of two images, so one value clips, to the largest code.
func TestDeviceEngineExactOnGrid(t *testing.T) {
	random := testseed.New(t)
	for _, s := range shapes {
		for _, signed := range []bool{true, false} {
			s.Batch = 2
			const stepX, stepW, stepG = 0x1p-3, 0x1p-9, 0x1p-20
			x, dy := exact.New(2, s.InC, s.InH, s.InW), exact.New(2, s.OutC, s.OutH(), s.OutW())
			low, most := 0, 255
			if signed {
				low, most = -127, 127
			}
			x = x.Map(func(float64) float64 { return stepX * float64(low+random.IntN(most-low+1)) })
			x.Data[0], x.Data[len(x.Data)-1] = stepX*float64(most), stepX*float64(most+2)
			dy = dy.Map(func(float64) float64 { return stepG * float64(random.IntN(65535)-32767) })
			dy.Data[0] = -32768 * stepG
			device := newRecorder()
			c := newConv(t, NewDeviceEngine(device, nil), ConvConfig{Shape: s, NonNegative: !signed})
			for i := range c.Weight.Value {
				c.Weight.Value[i] = float32(stepW * float64(random.IntN(255)-127))
			}
			c.Weight.Value[0] = -128 * stepW
			w := floats64(c.Weight.Value)
			y, dx, dw := runConv(t, c, x, dy)

			x.Data[len(x.Data)-1] = stepX * float64(most)
			check := func(what string, pass conv.Pass, step float64, got, want []float64) {
				for i, v := range want {
					shift := device.shifts[pass]
					v = math.Ldexp(float64(float32(conv.RoundShift(int64(v/step), shift))), int(shift)) * step
					if got[i] != v {
						t.Fatalf("%s, signed %t: %s %d is %g, not %g, shift %d", s, signed, what, i, got[i], v, shift)
					}
				}
			}
			check("output", conv.Forward, stepX*stepW, y.Data, exact.Conv(s, x, w).Data)
			check("input gradient", conv.BackwardData, stepG*stepW, dx.Data, exact.ConvInputGradient(s, dy, w).Data)
			check("weight gradient", conv.BackwardWeights, stepX*stepG, dw, exact.ConvWeightGradient(s, x, dy))
		}
	}
}

func TestDeviceEngineZeroTensors(t *testing.T) {
	random := testseed.New(t)
	s := shapes[1]
	x, dy := randomTensor(random, 2, s.InC, s.InH, s.InW), randomTensor(random, 2, s.OutC, s.OutH(), s.OutW())
	tests := []struct {
		name            string
		x, dy           exact.Tensor
		zeroWeights     bool
		y, dx, dwIsZero bool
	}{
		{"input", x.Like(), dy, false, true, false, true},
		{"gradient", x, dy.Like(), false, false, true, true},
		{"weights", x, dy, true, true, true, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			c := newConv(t, NewDeviceEngine(conv.Reference{}, nil), ConvConfig{Shape: s})
			if tt.zeroWeights {
				clear(c.Weight.Value)
			}
			y, dx, dw := runConv(t, c, tt.x, tt.dy)
			for _, r := range []struct {
				what   string
				values []float64
				zero   bool
			}{{"output", y.Data, tt.y}, {"input gradient", dx.Data, tt.dx}, {"weight gradient", dw, tt.dwIsZero}} {
				if m := largestOf(r.values); (m == 0) != r.zero || math.IsNaN(m) {
					t.Errorf("%s: largest value %g, zero expected: %t", r.what, m, r.zero)
				}
			}
		})
	}
}

func TestDeviceEngineRange(t *testing.T) {
	s := shapes[2]
	c := newConv(t, NewDeviceEngine(conv.Reference{}, nil), ConvConfig{Shape: s, NonNegative: true})
	y := new(Tensor)
	run := func(train bool, maxima ...float64) {
		t.Helper()
		x := exact.New(len(maxima), s.InC, s.InH, s.InW)
		for n, m := range maxima {
			x.Data[n*len(x.Data)/len(maxima)] = m
		}
		y.Resize(len(maxima), s.OutC, s.OutH(), s.OutW())
		if err := c.Forward(t.Context(), activation(t, x), train, y, nil); err != nil {
			t.Fatal(err)
		}
	}
	step := func(m float32) {
		t.Helper()
		if got := c.passes.(*deviceConv).input.step; got != m/256 {
			t.Errorf("the step is %g, not %g", got, m/256)
		}
	}
	run(false, 2, 4)
	step(3) // no running range yet: the batch's
	if c.Range[0] != 0 {
		t.Errorf("evaluation changed the running range to %g", c.Range[0])
	}
	run(true, 1, 2, 6)
	step(3)
	if c.Range[0] != 3 {
		t.Errorf("the first running range is %g, not 3", c.Range[0])
	}
	run(true, 1)
	step(1)
	if want := float32(0.1*3) + float32(0.9*1); c.Range[0] != want {
		t.Errorf("the running range is %g, not %g", c.Range[0], want)
	}
	run(false, 1, 2, 6)
	step(c.Range[0])
}

func TestDeviceEngineReports(t *testing.T) {
	s := shapes[0]
	s.Batch = 2
	var passes []conv.Pass
	engine := NewDeviceEngine(conv.Reference{}, func(layer string, pass conv.Pass, r conv.Report) {
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

func TestQuantizer(t *testing.T) {
	tests := []struct {
		m, steps, step, inverse float32
	}{
		{1, 128, 0x1p-7, 0x1p7}, {3, 256, 3.0 / 256, 256.0 / 3}, {0, 128, 1, 0}, {1e-45, 32768, 1, 0}, {0x1p-101, 128, 1, 0},
		{0x1p-100, 32768, 0x1p-115, 0x1p115}, {math.MaxFloat32, 256, math.MaxFloat32 / 256, 256 / math.MaxFloat32},
	}
	for _, tt := range tests {
		if q := newQuantizer(tt.m, tt.steps); q != (quantizer{tt.step, tt.inverse}) {
			t.Errorf("range %g in %g steps: %+v", tt.m, tt.steps, q)
		}
	}
}
