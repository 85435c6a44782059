// SPDX-License-Identifier: Apache-2.0

package nn

import (
	"context"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/e2train/e2train/driver"
	"github.com/e2train/e2train/driver/conv"
	_ "github.com/e2train/e2train/driver/simdev"
	"github.com/e2train/e2train/models/internal/exact"
	"github.com/e2train/e2train/models/internal/testseed"
)

// gridStep is a training step whose operands lie on the quantisers' grids, so that their codes are known: x = stepX*codes,
// dy = stepG*codes. One value of x clips, to the largest code.
type gridStep struct {
	shape   conv.Shape
	signed  bool
	x, dy   exact.Tensor
	xCodes  exact.Tensor
	dyCodes exact.Tensor
}

const stepX, stepG = 0x1p-3, 0x1p-20

func newGridStep(random *rand.Rand, s conv.Shape, signed bool) *gridStep {
	s.Batch = 2
	low, most := 0, 255
	if signed {
		low, most = -127, 127
	}
	g := &gridStep{shape: s, signed: signed}
	g.xCodes = exact.New(2, s.InC, s.InH, s.InW).Map(func(float64) float64 { return float64(low + random.IntN(most-low+1)) })
	g.dyCodes = exact.New(2, s.OutC, s.OutH(), s.OutW()).Map(func(float64) float64 { return math.Trunc(4000 * random.NormFloat64()) })
	g.dyCodes = g.dyCodes.Map(func(v float64) float64 { return min(max(v, -32768), 32767) })
	last := len(g.xCodes.Data) - 1
	g.xCodes.Data[0], g.xCodes.Data[last], g.dyCodes.Data[0] = float64(most), float64(most), -32768
	g.x = g.xCodes.Map(func(v float64) float64 { return stepX * v })
	g.x.Data[last] += 2 * stepX
	g.dy = g.dyCodes.Map(func(v float64) float64 { return stepG * v })
	return g
}

// operands returns the codes as a device takes them.
func (g *gridStep) operands(t *testing.T) (x conv.Activations, dy []int16) {
	x.Signed = g.signed
	for _, v := range blocked(t, g.xCodes).Data {
		x.Codes = append(x.Codes, byte(int(v)))
	}
	for _, v := range blocked(t, g.dyCodes).Data {
		dy = append(dy, int16(v))
	}
	return x, dy
}

// predictions returns p of every weight by its definition.
func (g *gridStep) predictions() []float64 {
	low, high := 0.0, 15.0
	if g.signed {
		low, high = -8, 7
	}
	top := g.xCodes.Map(func(v float64) float64 { return min(max(math.RoundToEven(v/16), low), high) })
	return exact.ConvWeightGradient(g.shape, top, g.dyCodes.Map(func(v float64) float64 { return min(max(math.RoundToEven(v/64), -512), 511) }))
}

// full returns the exact sums of x*g of every weight.
func (g *gridStep) full() []float64 { return exact.ConvWeightGradient(g.shape, g.xCodes, g.dyCodes) }

// signRunners are the devices that signs come from, with the lanes of each.
func signRunners(t *testing.T) map[int]SignRunner {
	t.Helper()
	runners := map[int]SignRunner{conv.HostBlock: conv.Reference{}}
	for lanes, address := range map[int]string{4: "sim:tiny", 8: "sim:zed8"} {
		device, err := driver.Open(address)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { device.Close() })
		runner, err := conv.New(device)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { runner.Close() })
		runners[lanes] = runner
	}
	return runners
}

// The gradients of the weights are the signs that the reference finds for the quantised operands, and the input gradient is
// that of plain training.
func TestSignsReachTheGradient(t *testing.T) {
	random := testseed.New(t)
	runners := signRunners(t)
	for _, s := range shapes {
		for _, signed := range []bool{true, false} {
			g := newGridStep(random, s, signed)
			x, dy := g.operands(t)
			config := ConvConfig{Shape: s, NonNegative: !signed}
			_, plainDX, _ := runConv(t, newConv(t, NewDeviceEngine(conv.Reference{}, nil), config), g.x, g.dy)
			for lanes, runner := range runners {
				o := SignOptions{Beta: []float64{0, 0.05, 0.3, 1}[random.IntN(4)], SkipLimit: uint16(random.IntN(lanes*lanes + 1)), FillSign: random.IntN(2) == 0}
				want := make([]int8, s.WeightLen())
				threshold := func(largest int64) uint32 { return uint32(math.Ceil(o.Beta * float64(largest))) }
				report, err := conv.Reference{Lanes: lanes}.PSG(t.Context(), g.shape, x, dy,
					conv.PSGOptions{Threshold: threshold, SkipLimit: o.SkipLimit, FillSign: o.FillSign}, want)
				if err != nil {
					t.Fatal(err)
				}
				var told conv.PSGReport
				engine := NewSignEngine(runner, o, nil, func(layer string, r conv.PSGReport, check *SignCheck) {
					if told = r; layer != "layer" || check != nil {
						t.Errorf("layer %q, check %v", layer, check)
					}
				})
				_, dx, dw := runConv(t, newConv(t, engine, config), g.x, g.dy)
				for i, v := range want {
					if dw[i] != float64(v) {
						t.Fatalf("%s, signed %t, %d lanes, %+v: gradient %d is %g, want %d", s, signed, lanes, o, i, dw[i], v)
					}
				}
				if !slices.Equal(dx.Data, plainDX.Data) {
					t.Errorf("%s, %d lanes: the input gradient is not that of plain training", s, lanes)
				}
				told.Predict, told.Masked, report.Predict, report.Masked = conv.Report{}, conv.Report{}, conv.Report{}, conv.Report{}
				if told != report {
					t.Errorf("%s, %d lanes, %+v: the observer is told %+v, want %+v", s, lanes, o, told, report)
				}
			}
		}
	}
}

