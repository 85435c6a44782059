// SPDX-License-Identifier: Apache-2.0

// Package loopbench gives the float loops of the layers to whoever wants to time them: quantise, dequantise, batch norm,
// SGD, each on one plane.
package loopbench

import (
	"math/rand/v2"

	"github.com/e2train/e2train/models/internal/plane"
	"github.com/e2train/e2train/sim/kernel"
)

// Values is how many a loop goes through: the plane of the largest layers of networks for 32x32 images.
const Values = 32 * 32 * plane.Lanes

// Loop is one loop with its operands.
type Loop struct {
	Name  string
	Bytes int // read by a run
	run   func()
	set   *kernel.Set
}

// Run runs the loop once, in the instructions of its kernel set. The loops of the process stay with that set.
func (l *Loop) Run() {
	plane.Use(l.set)
	l.run()
}

// operands are values for every loop. Those that loops overwrite stay finite however often they do.
type operands struct {
	x, y, g, out  []float32
	results       []int32
	codes         []byte
	words         []int16
	mask          []byte
	a, b          plane.Coefficients
	first, second plane.Sums
	counts        [plane.Lanes]int64
}

func newOperands() *operands {
	o := &operands{
		x: make([]float32, Values), y: make([]float32, Values), g: make([]float32, Values), out: make([]float32, Values),
		results: make([]int32, Values), codes: make([]byte, Values), words: make([]int16, Values), mask: make([]byte, Values/8),
	}
	random := rand.New(rand.NewPCG(1, 2))
	for i := range Values {
		o.x[i], o.y[i], o.g[i] = float32(random.NormFloat64()), float32(random.NormFloat64()), float32(random.NormFloat64())
		o.results[i], o.codes[i] = int32(random.Uint32()), byte(random.Uint32())
	}
	for l := range plane.Lanes {
		o.a[l], o.b[l] = float32(random.NormFloat64()), float32(random.NormFloat64())
	}
	return o
}

// Loops returns the loops that a training step spends time in, for a kernel set. They share operands, so they run one at a
// time.
func Loops(s *kernel.Set) []Loop {
	o := newOperands()
	const n, scale = Values, 1e-9
	return []Loop{
		{"max abs", 4 * n, func() { plane.MaxAbs(o.x) }, s},
		{"quantize unsigned", 4 * n, func() { plane.QuantizeUnsigned(o.codes, o.x, 100) }, s},
		{"quantize signed", 4 * n, func() { plane.QuantizeSigned(o.codes, o.x, 100) }, s},
		{"quantize 16", 4 * n, func() { plane.Quantize16(o.words, o.x, 0.01, &o.counts) }, s},
		{"code sums", n, func() { plane.CodeSums(o.codes, false, &o.counts) }, s},
		{"dequantize", 4 * n, func() { plane.Dequantize(o.out, o.results, scale) }, s},
		{"dequantize, add", 8 * n, func() { plane.DequantizeAdd(o.out, o.results, scale, o.x) }, s},
		{"dequantize, moments", 4 * n, func() { plane.DequantizeMoments(o.out, o.results, scale, &o.first, &o.second) }, s},
		{"add", 8 * n, func() { plane.Add(o.out, o.x) }, s},
		{"add to each", 4 * n, func() { plane.AddEach(o.out, &o.a) }, s},
		{"lane sums", 4 * n, func() { o.first = plane.LaneSums(o.x) }, s},
		{"normalize", 4 * n, func() { plane.Normalize(o.out, o.x, &o.a, &o.b) }, s},
		{"normalize, relu", 4 * n, func() { plane.NormalizeReLU(o.out, o.x, &o.a, &o.b, o.mask) }, s},
		{"normalize, add, relu", 8 * n, func() { plane.NormalizeAddReLU(o.out, o.x, o.y, &o.a, &o.b, o.mask) }, s},
		{"products", 8 * n, func() { plane.Products(o.x, o.y, &o.first, &o.second) }, s},
		{"mask, products", 8*n + n/8, func() { plane.MaskProducts(o.g, o.mask, o.y, &o.first, &o.second) }, s},
		{"back normalize", 8 * n, func() { plane.BackNormalize(o.out, o.x, o.y, &o.a, &o.b, &o.a) }, s},
		{"sgd", 12 * n, func() { plane.SGD(o.out, o.y, o.x, 0.9, 1e-4, scale) }, s},
	}
}
