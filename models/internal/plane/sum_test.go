// SPDX-License-Identifier: Apache-2.0

package plane

import (
	"testing"

	"github.com/e2train/e2train/models/internal/testseed"
)

// The values are chosen so that float64 loses the small ones unless they meet in the documented order.
func TestTreeOrder(t *testing.T) {
	for i := range Lanes {
		var s Sums
		s[i], s[(i+8)%Lanes] = 1e300, -1e300 // cancel in the first step
		s[(i+1)%Lanes] = 1
		if got := Tree(&s); got != 1 {
			t.Errorf("lanes %d and %d do not meet first: %g", i, (i+8)%Lanes, got)
		}
		s[(i+8)%Lanes], s[(i+4)%Lanes] = 0, -1e300 // cancel in the second step
		if got := Tree(&s); got != 1 {
			t.Errorf("lanes %d and %d do not meet second: %g", i, (i+4)%Lanes, got)
		}
		s[(i+4)%Lanes], s[(i+2)%Lanes] = 0, -1e300 // cancel in the third step
		if got := Tree(&s); got != 1 {
			t.Errorf("lanes %d and %d do not meet third: %g", i, (i+2)%Lanes, got)
		}
		s[(i+2)%Lanes], s[(i+1)%Lanes] = 1, -1e300 // meet last: the 1 is lost
		if got := Tree(&s); got != 0 {
			t.Errorf("lanes %d and %d meet before the last step: %g", i, (i+1)%Lanes, got)
		}
	}
}

func TestSumAndDotOrder(t *testing.T) {
	random := testseed.New(t)
	for _, n := range []int{0, 1, 15, 16, 17, 100} {
		x, y := normals(random, n), normals(random, n)
		var partial Sums
		sum := Tree(laneSums(&partial, n, func(i int) float64 { return float64(x[i]) }))
		if got := Sum(x); got != sum {
			t.Errorf("sum of %d is %g, not %g", n, got, sum)
		}
		dot := Tree(laneSums(&partial, n, func(i int) float64 { return float64(x[i]) * float64(y[i]) }))
		if got := Dot(x, y); got != dot {
			t.Errorf("dot product of %d is %g, not %g", n, got, dot)
		}
	}
}
