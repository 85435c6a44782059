// SPDX-License-Identifier: Apache-2.0

package exact

import (
	"math"
	"math/rand/v2"
	"testing"
)

// CheckFloat32 compares a float32 gradient with central differences of loss, by values, at so many random places without a kink
// near by. The difference may be bound times the largest element of the gradient.
func CheckFloat32(t testing.TB, random *rand.Rand, name string, values []float64, gradient []float32, places int, bound float64, loss func() (float64, Kinks)) {
	t.Helper()
	largest := 0.0
	for _, g := range gradient {
		largest = max(largest, math.Abs(float64(g)))
	}
	for done, tries := 0, 0; done < places && tries < 10*places; tries++ {
		i := random.IntN(len(values))
		difference, smooth := centralDifference(&values[i], loss)
		if !smooth {
			continue
		}
		done++
		if got := float64(gradient[i]); !(math.Abs(got-difference) <= float64(bound*largest)+1e-9) {
			t.Errorf("%s: gradient %d is %g, central difference %g", name, i, got, difference)
		}
	}
}
