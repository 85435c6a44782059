// SPDX-License-Identifier: Apache-2.0

package plane

import (
	"testing"

	"github.com/e2train/e2train/models/internal/testseed"
)

// Each pass is compared with its formula written for one element, bit for bit.

func TestDequantize(t *testing.T) {
	random := testseed.New(t)
	const scale = 1.7e-6
	for _, pixels := range pixelCounts {
		n := pixels * Lanes
		codes, add := codes32(random, n), normals(random, n)
		plain, added := make([]float32, n), make([]float32, n)
		for i, c := range codes {
			plain[i] = float32(c) * scale
			added[i] = float32(float32(c)*scale) + add[i]
		}
		got := make([]float32, n)
		Dequantize(got, codes, scale)
		sameBits(t, "value", got, plain)
		for short := range 4 { // any length
			clear(got)
			Dequantize(got[:n-short], codes[:n-short], scale)
			sameBits(t, "value", got[:n-short], plain[:n-short])
		}
		DequantizeAdd(got, codes, scale, add)
		sameBits(t, "sum", got, added)
		DequantizeAdd(add, codes, scale, add)
		sameBits(t, "sum in place", add, added)
	}
}

func TestMoments(t *testing.T) {
	random := testseed.New(t)
	const scale = 1.7e-6
	for _, pixels := range pixelCounts {
		n := pixels * Lanes
		codes, start := codes32(random, n), &Sums{3, 1, 4, 1, 5}
		x := make([]float32, n)
		Dequantize(x, codes, scale)
		first := laneSums(start, n, func(i int) float64 { return float64(x[i]) })
		second := laneSums(start, n, func(i int) float64 { return float64(x[i]) * float64(x[i]) })

		sum, squares, got := *start, *start, make([]float32, n)
		DequantizeMoments(got, codes, scale, &sum, &squares)
		sameBits(t, "value", got, x)
		sameSums(t, "sum", &sum, first)
		sameSums(t, "squares", &squares, second)

		sum, squares = *start, *start
		Moments(x, &sum, &squares)
		sameSums(t, "sum", &sum, first)
		sameSums(t, "squares", &squares, second)
	}
}

func TestProducts(t *testing.T) {
	random := testseed.New(t)
	for _, pixels := range pixelCounts {
		n := pixels * Lanes
		g, y, mask, start := normals(random, n), normals(random, n), make([]byte, n/8), &Sums{3, 1, 4, 1, 5}
		for i := range mask {
			mask[i] = byte(random.Uint32())
		}
		masked := make([]float32, n)
		for i := range g {
			if mask[i/8]>>(i%8)&1 == 1 {
				masked[i] = g[i]
			}
		}
		check := func(g []float32, first, second *Sums) {
			sameSums(t, "sum", first, laneSums(start, n, func(i int) float64 { return float64(g[i]) }))
			sameSums(t, "products", second, laneSums(start, n, func(i int) float64 { return float64(g[i]) * float64(y[i]) }))
		}
		first, second := *start, *start
		Products(g, y, &first, &second)
		check(g, &first, &second)
		first, second = *start, *start
		MaskProducts(g, mask, y, &first, &second)
		sameBits(t, "gradient", g, masked)
		check(masked, &first, &second)
	}
}

func TestNormalize(t *testing.T) {
	random := testseed.New(t)
	for _, pixels := range pixelCounts {
		n := pixels * Lanes
		y, add, a, b := normals(random, n), normals(random, n), coefficients(random), coefficients(random)
		plain, sum := make([]float32, n), make([]float32, n)
		for i := range y {
			plain[i] = float32(a[i%Lanes]*y[i]) + b[i%Lanes]
			sum[i] = plain[i] + add[i]
		}
		got, mask := make([]float32, n), make([]byte, n/8)
		Normalize(got, y, a, b)
		sameBits(t, "value", got, plain)
		top := NormalizeReLU(got, y, a, b, mask)
		checkReLU(t, got, plain, mask, top)
		top = NormalizeAddReLU(got, y, add, a, b, mask)
		checkReLU(t, got, sum, mask, top)
	}
}

// checkReLU compares a result of ReLU, its mask and its maximum with the values before ReLU.
func checkReLU(t *testing.T, got, before []float32, mask []byte, top float32) {
	t.Helper()
	want := make([]float32, len(before))
	for i, v := range before {
		if v > 0 {
			want[i] = v
		}
		if bit := mask[i/8]>>(i%8)&1 == 1; bit != (v > 0) {
			t.Fatalf("mask bit %d of %g is %t", i, v, bit)
		}
	}
	sameBits(t, "value", got, want)
	if top != largest(want) {
		t.Fatalf("largest value %g, not %g", top, largest(want))
	}
}

func TestBackNormalize(t *testing.T) {
	random := testseed.New(t)
	for _, pixels := range pixelCounts {
		n := pixels * Lanes
		g, y := normals(random, n), normals(random, n)
		a, b, c := coefficients(random), coefficients(random), coefficients(random)
		want := make([]float32, n)
		for i := range g {
			want[i] = float32(a[i%Lanes]*g[i]) + float32(b[i%Lanes]*y[i]) + c[i%Lanes]
		}
		got := make([]float32, n)
		if top := BackNormalize(got, g, y, a, b, c); top != largest(want) {
			t.Fatalf("largest value %g, not %g", top, largest(want))
		}
		sameBits(t, "value", got, want)
		BackNormalize(g, g, y, a, b, c)
		sameBits(t, "value in place", g, want)
	}
}

func TestPoolLoops(t *testing.T) {
	random := testseed.New(t)
	x, v := normals(random, 49*Lanes), coefficients(random)
	sum := LaneSums(x)
	sameSums(t, "sum", &sum, laneSums(&Sums{}, len(x), func(i int) float64 { return float64(x[i]) }))

	filled, total := make([]float32, len(x)), make([]float32, len(x))
	Fill(filled, v)
	for i := range x {
		if filled[i] != v[i%Lanes] {
			t.Fatalf("value %d is %g, not %g", i, filled[i], v[i%Lanes])
		}
		total[i] = filled[i] + x[i]
	}
	Add(filled, x)
	sameBits(t, "sum", filled, total)
}

func TestAddScaled(t *testing.T) {
	random := testseed.New(t)
	x := normals(random, 37)
	sums, want := make([]float64, len(x)), make([]float64, len(x))
	for i := range sums {
		sums[i] = random.NormFloat64()
		want[i] = sums[i] + float64(x[i])*float64(float32(0.3))
	}
	AddScaled(sums, x, 0.3)
	rounded := make([]float32, len(x)+1)
	Round(rounded, sums)
	for i, v := range want {
		if sums[i] != v || rounded[i] != float32(v) {
			t.Errorf("element %d is %g, rounded %g, not %g", i, sums[i], rounded[i], v)
		}
	}
}

func TestSGD(t *testing.T) {
	random := testseed.New(t)
	w, v, g := normals(random, 37), normals(random, 37), normals(random, 37)
	const momentum, decay, rate = float32(0.9), float32(1e-4), float32(0.03)
	wantW, wantV := make([]float32, len(w)), make([]float32, len(w))
	for i := range w {
		wantV[i] = float32(momentum*v[i]) + (g[i] + float32(decay*w[i]))
		wantW[i] = w[i] - float32(rate*wantV[i])
	}
	SGD(w, v, g, momentum, decay, rate)
	sameBits(t, "momentum", v, wantV)
	sameBits(t, "weight", w, wantW)
}
