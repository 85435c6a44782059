// SPDX-License-Identifier: Apache-2.0

package plane

import (
	"math"
	"math/rand/v2"
	"testing"
)

// pixelCounts are the plane sizes that tests go through: one pixel, odd ones, and a few of real layers.
var pixelCounts = []int{1, 2, 3, 7, 16, 49, 64, 1024}

// normals returns values of very different sizes, zeros of both signs among them.
func normals(random *rand.Rand, n int) []float32 {
	x := make([]float32, n)
	for i := range x {
		switch random.IntN(8) {
		case 0:
			x[i] = float32(math.Copysign(0, random.NormFloat64()))
		case 1:
			x[i] = float32(math.Ldexp(random.NormFloat64(), random.IntN(40)-20))
		default:
			x[i] = float32(random.NormFloat64())
		}
	}
	return x
}

func coefficients(random *rand.Rand) *Coefficients {
	c := Coefficients(normals(random, Lanes))
	return &c
}

func codes32(random *rand.Rand, n int) []int32 {
	c := make([]int32, n)
	for i := range c {
		c[i] = int32(random.Uint32()) >> random.IntN(31)
	}
	c[0] = math.MinInt32
	c[n-1] = math.MaxInt32
	return c
}

// sameBits fails unless two lists have the same bits, NaNs included.
func sameBits(t *testing.T, what string, got, want []float32) {
	t.Helper()
	for i := range want {
		if math.Float32bits(got[i]) != math.Float32bits(want[i]) {
			t.Fatalf("%s %d of %d is %g, not %g", what, i, len(want), got[i], want[i])
		}
	}
}

func sameSums(t *testing.T, what string, got, want *Sums) {
	t.Helper()
	for l := range want {
		if math.Float64bits(got[l]) != math.Float64bits(want[l]) {
			t.Fatalf("%s of lane %d is %g, not %g", what, l, got[l], want[l])
		}
	}
}

// laneSums is what sums over a plane are: pixel after pixel, each lane on its own, starting from start.
func laneSums(start *Sums, n int, value func(i int) float64) *Sums {
	sums := *start
	for i := range n {
		sums[i%Lanes] += value(i)
	}
	return &sums
}

func largest(x []float32) float32 {
	var m float32
	for _, v := range x {
		m = max(m, float32(math.Abs(float64(v))))
	}
	return m
}
