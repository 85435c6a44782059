// SPDX-License-Identifier: Apache-2.0

package data

import (
	"math"
	"testing"
)

// TestTable compares with values computed by hand from (p/255 - mean)/std.
func TestTable(t *testing.T) {
	table := Norm{Mean: []float64{0, 0.5}, Std: []float64{1, 0.25}}.Table()
	cases := []struct {
		channel, pixel int
		want           float32
	}{
		{0, 0, 0}, {0, 255, 1}, {0, 51, 0.2}, {1, 0, -2}, {1, 255, 2}, {1, 51, -1.2},
	}
	for _, c := range cases {
		if got := table[c.channel][c.pixel]; got != c.want {
			t.Errorf("channel %d, pixel %d: %v, want %v", c.channel, c.pixel, got, c.want)
		}
	}
}

func TestMeasureNorm(t *testing.T) {
	cases := []struct {
		name      string
		pixels    []uint8 // [N][2][2]
		mean, std [2]float64
	}{
		{"two values", []uint8{0, 255, 51, 51, 255, 0, 153, 153}, [2]float64{0.5, 0.4}, [2]float64{0.5, 0.2}},
		{"constant channel", []uint8{255, 255, 0, 51}, [2]float64{1, 0.1}, [2]float64{1, 0.1}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			n := measureNorm(c.pixels, 2, 2)
			for i := range 2 {
				if math.Abs(n.Mean[i]-c.mean[i]) > 1e-15 || math.Abs(n.Std[i]-c.std[i]) > 1e-15 {
					t.Errorf("channel %d: mean %v, deviation %v; want %v, %v", i, n.Mean[i], n.Std[i], c.mean[i], c.std[i])
				}
			}
		})
	}
}

// TestMeasureNormRandom compares with sums of squared distances from the mean.
func TestMeasureNormRandom(t *testing.T) {
	s := newDice(t).set(40, 3, 5, 7)
	n := measureNorm(s.Pixels, 3, 35)
	for c := range 3 {
		var mean, square float64
		for i := range s.Len() {
			for _, p := range s.Image(i)[c*35 : c*35+35] {
				mean += float64(p) / 255 / (40 * 35)
			}
		}
		for i := range s.Len() {
			for _, p := range s.Image(i)[c*35 : c*35+35] {
				square += math.Pow(float64(p)/255-mean, 2) / (40 * 35)
			}
		}
		if math.Abs(n.Mean[c]-mean) > 1e-12 || math.Abs(n.Std[c]-math.Sqrt(square)) > 1e-12 {
			t.Errorf("channel %d: %v, %v; want %v, %v", c, n.Mean[c], n.Std[c], mean, math.Sqrt(square))
		}
	}
}

// TestScatterNeeds128Bits uses sums whose products exceed 64 bits: n pixels,
// half of them 0 and half 255, have n·squares - sum² = (255·n/2)².
func TestScatterNeeds128Bits(t *testing.T) {
	const n = 1 << 40
	want := math.Pow(255*(n/2), 2)
	if got := scatter(n, 255*(n/2), 255*255*(n/2)); got != want {
		t.Errorf("scatter is %v, want %v", got, want)
	}
}
