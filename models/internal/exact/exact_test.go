// SPDX-License-Identifier: Apache-2.0

package exact

import (
	"math/rand/v2"
	"testing"

	"github.com/e2train/e2train/driver/conv"
	"github.com/e2train/e2train/models/internal/testseed"
)

func random(r *rand.Rand, n, c, h, w int) Tensor {
	return New(n, c, h, w).Map(func(float64) float64 { return r.NormFloat64() })
}

func TestConvGradients(t *testing.T) {
	r := testseed.New(t)
	for _, s := range []conv.Shape{
		{InC: 3, OutC: 5, InH: 6, InW: 5, KH: 3, KW: 3, StrideY: 1, StrideX: 1, PadTop: 1, PadBottom: 1, PadLeft: 1, PadRight: 1},
		{InC: 4, OutC: 3, InH: 7, InW: 6, KH: 3, KW: 3, StrideY: 2, StrideX: 2, PadTop: 1, PadBottom: 1, PadLeft: 1, PadRight: 1},
		{InC: 4, OutC: 2, InH: 5, InW: 4, KH: 1, KW: 1, StrideY: 2, StrideX: 2},
		{InC: 3, OutC: 3, InH: 5, InW: 6, KH: 3, KW: 3, StrideY: 2, StrideX: 1, PadTop: 1, PadBottom: 1, PadLeft: 1, PadRight: 1, Depthwise: true},
		{InC: 2, OutC: 2, InH: 3, InW: 9, KH: 2, KW: 5, StrideY: 1, StrideX: 2, PadTop: 1, PadLeft: 2, PadRight: 1},
	} {
		x, g := random(r, 2, s.InC, s.InH, s.InW), random(r, 2, s.OutC, s.OutH(), s.OutW())
		w := random(r, 1, 1, 1, s.WeightLen()).Data
		loss := func() (float64, Kinks) { return Dot(Conv(s, x, w).Data, g.Data), Kinks{} }
		CheckGradient(t, r, s.String()+": input", x.Data, ConvInputGradient(s, g, w).Data, loss)
		CheckGradient(t, r, s.String()+": weight", w, ConvWeightGradient(s, x, g), loss)
	}
}

// The convolution itself, on numbers small enough to check by hand: [1 2; 3 4] with kernel [1 2; 3 4], padded by one.
func TestConvByHand(t *testing.T) {
	s := conv.Shape{InC: 1, OutC: 1, InH: 2, InW: 2, KH: 2, KW: 2, StrideY: 1, StrideX: 1, PadTop: 1, PadBottom: 1, PadLeft: 1, PadRight: 1}
	x := Tensor{1, 1, 2, 2, []float64{1, 2, 3, 4}}
	want := []float64{4, 11, 6, 14, 30, 14, 6, 11, 4}
	for i, v := range Conv(s, x, []float64{1, 2, 3, 4}).Data {
		if v != want[i] {
			t.Errorf("output %d is %g, not %g", i, v, want[i])
		}
	}
}

func TestNormGradients(t *testing.T) {
	r := testseed.New(t)
	x, g := random(r, 3, 4, 2, 3), random(r, 3, 4, 2, 3)
	l := Norm{Gamma: random(r, 1, 4, 1, 1).Data, Beta: random(r, 1, 4, 1, 1).Data}
	loss := func() (float64, Kinks) { return Dot(l.Forward(x).Data, g.Data), Kinks{} }
	loss()
	dx, dgamma, dbeta := l.Backward(g)
	CheckGradient(t, r, "input", x.Data, dx.Data, loss)
	CheckGradient(t, r, "gamma", l.Gamma, dgamma, loss)
	CheckGradient(t, r, "beta", l.Beta, dbeta, loss)
}

func TestHeadGradients(t *testing.T) {
	r := testseed.New(t)
	x, weight, bias := random(r, 3, 6, 4, 2), random(r, 1, 5, 1, 6).Data, random(r, 1, 5, 1, 1).Data
	labels := []int{4, 0, 2}
	loss := func() (float64, Kinks) {
		var kinks Kinks
		l, _ := CrossEntropy(Linear(Pool(ReLU(x, &kinks)), weight, bias), labels)
		return l, kinks
	}
	rectified := ReLU(x, &Kinks{})
	pooled := Pool(rectified)
	_, dlogits := CrossEntropy(Linear(pooled, weight, bias), labels)
	dpooled, dweight, dbias := LinearGradient(dlogits, pooled, weight)
	dx := ReLUGradient(PoolGradient(dpooled, 4, 2), rectified)
	redrawn := CheckGradient(t, r, "input", x.Data, dx.Data, loss)
	CheckGradient(t, r, "weight", weight, dweight, loss)
	CheckGradient(t, r, "bias", bias, dbias, loss)
	t.Logf("%d places redrawn at kinks", redrawn)
}

// A value a millionth above a kink is crossed by the difference.
func TestKinksAreNoticed(t *testing.T) {
	x := Tensor{1, 1, 1, 2, []float64{1e-6, 1}}
	loss := func() (float64, Kinks) {
		var kinks Kinks
		return Dot(ReLU(x, &kinks).Data, []float64{1, 1}), kinks
	}
	for i, want := range []bool{false, true} {
		if _, smooth := centralDifference(&x.Data[i], loss); smooth != want {
			t.Errorf("value %g: smooth %t", x.Data[i], smooth)
		}
	}
	var kinks Kinks
	if ReLU(x, &kinks); kinks.Closest != 1e-6 {
		t.Errorf("closest to a kink: %g", kinks.Closest)
	}
}
