// SPDX-License-Identifier: Apache-2.0

//go:build amd64 || arm64

package plane

import "math"

// assembly is the loops in assembly, for CPUs with AVX2 and for arm64. What does not fill a pixel of 16 values is left to the
// portable code.
var assembly = loops{
	maxAbs:            assemblyMaxAbs,
	quantizeUnsigned:  assemblyQuantizeUnsigned,
	quantizeSigned:    assemblyQuantizeSigned,
	quantize16:        assemblyQuantize16,
	quantizeWeights:   assemblyQuantizeWeights,
	codeSums:          assemblyCodeSums,
	dequantize:        assemblyDequantize,
	dequantizeAdd:     assemblyDequantizeAdd,
	dequantizeMoments: assemblyDequantizeMoments,
	add:               assemblyAdd,
	addEach:           assemblyAddEach,
	laneSums:          assemblyLaneSums,
	normalize:         assemblyNormalize,
	normalizeReLU:     assemblyNormalizeReLU,
	normalizeAddReLU:  assemblyNormalizeAddReLU,
	products:          assemblyProducts,
	maskProducts:      assemblyMaskProducts,
	backNormalize:     assemblyBackNormalize,
	sgd:               assemblySGD,
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

func assemblyMaxAbs(x []float32) float32 {
	var top uint32
	rest := pieces(len(x), maxPixels, func(at, pixels int) { top = max(top, maxAbsPixels(&x[at], pixels)) })
	return math.Float32frombits(max(top, magnitude(portableMaxAbs(x[len(x)-rest:]))))
}

func assemblyQuantizeUnsigned(dst []byte, x []float32, inverse float32) {
	pieces(len(dst), maxPixels, func(at, pixels int) { quantizeUnsignedPixels(&dst[at], &x[at], pixels, inverse) })
}

func assemblyQuantizeSigned(dst []byte, x []float32, inverse float32) {
	pieces(len(dst), maxPixels, func(at, pixels int) { quantizeSignedPixels(&dst[at], &x[at], pixels, inverse) })
}

func assemblyQuantize16(dst []int16, x []float32, inverse float32, sums *[Lanes]int64) {
	pieces(len(dst), maxPixels, func(at, pixels int) { quantize16Pixels(&dst[at], &x[at], pixels, inverse, &sums[0]) })
}

func assemblyQuantizeWeights(dst []int8, w []float32, inverse float32) (sum int64) {
	rest := pieces(len(dst), maxPixels, func(at, pixels int) { sum += int64(quantizeWeightsPixels(&dst[at], &w[at], pixels, inverse)) })
	at := len(dst) - rest
	return sum + portableQuantizeWeights(dst[at:], w[at:], inverse)
}

func assemblyCodeSums(codes []byte, signed bool, sums *[Lanes]int64) {
	add := codeSumsUnsignedPixels
	if signed {
		add = codeSumsSignedPixels
	}
	pieces(len(codes), maxCodePixels, func(at, pixels int) { add(&codes[at], pixels, &sums[0]) })
}

func assemblyDequantize(dst []float32, codes []int32, scale float32) {
	rest := pieces(len(dst), maxPixels, func(at, pixels int) { dequantizePixels(&dst[at], &codes[at], pixels, scale) })
	at := len(dst) - rest
	portableDequantize(dst[at:], codes[at:], scale)
}

func assemblyDequantizeAdd(dst []float32, codes []int32, scale float32, add []float32) {
	pieces(len(dst), maxPixels, func(at, pixels int) { dequantizeAddPixels(&dst[at], &codes[at], pixels, scale, &add[at]) })
}

func assemblyDequantizeMoments(dst []float32, codes []int32, scale float32, sum, squares *Sums) {
	pieces(len(dst), maxPixels, func(at, pixels int) {
		dequantizeMomentsPixels(&dst[at], &codes[at], pixels, scale, &sum[0], &squares[0])
	})
}

func assemblyAdd(dst, x []float32) {
	rest := pieces(len(dst), maxPixels, func(at, pixels int) { addPixels(&dst[at], &x[at], pixels) })
	at := len(dst) - rest
	portableAdd(dst[at:], x[at:])
}

func assemblyAddEach(dst []float32, v *Coefficients) {
	pieces(len(dst), maxPixels, func(at, pixels int) { addEachPixels(&dst[at], pixels, &v[0]) })
}

func assemblyLaneSums(x []float32) (sum Sums) {
	pieces(len(x), maxPixels, func(at, pixels int) { laneSumsPixels(&x[at], pixels, &sum[0]) })
	return sum
}

func assemblyNormalize(out, y []float32, a, b *Coefficients) {
	pieces(len(out), maxPixels, func(at, pixels int) { normalizePixels(&out[at], &y[at], pixels, &a[0], &b[0]) })
}

func assemblyNormalizeReLU(out, y []float32, a, b *Coefficients, mask []byte) float32 {
	var top uint32
	pieces(len(out), maxPixels, func(at, pixels int) {
		top = max(top, normalizeReLUPixels(&out[at], &y[at], pixels, &a[0], &b[0], &mask[at/8]))
	})
	return math.Float32frombits(top)
}

func assemblyNormalizeAddReLU(out, y, add []float32, a, b *Coefficients, mask []byte) float32 {
	var top uint32
	pieces(len(out), maxPixels, func(at, pixels int) {
		top = max(top, normalizeAddReLUPixels(&out[at], &y[at], &add[at], pixels, &a[0], &b[0], &mask[at/8]))
	})
	return math.Float32frombits(top)
}

func assemblyProducts(g, y []float32, sum, products *Sums) {
	pieces(len(g), maxPixels, func(at, pixels int) { productsPixels(&g[at], &y[at], pixels, &sum[0], &products[0]) })
}

func assemblyMaskProducts(g []float32, mask []byte, y []float32, sum, products *Sums) {
	pieces(len(g), maxPixels, func(at, pixels int) {
		maskProductsPixels(&g[at], &mask[at/8], &y[at], pixels, &sum[0], &products[0])
	})
}

func assemblyBackNormalize(dy, g, y []float32, a, b, c *Coefficients) float32 {
	var top uint32
	pieces(len(dy), maxPixels, func(at, pixels int) {
		top = max(top, backNormalizePixels(&dy[at], &g[at], &y[at], pixels, &a[0], &b[0], &c[0]))
	})
	return math.Float32frombits(top)
}

func assemblySGD(w, v, g []float32, momentum, decay, rate float32) {
	rest := pieces(len(w), maxPixels, func(at, pixels int) { sgdPixels(&w[at], &v[at], &g[at], pixels, momentum, decay, rate) })
	at := len(w) - rest
	portableSGD(w[at:], v[at:], g[at:], momentum, decay, rate)
}
