// SPDX-License-Identifier: Apache-2.0

package plane

import (
	"math/rand/v2"
	"testing"
)

// The plane of the largest layers of networks for 32x32 images.
const benchLen = 32 * 32 * Lanes

func BenchmarkPasses(b *testing.B) {
	random := rand.New(rand.NewPCG(1, 2))
	x, y, g, out := normals(random, benchLen), normals(random, benchLen), normals(random, benchLen), make([]float32, benchLen)
	codes, bytes, words, mask := codes32(random, benchLen), make([]byte, benchLen), make([]int16, benchLen), make([]byte, benchLen/8)
	k, c := coefficients(random), coefficients(random)
	var first, second Sums
	var counts [Lanes]int64
	passes := []struct {
		name string
		run  func()
	}{
		{"MaxAbs", func() { MaxAbs(x) }},
		{"QuantizeUnsigned", func() { QuantizeUnsigned(bytes, x, 100) }},
		{"QuantizeSigned", func() { QuantizeSigned(bytes, x, 100) }},
		{"Quantize16", func() { Quantize16(words, x, 0.01, &counts) }},
		{"CodeSums", func() { CodeSums(bytes, false, &counts) }},
		{"Dequantize", func() { Dequantize(out, codes, 1e-6) }},
		{"DequantizeAdd", func() { DequantizeAdd(out, codes, 1e-6, x) }},
		{"DequantizeMoments", func() { DequantizeMoments(out, codes, 1e-6, &first, &second) }},
		{"NormalizeReLU", func() { NormalizeReLU(out, x, k, c, mask) }},
		{"NormalizeAddReLU", func() { NormalizeAddReLU(out, x, y, k, c, mask) }},
		{"MaskProducts", func() { MaskProducts(g, mask, y, &first, &second) }},
		{"BackNormalize", func() { BackNormalize(out, x, y, k, c, c) }},
		{"SGD", func() { SGD(out, x, y, 0.9, 1e-4, 1e-9) }},
	}
	for _, p := range passes {
		b.Run(p.name, func(b *testing.B) {
			for b.Loop() {
				p.run()
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/benchLen, "ns/element")
		})
	}
}
