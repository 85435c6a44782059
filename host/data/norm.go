// SPDX-License-Identifier: Apache-2.0

package data

import (
	"math"
	"math/bits"
)

// Norm holds the normalisation constants of a set, one per channel, in units
// of full intensity: a pixel p becomes (p/255 - Mean)/Std.
type Norm struct {
	Mean, Std []float64
}

// cifarNorm returns the constants customary for CIFAR-10 and CIFAR-100.
func cifarNorm() Norm {
	return Norm{Mean: []float64{0.4914, 0.4822, 0.4465}, Std: []float64{0.2023, 0.1994, 0.2010}}
}

// fashionNorm returns the constants of the full Fashion-MNIST training set.
func fashionNorm() Norm {
	return Norm{Mean: []float64{0.2860}, Std: []float64{0.3530}}
}

// Table returns, for each channel, the normalised value of each of the 256
// pixel values: (p/255 - mean)/std in float64, rounded once to float32. The
// bits are the same on every platform: no operation can be fused.
func (n Norm) Table() [][256]float32 {
	table := make([][256]float32, len(n.Mean))
	for c := range table {
		for p := range table[c] {
			table[c][p] = float32((float64(p)/255 - n.Mean[c]) / n.Std[c])
		}
	}
	return table
}

// measureNorm computes the mean and the population standard deviation of every
// channel of pixels, [N][channels][plane]. Sums are exact integers, so the
// result does not depend on order or platform. A constant channel gets the
// deviation 1.
func measureNorm(pixels []uint8, channels, plane int) Norm {
	counts := make([][256]uint64, channels)
	for start := 0; start < len(pixels); start += plane {
		count := &counts[start/plane%channels]
		for _, p := range pixels[start : start+plane] {
			count[p]++
		}
	}
	var n Norm
	for c := range counts {
		mean, std := moments(&counts[c])
		n.Mean = append(n.Mean, mean)
		n.Std = append(n.Std, std)
	}
	return n
}

// moments returns mean and deviation, in units of full intensity, of the pixel
// values whose frequencies are given. At least one count must not be zero.
func moments(count *[256]uint64) (mean, std float64) {
	var n, sum, squares uint64
	for p, k := range count {
		n += k
		sum += k * uint64(p)
		squares += k * uint64(p*p)
	}
	full := float64(255 * n)
	std = math.Sqrt(scatter(n, sum, squares)) / full
	if std == 0 {
		std = 1
	}
	return float64(sum) / full, std
}

// scatter returns n·squares - sum², formed exactly in 128 bits.
func scatter(n, sum, squares uint64) float64 {
	hi1, lo1 := bits.Mul64(n, squares)
	hi2, lo2 := bits.Mul64(sum, sum)
	lo, borrow := bits.Sub64(lo1, lo2, 0)
	hi, _ := bits.Sub64(hi1, hi2, borrow)
	return math.Ldexp(float64(hi), 64) + float64(lo)
}
