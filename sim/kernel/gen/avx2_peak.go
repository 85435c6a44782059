// SPDX-License-Identifier: Apache-2.0

package main

import (
	"github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// peakAccumulators is how many sums are in flight: enough to hide the latency
// of a multiply followed by an add at two multiplies per cycle.
const peakAccumulators = 10

// Physical registers, because the loop carries nothing worth allocating: the
// sums are Y0 to Y9, the operands Y10 and Y11, the products Y12 to Y15.
var ymm = []reg.VecPhysical{
	reg.Y0, reg.Y1, reg.Y2, reg.Y3, reg.Y4, reg.Y5, reg.Y6, reg.Y7,
	reg.Y8, reg.Y9, reg.Y10, reg.Y11, reg.Y12, reg.Y13, reg.Y14, reg.Y15,
}

func (d avx2) peakSetup() {
	for _, r := range ymm[:peakAccumulators] {
		d.ctx.VPXOR(r, r, r)
	}
	// All bits set: every product is (-1)*(-1), so nothing is a special case.
	for _, r := range ymm[10:12] {
		d.ctx.VPCMPEQD(r, r, r)
	}
}

func (d avx2) peakBody() int {
	for i := 0; i < peakAccumulators; i++ {
		prod := ymm[12+i%4]
		d.ctx.VPMADDWD(ymm[10], ymm[11], prod)
		d.ctx.VPADDD(operand.Op(prod), ymm[i], ymm[i])
	}
	return peakAccumulators * 16
}