// The check counts what its definition says, and nothing else changes.
func TestSignCheck(t *testing.T) {
	random := testseed.New(t)
	wrongs := 0
	for _, s := range shapes {
		for _, o := range []SignOptions{{Beta: 0.05}, {Beta: 0.002, SkipLimit: 100}, {Beta: 0.002, SkipLimit: 256, FillSign: true}} {
			g := newGridStep(random, s, true)
			device := newRecorder()
			run := func(check bool) (dw []float64, told *SignCheck, passes []conv.Pass, ops Ops) {
				engine := NewSignEngine(device, o, func(_ string, pass conv.Pass, _ conv.Report) { passes = append(passes, pass) },
					func(_ string, _ conv.PSGReport, c *SignCheck) { told = c })
				engine.CheckSigns(check)
				ws := NewWorkspace(engine, 1)
				c, err := NewConv(ws, ConvConfig{Name: "layer", Shape: s})
				if err != nil {
					t.Fatal(err)
				}
				_, _, dw = runConv(t, c, g.x, g.dy)
				return dw, told, passes, ws.Ops
			}
			dw, none, passes, ops := run(false)
			checkedDW, got, checkedPasses, checkedOps := run(true)
			if none != nil || got == nil || !slices.Equal(dw, checkedDW) || !slices.Equal(passes, checkedPasses) || ops != checkedOps {
				t.Errorf("%s, %+v: checks %v and %v, passes %v and %v, work %v and %v", s, o, none, got, passes, checkedPasses, ops, checkedOps)
			}
			if want := g.check(o.Beta, device.shifts[conv.BackwardWeights]); *got != want {
				t.Errorf("%s, %+v: got %+v, want %+v", s, o, *got, want)
			}
			wrongs += got.Wrong
		}
	}
	if wrongs == 0 {
		t.Error("no sign was wrong: the test sees nothing")
	}
}

// check compares predictions with full gradients, by definition.
func (g *gridStep) check(beta float64, shift uint) (c SignCheck) {
	p, full := g.predictions(), g.full()
	tau := max(1, beta*largestOf(p))
	for i, v := range p {
		rounded := conv.RoundShift(int64(full[i]), shift)
		if math.Abs(v) < tau || rounded == 0 {
			continue
		}
		c.Judged++
		if math.Signbit(v) != math.Signbit(full[i]) {
			c.Wrong++
		}
	}
	return c
}

// A decided weight whose full gradient is zero is not judged: 24*64 - 8*192 is zero, the predictor's 2*1 - 0*3 is not. The
// second image is there for the ranges of the quantisers.
func TestSignCheckOfZero(t *testing.T) {
	s := conv.Shape{InC: 1, OutC: 1, InH: 1, InW: 2, KH: 1, KW: 1, StrideY: 1, StrideX: 1}
	x, dy := exact.New(2, 1, 1, 2), exact.New(2, 1, 1, 2)
	copy(x.Data, []float64{24 * stepX, 8 * stepX, 488 * stepX, 0})
	copy(dy.Data, []float64{64 * stepG, -192 * stepG, 0, -32768 * stepG})
	engine := NewSignEngine(conv.Reference{}, SignOptions{Beta: 1}, nil, func(_ string, r conv.PSGReport, c *SignCheck) {
		if r.Decided != 1 || r.MaxAbs != 2 || *c != (SignCheck{}) {
			t.Errorf("got %+v of %+v", *c, r)
		}
	})
	engine.CheckSigns(true)
	runConv(t, newConv(t, engine, ConvConfig{Shape: s, NonNegative: true}), x, dy)
}

// Without PSG nothing is checked.
func TestSignCheckOfPlainEngine(t *testing.T) {
	engine := NewDeviceEngine(newRecorder(), nil)
	engine.CheckSigns(true)
	random := testseed.New(t)
	g := newGridStep(random, shapes[0], true)
	_, _, want := runConv(t, newConv(t, NewDeviceEngine(newRecorder(), nil), ConvConfig{Shape: g.shape}), g.x, g.dy)
	if _, _, dw := runConv(t, newConv(t, engine, ConvConfig{Shape: g.shape}), g.x, g.dy); !slices.Equal(dw, want) {
		t.Error("the gradient is another one")
	}
}

