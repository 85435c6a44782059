// SPDX-License-Identifier: Apache-2.0

package plane

import (
	"sync/atomic"

	"github.com/e2train/e2train/sim/kernel"
)

// loops is one implementation of the loops that training spends time in, for one instruction set. They give the same
// bits, and may take for granted the lengths that the functions around them check. Slices may be empty.
type loops struct {
	maxAbs            func(x []float32) float32
	quantizeUnsigned  func(dst []byte, x []float32, inverse float32)
	quantizeSigned    func(dst []byte, x []float32, inverse float32)
	quantize16        func(dst []int16, x []float32, inverse float32, sums *[Lanes]int64)
	quantizeWeights   func(dst []int8, w []float32, inverse float32) int64
	codeSums          func(codes []byte, signed bool, sums *[Lanes]int64)
	dequantize        func(dst []float32, codes []int32, scale float32)
	dequantizeAdd     func(dst []float32, codes []int32, scale float32, add []float32)
	dequantizeMoments func(dst []float32, codes []int32, scale float32, sum, squares *Sums)
	add               func(dst, x []float32)
	addEach           func(dst []float32, v *Coefficients)
	laneSums          func(x []float32) Sums
	normalize         func(out, y []float32, a, b *Coefficients)
	normalizeReLU     func(out, y []float32, a, b *Coefficients, mask []byte) float32
	normalizeAddReLU  func(out, y, add []float32, a, b *Coefficients, mask []byte) float32
	products          func(g, y []float32, sum, products *Sums)
	maskProducts      func(g []float32, mask []byte, y []float32, sum, products *Sums)
	backNormalize     func(dy, g, y []float32, a, b, c *Coefficients) float32
	sgd               func(w, v, g []float32, momentum, decay, rate float32)
}

// portable is the loops in plain Go.
var portable = loops{
	maxAbs:            portableMaxAbs,
	quantizeUnsigned:  portableQuantizeUnsigned,
	quantizeSigned:    portableQuantizeSigned,
	quantize16:        portableQuantize16,
	quantizeWeights:   portableQuantizeWeights,
	codeSums:          portableCodeSums,
	dequantize:        portableDequantize,
	dequantizeAdd:     portableDequantizeAdd,
	dequantizeMoments: portableDequantizeMoments,
	add:               portableAdd,
	addEach:           portableAddEach,
	laneSums:          portableLaneSums,
	normalize:         portableNormalize,
	normalizeReLU:     portableNormalizeReLU,
	normalizeAddReLU:  portableNormalizeAddReLU,
	products:          portableProducts,
	maskProducts:      portableMaskProducts,
	backNormalize:     portableBackNormalize,
	sgd:               portableSGD,
}

// chosen is the loops in use.
var chosen atomic.Pointer[loops]

// Use has the loops of this process run in the instructions of a kernel set from now on. Before it is called they run in
// those of [kernel.Default], or in plain Go if there is none.
func Use(s *kernel.Set) { chosen.Store(loopsFor(s)) }

func init() {
	chosen.Store(&portable)
	if s, err := kernel.Default(); err == nil {
		Use(s)
	}
}
