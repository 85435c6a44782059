// SPDX-License-Identifier: Apache-2.0

package plane

import (
	"math"
	"testing"

	"github.com/e2train/e2train/models/internal/testseed"
)

// pad repeats values to a whole number of pixels.
func pad(values ...float32) []float32 {
	x := make([]float32, (len(values)+Lanes-1)/Lanes*Lanes)
	copy(x, values)
	return x
}

var inf = float32(math.Inf(1))

func TestQuantizeUnsigned(t *testing.T) {
	tests := []struct {
		name    string
		inverse float32
		x       []float32
		want    []byte
	}{
		{"ties to even", 1, []float32{0.5, 1.5, 2.5, 253.5, 254.5, 0.49999997, 0.50000006}, []byte{0, 2, 2, 254, 254, 0, 1}},
		{"clamps", 1, []float32{255, 255.4, 255.5, 256, 1e9, 3e38, -0.5, -1, -1e30}, []byte{255, 255, 255, 255, 255, 255, 0, 0, 0}},
		{"zeros", 1, []float32{0, float32(math.Copysign(0, -1)), 1e-45, -1e-45}, []byte{0, 0, 0, 0}},
		{"range of zero", 0, []float32{0, 1, 3e38, -3e38}, []byte{0, 0, 0, 0}},
		{"product overflows", 3e38, []float32{3e38, -3e38}, []byte{255, 0}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			x := pad(tt.x...)
			got := make([]byte, len(x))
			QuantizeUnsigned(got, x, tt.inverse)
			for i, want := range tt.want {
				if got[i] != want {
					t.Errorf("%g * %g becomes %d, not %d", x[i], tt.inverse, got[i], want)
				}
			}
		})
	}
}

func TestQuantizeSigned(t *testing.T) {
	tests := []struct {
		name    string
		inverse float32
		x       []float32
		want    []int8
	}{
		{"ties to even", 1, []float32{0.5, 1.5, -0.5, -1.5, -2.5, 126.5, -127.5}, []int8{0, 2, 0, -2, -2, 126, -128}},
		{"clamps", 1, []float32{127, 127.4, 127.5, 128, 1e9, 3e38, -128, -128.5, -129, -3e38}, []int8{127, 127, 127, 127, 127, 127, -128, -128, -128, -128}},
		{"zeros", 1, []float32{0, float32(math.Copysign(0, -1)), 1e-45, -1e-45}, []int8{0, 0, 0, 0}},
		{"range of zero", 0, []float32{0, 1, 3e38, -3e38}, []int8{0, 0, 0, 0}},
		{"product overflows", 3e38, []float32{3e38, -3e38}, []int8{127, -128}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			x := pad(tt.x...)
			got := make([]byte, len(x))
			QuantizeSigned(got, x, tt.inverse)
			for i, want := range tt.want {
				if int8(got[i]) != want {
					t.Errorf("%g * %g becomes %d, not %d", x[i], tt.inverse, int8(got[i]), want)
				}
			}
		})
	}
}

func TestQuantize16(t *testing.T) {
	x := pad(0.5, 1.5, -0.5, -2.5, 32766.5, 32767, 32767.5, 32768, 32768.004, -32767.5, -32768, -32768.004, 0, -1e-45)
	want := []int16{0, 2, 0, -2, 32766, 32767, 32767, 32767, 32767, -32768, -32768, -32768, 0, 0}
	got := make([]int16, len(x))
	sums := [Lanes]int64{1}
	Quantize16(got, x, 1, &sums)
	for i, w := range want {
		if got[i] != w {
			t.Errorf("%g becomes %d, not %d", x[i], got[i], w)
		}
		magnitude := max(int64(w), -int64(w))
		if i == 0 {
			magnitude++ // what was in sums before
		}
		if sums[i] != magnitude {
			t.Errorf("the sum of |%d| is %d", w, sums[i])
		}
	}
}

func TestQuantize16Sums(t *testing.T) {
	random := testseed.New(t)
	for _, pixels := range append([]int{65535}, pixelCounts...) {
		x := make([]float32, pixels*Lanes)
		for i := range x {
			x[i] = float32(random.IntN(65536) - 32768)
		}
		for i := 0; i < len(x); i += Lanes {
			x[i] = -32768 // the largest sum there is
		}
		var sums, want [Lanes]int64
		codes := make([]int16, len(x))
		Quantize16(codes, x, 1, &sums)
		for i, c := range codes {
			if float32(c) != min(x[i], 32767) {
				t.Fatalf("%g becomes %d", x[i], c)
			}
			want[i%Lanes] += max(int64(c), -int64(c))
		}
		if sums != want {
			t.Fatalf("%d pixels: sums %d, not %d", pixels, sums, want)
		}
	}
}

func TestQuantizeWeights(t *testing.T) {
	w := []float32{0.5, 1.5, -0.5, -1.5, 126.5, 127, 127.5, 128, 128.00001, -127.5, -128, -128.00001, 3}
	want := []int8{0, 2, 0, -2, 126, 127, 127, 127, 127, -128, -128, -128, 3}
	got := make([]int8, len(w))
	sum := QuantizeWeights(got, w, 1)
	var total int64
	for i := range want {
		if got[i] != want[i] {
			t.Errorf("%g becomes %d, not %d", w[i], got[i], want[i])
		}
		total += max(int64(want[i]), -int64(want[i]))
	}
	if sum != total {
		t.Errorf("the sum of absolute codes is %d, not %d", sum, total)
	}
}

func TestCodeSums(t *testing.T) {
	random := testseed.New(t)
	for _, pixels := range append([]int{256, 257, 258, 514, 1000}, pixelCounts...) {
		codes := make([]byte, pixels*Lanes)
		for i := range codes {
			codes[i] = byte(random.Uint32())
			if i%Lanes < 4 {
				codes[i] = 255
			}
		}
		for _, signed := range []bool{false, true} {
			got, want := [Lanes]int64{5}, [Lanes]int64{5}
			CodeSums(codes, signed, &got)
			for i, c := range codes {
				v := int64(c)
				if signed {
					v = max(int64(int8(c)), -int64(int8(c)))
				}
				want[i%Lanes] += v
			}
			if got != want {
				t.Errorf("%d pixels, signed %t: %d, not %d", pixels, signed, got, want)
			}
		}
	}
}

func TestMaxAbs(t *testing.T) {
	nan := float32(math.NaN())
	tests := []struct {
		x    []float32
		want float32
	}{
		{nil, 0}, {[]float32{-3}, 3}, {[]float32{1, 2, 3, -4, 5}, 5}, {[]float32{0, float32(math.Copysign(0, -1))}, 0},
		{[]float32{1, 2, 3, 4, -inf, 6}, inf}, {[]float32{1, -7, 3, 4, 5, 6, 2}, 7}, {[]float32{1, 2, 9, 4, 5, 6, 2}, 9},
		{[]float32{8, 2, 1, 4, 5, 6, 2}, 8},
	}
	for _, tt := range tests {
		if got := MaxAbs(tt.x); got != tt.want {
			t.Errorf("largest of %g is %g", tt.x, got)
		}
	}
	for i := range 6 {
		x := []float32{inf, inf, inf, inf, inf, inf}
		x[i] = nan
		if got := MaxAbs(x); !math.IsNaN(float64(got)) {
			t.Errorf("a NaN at %d gives %g", i, got)
		}
	}
}
