// SPDX-License-Identifier: Apache-2.0

package nn

import (
	"math"
	"testing"

	"github.com/e2train/e2train/driver/conv"
	"github.com/e2train/e2train/models/internal/testseed"
	"github.com/e2train/e2train/sim/workers"
)

// Maxima and sums over weights do not depend on how layers fall into pieces, nor on what a larger layer left behind.
func TestWeightPieces(t *testing.T) {
	defer workers.SetLimit(0)
	random := testseed.New(t)
	e := NewDeviceEngine(nil, nil)
	for _, threads := range []int{1, 3} {
		workers.SetLimit(threads)
		for _, s := range []conv.Shape{
			{InC: 300, OutC: 7, KH: 3, KW: 3}, {InC: 64, OutC: 64, KH: 3, KW: 3}, {InC: 5, OutC: 3, KH: 1, KW: 1},
			{InC: 3000, OutC: 3000, KH: 1, KW: 1, Depthwise: true}, {InC: 2, OutC: 1, KH: 1, KW: 2},
		} {
			codes := make([]int8, s.WeightLen())
			w := make([]float32, len(codes))
			want := make([]int64, s.InC)
			for i := range codes {
				codes[i] = int8(random.Uint32())
				w[i] = random.Float32()
				want[i/(s.KH*s.KW)%s.InC] += int64(math.Abs(float64(codes[i])))
			}
			if got := e.maxInputSum(codes, s); got != maxOf(want) {
				t.Errorf("%v: largest sum of an input %d, not %d", s, got, maxOf(want))
			}
			for _, at := range []int{0, len(w) - 1} {
				before := w[at]
				for _, v := range []float32{-2, float32(math.Inf(-1))} {
					w[at] = v
					if got := e.largestWeight(w); got != -v {
						t.Errorf("%v: largest weight %g, not %g", s, got, -v)
					}
				}
				w[at] = before
			}
		}
	}
}
