// SPDX-License-Identifier: Apache-2.0

package main

import (
	"github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// peakAccumulators512 is how many sums are in flight: more than enough to hide
// five cycles of latency at two multiplies per cycle.
const peakAccumulators512 = 12

// Physical registers as in AVX2: the sums are Z0 to Z11, the operands Z12 and
// Z13.
var zmm = []reg.VecPhysical{
	reg.Z0, reg.Z1, reg.Z2, reg.Z3, reg.Z4, reg.Z5, reg.Z6,
	reg.Z7, reg.Z8, reg.Z9, reg.Z10, reg.Z11, reg.Z12, reg.Z13,
}

func (d avx512) peakSetup() {
	for _, r := range zmm[:peakAccumulators512] {
		zero(d.ctx, r)
	}
	// All bits set, as in AVX2.
	for _, r := range zmm[12:14] {
		d.ctx.VPTERNLOGD(operand.U8(0xFF), r, r, r)
	}
}

func (d avx512) peakBody() int {
	for _, r := range zmm[:peakAccumulators512] {
		d.ctx.VPDPWSSD(zmm[12], zmm[13], r)
	}
	return peakAccumulators512 * 32
}
