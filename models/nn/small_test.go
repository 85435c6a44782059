// SPDX-License-Identifier: Apache-2.0

package nn

import (
	"errors"
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/e2train/e2train/driver/conv"
	"github.com/e2train/e2train/models/internal/testseed"
)

func TestTensorLayout(t *testing.T) {
	x, err := NewTensor(2, 20, 3, 5)
	if err != nil {
		t.Fatal(err)
	}
	if x.Planes() != 4 || x.PlaneLen() != 3*5*16 || len(x.Data) != 4*3*5*16 {
		t.Fatalf("%d planes of %d values, %d values", x.Planes(), x.PlaneLen(), len(x.Data))
	}
	x.Set(1, 17, 2, 4, 7) // image 1, block 1, lane 1
	place := ((1*2+1)*3*5+2*5+4)*16 + 1
	if x.Data[place] != 7 || x.At(1, 17, 2, 4) != 7 || x.Plane(3)[(2*5+4)*16+1] != 7 {
		t.Errorf("the value is not at %d", place)
	}
}

func TestSetImage(t *testing.T) {
	x, err := NewTensor(2, 17, 2, 3)
	if err != nil {
		t.Fatal(err)
	}
	spoil(x.Data)
	chw := make([]float32, 17*6)
	for i := range chw {
		chw[i] = float32(i + 1)
	}
	for n := range 2 {
		if err := x.SetImage(n, chw); err != nil {
			t.Fatal(err)
		}
	}
	for i, v := range plain(t, x).Data {
		if want := float64(i%len(chw) + 1); v != want {
			t.Fatalf("value %d is %g, not %g", i, v, want)
		}
	}
	for _, err := range []error{x.SetImage(2, chw), x.SetImage(-1, chw), x.SetImage(0, chw[1:])} {
		if !errors.Is(err, ErrShape) {
			t.Errorf("error %v", err)
		}
	}
}

func TestTensorRejects(t *testing.T) {
	for _, size := range [][4]int{{0, 1, 1, 1}, {1, 0, 1, 1}, {1, 1, -1, 1}, {1, 1, 1, 0}} {
		if _, err := NewTensor(size[0], size[1], size[2], size[3]); !errors.Is(err, ErrShape) {
			t.Errorf("%d: error %v", size, err)
		}
	}
	for _, x := range []*Tensor{{}, {N: 1, C: 1, H: 1, W: 1}, {N: 1, C: 1, H: 1, W: 1, Data: make([]float32, 17)}} {
		if err := new(Activation).View(x); !errors.Is(err, ErrShape) {
			t.Errorf("view of %s with %d values: error %v", x, len(x.Data), err)
		}
	}
}

func TestActivationMax(t *testing.T) {
	random := testseed.New(t)
	for _, size := range [][4]int{{1, 3, 2, 2}, {5, 40, 3, 3}, {3, 16, 32, 32}} {
		checkMaxima(t, activation(t, randomTensor(random, size[0], size[1], size[2], size[3])))
	}
}

func TestSGDStep(t *testing.T) {
	p := newParam("p", 3)
	p.Value, p.Grad, p.Momentum = []float32{1, -2, 4}, []float32{0.5, 0.25, -1}, []float32{0, 1, -1}
	other := newParam("other", 2)
	other.Value[0] = 1
	var ops Ops
	SGD{Momentum: 0.5, WeightDecay: 0.25}.Step([]*Param{p, other}, 0.125, &ops)
	// v = 0.5*v + (g + 0.25*w); w -= v/8: every number is exact.
	equal(t, "momentum", p.Momentum, []float32{0.75, 0.25, -0.5})
	equal(t, "value", p.Value, []float32{0.90625, -2.03125, 4.0625})
	equal(t, "other value", other.Value, []float32{0.96875, 0})
	if ops[OpOptimizer] != 5 {
		t.Errorf("%d parameters counted", ops[OpOptimizer])
	}
}

// A parameter that is cut into pieces is updated everywhere.
func TestSGDStepInPieces(t *testing.T) {
	p := newParam("p", 3*pieceLen+5)
	want := make([]float32, len(p.Value))
	for i := range p.Value {
		p.Value[i], p.Grad[i] = float32(i), float32(i%7)
		want[i] = float32(i) - float32(i%7)/8 // exact
	}
	var ops Ops
	SGD{}.Step([]*Param{newParam("empty", 0), p}, 0.125, &ops)
	equal(t, "value", p.Value, want)
}

