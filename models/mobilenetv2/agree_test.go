// SPDX-License-Identifier: Apache-2.0

package mobilenetv2

import (
	"math"
	"math/rand/v2"
	"strings"
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

// norm returns the Euclidean norm.
func norm(v []float64) float64 { return math.Sqrt(exact.Dot(v, v)) }

// smoothCase draws a network and images for which no ReLU of the float64 network is closer than 1e-5 to its kink, so
// that float32 rounding, of the order 1e-6, leaves all of them on their sides.
func smoothCase(t *testing.T, random *rand.Rand, engine nn.Engine) (net *Net, e *exactNet, x *nn.Tensor, labels []int) {
	t.Helper()
	for range 100 {
		net = build(t, small, 6, engine, random.Uint64())
		shake(net, random)
		var plain exact.Tensor
		x, plain, labels = images(t, random, 2, 3, 6, 6, 10)
		e = newExactNet(net)
		e.run(plain, labels, false)
		if e.kinks.Closest >= 1e-5 {
			return net, e, x, labels
		}
	}
	t.Fatal("no network without a ReLU at its kink")
	return nil, nil, nil, nil
}

// A convolution of k products rounds to within k*unit of the sum of their absolute values; as random as its terms, its
// errors come to about sqrt(k)*unit of the result in norm, k = 81 at most. Batch norm keeps relative errors, but in planes of 9
// pixels of 2 images some channels vary little and are scaled up, so ten times that is allowed. A gradient has gone through
// the 17 convolutions of the longest path forward, as many backward, and one for the weight.
func TestFloatNetAgreesWithExact(t *testing.T) {
	const bound = 10 * 35 * 9 * 0x1p-24
	random := testseed.New(t)
	net, e, x, labels := smoothCase(t, random, nil)
	loss := gradients(t, net, x, labels)
	if !(math.Abs(loss-e.loss) <= bound*e.loss) {
		t.Errorf("loss %g, not %g", loss, e.loss)
	}
	worst := 0.0
	for _, p := range net.Params() {
		d := relativeDistance(p.Grad, e.grads[p.Name])
		if cancels(p.Name) { // a sum of the terms that the scale has, each without its factor of about 1
			d *= norm(e.grads[p.Name]) / norm(e.grads[strings.TrimSuffix(p.Name, "beta")+"gamma"])
		}
		worst = max(worst, d)
		if !(d <= bound) {
			t.Errorf("gradient of %s: relative error %g, bound %g", p.Name, d, bound)
		}
	}
	t.Logf("worst relative error of a gradient %g, bound %g", worst, bound)
}

// Each of the convolutions that are quantised makes an error of 1 to 2 % of its result (see package resnet), 15 of them on the
// path of most, adding as squares, about 6 %. Four times that is allowed.
func TestDeviceNetAgreesWithExact(t *testing.T) {
	random := testseed.New(t)
	net := build(t, small, 8, nn.NewDeviceEngine(conv.Reference{}, nil), random.Uint64())
	x, plain, labels := images(t, random, 8, 3, 8, 8, 10)
	got, err := net.Forward(t.Context(), x, true)
	if err != nil {
		t.Fatal(err)
	}
	_, want := newExactNet(net).run(plain, labels, true)
	var logits []float32
	for n := range got.N {
		for c := range got.C {
			logits = append(logits, got.At(n, c, 0, 0))
		}
	}
	if d := relativeDistance(logits, want.Data); !(d <= 0.24) || d < 1e-4 {
		t.Errorf("relative error of the logits %g", d)
	} else {
		t.Logf("relative error of the logits %g", d)
	}
}