// The sign is taken before weight decay and momentum: d = sign + decay*w, v = momentum*v + d, w = w - rate*v, computed again
// in float64. A step has five rounded operations on values below 8, so it adds less than 40*unit to the error of v and,
// times the rate, of w; errors of before go on with factors below 1. Decay after the sign would be off by decay*w.
func TestSignsBeforeDecayAndMomentum(t *testing.T) {
	random := testseed.New(t)
	const momentum, decay, rate, steps = 0.75, 0.25, 0.125, 4
	g := newGridStep(random, shapes[1], false)
	ws := NewWorkspace(NewSignEngine(conv.Reference{}, SignOptions{Beta: 0.05}, nil, nil), 1)
	c, err := NewConv(ws, ConvConfig{Name: "layer", Shape: g.shape, NonNegative: true})
	if err != nil {
		t.Fatal(err)
	}
	w, v := floats64(c.Weight.Value), make([]float64, len(c.Weight.Value))
	bound := make([]float64, len(w))
	for range steps {
		x, dy := newGridStep(random, g.shape, false), newGridStep(random, g.shape, false)
		_, _, signs := runConv(t, c, x.x, dy.dy)
		SGD{Momentum: momentum, WeightDecay: decay}.Step([]*Param{c.Weight}, rate, &ws.Ops)
		for i, s := range signs {
			if s != -1 && s != 0 && s != 1 {
				t.Fatalf("gradient %d is %g", i, s)
			}
			v[i] = momentum*v[i] + (s + decay*w[i])
			w[i] -= rate * v[i]
			bound[i] += 40 * unit
		}
		within(t, "momentum", floats64(c.Weight.Momentum), v, bound)
		within(t, "weight", floats64(c.Weight.Value), w, bound)
	}
	if largestOf(v) < 1.5 {
		t.Errorf("largest momentum %g: signs did not add up", largestOf(v))
	}
}

func TestSignsOfZeroGradients(t *testing.T) {
	random := testseed.New(t)
	g := newGridStep(random, shapes[1], false)
	c := newConv(t, NewSignEngine(conv.Reference{}, SignOptions{Beta: 0.05}, nil, nil), ConvConfig{Shape: g.shape, NonNegative: true})
	if _, _, dw := runConv(t, c, g.x, g.dy.Like()); largestOf(dw) != 0 {
		t.Error("zeros have signs")
	}
}

func TestThreshold(t *testing.T) {
	for _, c := range []struct {
		beta    float64
		largest int64
		want    uint32
	}{
		{0.05, 0, 0}, {0.05, 1, 1}, {0.05, 20, 1}, {0.05, 21, 2}, {0.05, 1000, 50}, {0.25, 101, 26}, {1, 12345, 12345}, {0, 99, 0},
		{1, math.MaxUint32, math.MaxUint32}, {1, 1 << 40, math.MaxUint32}, {0.5, 1 << 32, 1 << 31},
	} {
		if got := (&SignOptions{Beta: c.beta}).threshold(c.largest); got != c.want {
			t.Errorf("%g of %d is %d, want %d", c.beta, c.largest, got, c.want)
		}
	}
}

// failing is a runner whose n-th call of PSG, or of BackwardWeights, fails or saturates.
type failing struct {
	conv.Reference
	calls, at int
	err       error
	predict   bool // saturates in the predictor, else in what comes after
}

func (f *failing) PSG(ctx context.Context, s conv.Shape, x conv.Activations, g []int16, o conv.PSGOptions, signs []int8) (conv.PSGReport, error) {
	report, err := f.Reference.PSG(ctx, s, x, g, o, signs)
	if f.calls++; f.calls == f.at {
		err = f.err
		report.Predict.Saturated, report.Masked.Saturated = err == nil && f.predict, err == nil && !f.predict
	}
	return report, err
}

func (f *failing) BackwardWeights(ctx context.Context, s conv.Shape, x conv.Activations, g []int16, shift uint, dw []int32) (conv.Report, error) {
	report, err := f.Reference.BackwardWeights(ctx, s, x, g, shift, dw)
	if f.calls++; f.calls == f.at {
		report.Saturated, err = f.err == nil, f.err
	}
	return report, err
}

func TestSignErrors(t *testing.T) {
	for _, c := range []struct {
		at      int // call: PSG, then PSG and BackwardWeights of the check
		err     error
		predict bool
		want    error
	}{
		{1, errDevice, false, errDevice}, {1, nil, true, ErrSaturated}, {1, nil, false, ErrSaturated},
		{2, errDevice, false, errDevice}, {2, nil, true, ErrSaturated}, {3, errDevice, false, errDevice}, {3, nil, false, ErrSaturated},
	} {
		engine := NewSignEngine(&failing{at: c.at, err: c.err, predict: c.predict}, SignOptions{Beta: 0.05}, nil, nil)
		engine.CheckSigns(true)
		layer, s := newConv(t, engine, ConvConfig{Shape: shapes[1]}), newStep(t, shapes[1])
		if err := layer.Forward(t.Context(), s.x, true, s.y, nil); err != nil {
			t.Fatal(err)
		}
		failsIn(t, "backward", layer.Backward(t.Context(), s.dy, s.dx, Sink{}), "layer", c.want)
	}
}