// Standard deviations and bounds of initial values, within five standard errors.
func TestInitialValues(t *testing.T) {
	s := conv.Shape{InC: 32, OutC: 64, InH: 4, InW: 4, KH: 3, KW: 3, StrideY: 1, StrideX: 1}
	c := newConv(t, NewFloatEngine(nil), ConvConfig{Shape: s})
	l, err := NewLinear(NewWorkspace(nil, 1), "fc", 100, 200)
	if err != nil {
		t.Fatal(err)
	}
	normal := func(what string, x []float32, deviation float64) {
		var mean, square float64
		n := float64(len(x))
		for _, v := range x {
			mean += float64(v) / n
			square += float64(v) * float64(v) / n
		}
		if math.Abs(mean) > 5*deviation/math.Sqrt(n) || math.Abs(square/deviation/deviation-1) > 5*math.Sqrt(2/n) {
			t.Errorf("%s: mean %g, mean square %g, deviation should be %g", what, mean, square, deviation)
		}
	}
	normal("convolution", c.Weight.Value, math.Sqrt(2.0/(9*64)))
	normal("linear", l.Weight.Value, math.Sqrt(2.0/(100*200)))
	var square float64
	for _, v := range l.Bias.Value {
		square += float64(v) * float64(v) / 200
		if math.Abs(float64(v)) > 0.1 {
			t.Errorf("bias %g is above 1/sqrt(100)", v)
		}
	}
	if math.Abs(square/(0.01/3)-1) > 5*math.Sqrt(0.8/200) { // the square of U(-1, 1) has mean 1/3, relative variance 0.8
		t.Errorf("mean square of the bias %g, not %g", square, 0.01/3)
	}
	norm := newNorm(t, 5, true)
	equal(t, "gamma", norm.Gamma.Value, []float32{1, 1, 1, 1, 1})
	equal(t, "beta", norm.Beta.Value, make([]float32, 5))
	equal(t, "running mean", norm.RunningMean, make([]float32, 5))
	equal(t, "running variance", norm.RunningVar, []float32{1, 1, 1, 1, 1})
}

func TestInitialValuesDependOnSeedAndName(t *testing.T) {
	values := func(seed uint64, name string) string {
		c, err := NewConv(NewWorkspace(nil, seed), ConvConfig{Name: name, Shape: shapes[0]})
		if err != nil {
			t.Fatal(err)
		}
		return fmt.Sprint(c.Weight.Value)
	}
	first := values(1, "a")
	if values(1, "a") != first {
		t.Error("the same seed and name give other weights")
	}
	if values(2, "a") == first || values(1, "b") == first {
		t.Error("another seed or name gives the same weights")
	}
}

func TestOpNames(t *testing.T) {
	seen := map[string]bool{}
	for i, k := range AllOpKinds() {
		name := k.String()
		if int(k) != i || name == "" || seen[name] || strings.Contains(name, "(") {
			t.Errorf("kind %d is called %q", i, name)
		}
		seen[name] = true
	}
	if len(seen) != len(Ops{}) || OpKind(200).String() != "op(200)" {
		t.Errorf("%d kinds, one beyond called %q", len(seen), OpKind(200))
	}
}

func TestOpsAdd(t *testing.T) {
	var a, b Ops
	a[OpPool], b[OpPool], b[OpPack] = 1, 2, 3
	a.Add(&b)
	if a[OpPool] != 3 || a[OpPack] != 3 || b[OpPool] != 2 {
		t.Errorf("sum %d, added %d", a, b)
	}
}

// Counts of one training step of a layer with batch norm: 2 images, 16 to 32 channels, 7x6 to 4x3 pixels.
func TestConvNormOps(t *testing.T) {
	random := testseed.New(t)
	in, out, weights := int64(2*16*7*6), int64(2*32*4*3), int64(16*32*9)
	for name, want := range map[string]Ops{
		"device": {
			OpQuantize8: in, OpQuantize16: out, OpQuantizeWeights: weights, OpDequantize: out + in + weights,
			OpBatchNormForward: out, OpBatchNormBackward: out,
		},
		"signs": {
			OpQuantize8: in, OpQuantize16: out, OpQuantizeWeights: weights, OpDequantize: out + in + weights,
			OpBatchNormForward: out, OpBatchNormBackward: out, OpTopBits: in + out + weights,
		},
		"float": {OpBatchNormForward: out, OpBatchNormBackward: out},
	} {
		ws := NewWorkspace(engines()[name](), 1)
		l, err := NewConvNorm(ws, ConvConfig{Name: "layer", Shape: shapes[1]}, true)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := l.Forward(t.Context(), activation(t, randomTensor(random, 2, 16, 7, 6)), nil, true); err != nil {
			t.Fatal(err)
		}
		if _, err := l.Backward(t.Context(), gradient(t, randomTensor(random, 2, 32, 4, 3)), Sink{}); err != nil {
			t.Fatal(err)
		}
		if ws.Ops != want {
			t.Errorf("%s: %d, not %d", name, ws.Ops, want)
		}
	}
}
