// SPDX-License-Identifier: Apache-2.0

package resnet

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/e2train/e2train/driver/conv"
	"github.com/e2train/e2train/models/internal/exact"
	"github.com/e2train/e2train/models/internal/testseed"
	"github.com/e2train/e2train/models/nn"
)

// relativeDistance returns |got - want| / |want| in the Euclidean norm.
func relativeDistance(got []float32, want []float64) float64 {
	var distance, norm float64
	for i, w := range want {
		distance += (float64(got[i]) - w) * (float64(got[i]) - w)
		norm += w * w
	}
	return math.Sqrt(distance / norm)
}

// smoothCase draws a network and images for which no ReLU of the float64 network is closer than 1e-5 to its kink, so
// that float32 rounding, of the order 1e-6, leaves all of them on their sides.
func smoothCase(t *testing.T, random *rand.Rand, engine nn.Engine) (net *Net, e *exactNet, x *nn.Tensor, labels []int) {
	t.Helper()
	for drawn := 1; drawn <= 100; drawn++ {
		net = newNet(t, 8, 3, 8, 8, 10, engine, random.Uint64())
		var plain exact.Tensor
		x, plain, labels = images(t, random, 2, 3, 8, 8, 10)
		e = newExactNet(net)
		e.run(plain, labels, false)
		if e.kinks.Closest >= 1e-5 {
			t.Logf("%d networks drawn", drawn)
			return net, e, x, labels
		}
	}
	t.Fatal("no network without a ReLU at its kink")
	return nil, nil, nil, nil
}

// A convolution of k products rounds to within k*unit of the sum of their absolute values; as random as its terms, its
// errors come to about sqrt(k)*unit of the result in norm, k = 576 at most. Batch norm keeps relative errors. A gradient
// has gone through the 9 convolutions of the longest path forward, as many backward, and one for the weight.
func TestFloatNetAgreesWithExact(t *testing.T) {
	const bound = 19 * 24 * 0x1p-24
	random := testseed.New(t)
	net, e, x, labels := smoothCase(t, random, nn.NewFloatEngine(nil))
	loss := gradients(t, net, x, labels)
	if !(math.Abs(loss-e.loss) <= bound*e.loss) {
		t.Errorf("loss %g, not %g", loss, e.loss)
	}
	worst := 0.0
	for _, p := range net.Params() {
		d := relativeDistance(p.Grad, e.grads[p.Name])
		worst = max(worst, d)
		if !(d <= bound) {
			t.Errorf("gradient of %s: relative error %g, bound %g", p.Name, d, bound)
		}
	}
	t.Logf("worst relative error of a gradient %g, bound %g", worst, bound)
}

// Of the 8-bit operands, weights have a step of 1/128 of their largest, about 1/35 of their deviation, activations of
// 1/256 of theirs: an error of step/sqrt(12) each makes 1 to 2 % of a convolution's result, and 9 of them, adding as
// squares, about 5 %. Four times that is allowed. (Gradients cannot be compared so: such an error moves a few percent of
// the ReLUs of each layer to their other side. The layers' tests have sharp bounds.)
func TestDeviceNetAgreesWithExact(t *testing.T) {
	random := testseed.New(t)
	net := newNet(t, 8, 3, 8, 8, 10, nn.NewDeviceEngine(conv.Reference{}, nil), random.Uint64())
	x, plain, labels := images(t, random, 8, 3, 8, 8, 10)
	got, err := net.Forward(t.Context(), x, true)
	if err != nil {
		t.Fatal(err)
	}
	e := newExactNet(net)
	_, want := e.run(plain, labels, true)
	var logits []float32
	for n := range got.N {
		for c := range got.C {
			logits = append(logits, got.At(n, c, 0, 0))
		}
	}
	if d := relativeDistance(logits, want.Data); !(d <= 0.2) || d < 1e-4 {
		t.Errorf("relative error of the logits %g", d)
	} else {
		t.Logf("relative error of the logits %g", d)
	}
}
