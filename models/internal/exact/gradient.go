// SPDX-License-Identifier: Apache-2.0

package exact

import (
	"math"
	"math/rand/v2"
	"testing"
)

// Kinks remembers on which side of its kink every ReLU was, and how close to it the closest came. The zero value is
// ready for a forward pass.
type Kinks struct {
	Sides   uint64  // a hash
	Closest float64 // smallest absolute value, 0 before the first
	noted   bool
}

func (k *Kinks) note(v float64) {
	k.Sides *= 0x100000001b3
	if v > 0 {
		k.Sides++
	}
	if !k.noted || math.Abs(v) < k.Closest {
		k.Closest = math.Abs(v)
	}
	k.noted = true
}

// CheckGradient compares gradient, of loss by values, with central differences at a few random places. loss is called
// with one of the values changed, and reports on which sides its ReLUs were: a place where that changes within the
// difference is drawn again. It returns how often that happened.
//
// The difference is over 2e-5 times the value's size: its truncation error is of the order 1e-11, its rounding error
// 1e-16/1e-5 = 1e-11 of the loss. 1e-6 of the gradient, or of a hundredth of its largest element, is asked for.
func CheckGradient(t testing.TB, random *rand.Rand, name string, values, gradient []float64, loss func() (float64, Kinks)) (redrawn int) {
	t.Helper()
	const places, enough = 3, 200
	var largest float64
	for _, g := range gradient {
		largest = max(largest, math.Abs(g))
	}
	for done := 0; done < places; {
		i := random.IntN(len(values))
		difference, smooth := centralDifference(&values[i], loss)
		if !smooth {
			if redrawn++; redrawn > enough {
				t.Errorf("%s: no place without a kink", name)
				return redrawn
			}
			continue
		}
		done++
		if tolerance := 1e-6 * max(math.Abs(gradient[i]), largest/100); !(math.Abs(difference-gradient[i]) <= tolerance) {
			t.Errorf("%s: gradient %d is %.12g, central difference %.12g", name, i, gradient[i], difference)
		}
	}
	return redrawn
}

func centralDifference(value *float64, loss func() (float64, Kinks)) (slope float64, smooth bool) {
	v := *value
	h := float64(1e-5 * max(1, math.Abs(v)))
	*value = v + h
	up, above := loss()
	*value = v - h
	down, below := loss()
	*value = v
	return (up - down) / (2 * h), above.Sides == below.Sides
}
