// SPDX-License-Identifier: Apache-2.0

package plane

import "math"

// avx2 is the loops for CPUs with AVX2. What does not fill a pixel of 16 values is left to the portable code.
var avx2 = loops{
	maxAbs:            avx2MaxAbs,
	quantizeUnsigned:  avx2QuantizeUnsigned,
	quantizeSigned:    avx2QuantizeSigned,
	quantize16:        avx2Quantize16,
	quantizeWeights:   avx2QuantizeWeights,
	codeSums:          avx2CodeSums,
	dequantize:        avx2Dequantize,
	dequantizeAdd:     avx2DequantizeAdd,
	dequantizeMoments: avx2DequantizeMoments,
	normalize:         avx2Normalize,
	normalizeReLU:     avx2NormalizeReLU,
	normalizeAddReLU:  avx2NormalizeAddReLU,
	products:          avx2Products,
	maskProducts:      avx2MaskProducts,
	backNormalize:     avx2BackNormalize,
	sgd:               avx2SGD,
}

// maxPixels is how many pixels assembly is given at once. It cannot be preempted, so a call stays far below a
// millisecond.
const maxPixels = 1 << 13

// maxCodePixels is how many 8-bit codes sums of 16 bits hold.
const maxCodePixels = 65535 / 255

// pieces calls f for the first element and the number of pixels of each piece of n elements, and returns how many are
// left that do not fill a pixel.
func pieces(n, most int, f func(at, pixels int)) (rest int) {
	for at := 0; at+Lanes <= n; at += most * Lanes {
		f(at, min(most, (n-at)/Lanes))
	}
	return n % Lanes
}

func avx2MaxAbs(x []float32) float32 {
	var top uint32
	rest := pieces(len(x), maxPixels, func(at, pixels int) { top = max(top, maxAbsAVX2(&x[at], pixels)) })
	return math.Float32frombits(max(top, magnitude(portableMaxAbs(x[len(x)-rest:]))))
}

func avx2QuantizeUnsigned(dst []byte, x []float32, inverse float32) {
	pieces(len(dst), maxPixels, func(at, pixels int) { quantizeUnsignedAVX2(&dst[at], &x[at], pixels, inverse) })
}

func avx2QuantizeSigned(dst []byte, x []float32, inverse float32) {
	pieces(len(dst), maxPixels, func(at, pixels int) { quantizeSignedAVX2(&dst[at], &x[at], pixels, inverse) })
}

func avx2Quantize16(dst []int16, x []float32, inverse float32, sums *[Lanes]int64) {
	pieces(len(dst), maxPixels, func(at, pixels int) { quantize16AVX2(&dst[at], &x[at], pixels, inverse, &sums[0]) })
}

func avx2QuantizeWeights(dst []int8, w []float32, inverse float32) (sum int64) {
	rest := pieces(len(dst), maxPixels, func(at, pixels int) { sum += int64(quantizeWeightsAVX2(&dst[at], &w[at], pixels, inverse)) })
	at := len(dst) - rest
	return sum + portableQuantizeWeights(dst[at:], w[at:], inverse)
}

func avx2CodeSums(codes []byte, signed bool, sums *[Lanes]int64) {
	add := codeSumsUnsignedAVX2
	if signed {
		add = codeSumsSignedAVX2
	}
	pieces(len(codes), maxCodePixels, func(at, pixels int) { add(&codes[at], pixels, &sums[0]) })
}

func avx2Dequantize(dst []float32, codes []int32, scale float32) {
	rest := pieces(len(dst), maxPixels, func(at, pixels int) { dequantizeAVX2(&dst[at], &codes[at], pixels, scale) })
	at := len(dst) - rest
	portableDequantize(dst[at:], codes[at:], scale)
}

func avx2DequantizeAdd(dst []float32, codes []int32, scale float32, add []float32) {
	pieces(len(dst), maxPixels, func(at, pixels int) { dequantizeAddAVX2(&dst[at], &codes[at], pixels, scale, &add[at]) })
}

func avx2DequantizeMoments(dst []float32, codes []int32, scale float32, sum, squares *Sums) {
	pieces(len(dst), maxPixels, func(at, pixels int) {
		dequantizeMomentsAVX2(&dst[at], &codes[at], pixels, scale, &sum[0], &squares[0])
	})
}

func avx2Normalize(out, y []float32, a, b *Coefficients) {
	pieces(len(out), maxPixels, func(at, pixels int) { normalizeAVX2(&out[at], &y[at], pixels, &a[0], &b[0]) })
}

func avx2NormalizeReLU(out, y []float32, a, b *Coefficients, mask []byte) float32 {
	var top uint32
	pieces(len(out), maxPixels, func(at, pixels int) {
		top = max(top, normalizeReLUAVX2(&out[at], &y[at], pixels, &a[0], &b[0], &mask[at/8]))
	})
	return math.Float32frombits(top)
}

func avx2NormalizeAddReLU(out, y, add []float32, a, b *Coefficients, mask []byte) float32 {
	var top uint32
	pieces(len(out), maxPixels, func(at, pixels int) {
		top = max(top, normalizeAddReLUAVX2(&out[at], &y[at], &add[at], pixels, &a[0], &b[0], &mask[at/8]))
	})
	return math.Float32frombits(top)
}

func avx2Products(g, y []float32, sum, products *Sums) {
	pieces(len(g), maxPixels, func(at, pixels int) { productsAVX2(&g[at], &y[at], pixels, &sum[0], &products[0]) })
}

func avx2MaskProducts(g []float32, mask []byte, y []float32, sum, products *Sums) {
	pieces(len(g), maxPixels, func(at, pixels int) {
		maskProductsAVX2(&g[at], &mask[at/8], &y[at], pixels, &sum[0], &products[0])
	})
}

func avx2BackNormalize(dy, g, y []float32, a, b, c *Coefficients) float32 {
	var top uint32
	pieces(len(dy), maxPixels, func(at, pixels int) {
		top = max(top, backNormalizeAVX2(&dy[at], &g[at], &y[at], pixels, &a[0], &b[0], &c[0]))
	})
	return math.Float32frombits(top)
}

func avx2SGD(w, v, g []float32, momentum, decay, rate float32) {
	rest := pieces(len(w), maxPixels, func(at, pixels int) { sgdAVX2(&w[at], &v[at], &g[at], pixels, momentum, decay, rate) })
	at := len(w) - rest
	portableSGD(w[at:], v[at:], g[at:], momentum, decay, rate)
}
