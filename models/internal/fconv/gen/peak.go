// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"

	"github.com/mmcloughlin/avo/build"
	"github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// peakSums is how many sums are in flight: more than enough to hide the five cycles that a fused multiply-add takes at
// two of them per cycle.
const peakSums = 12

// emitPeak writes the loop that shows what the multipliers can do when nothing has to be loaded.
func emitPeak(ctx *build.Context) {
	ctx.Function("peakFMA")
	ctx.Pragma("noescape")
	ctx.SignatureExpr("func(rounds int)")
	ctx.Doc(fmt.Sprintf("peakFMA runs rounds x %d multiply-accumulates on registers; rounds >= 1.", peakSums*8))
	rounds := ctx.Load(ctx.Param("rounds"), ctx.GP64())
	sums := make([]reg.VecVirtual, peakSums)
	for i := range sums {
		sums[i] = ctx.YMM()
		ctx.VXORPS(sums[i], sums[i], sums[i])
	}
	zero := ctx.YMM()
	ctx.VXORPS(zero, zero, zero)
	ctx.Label("loop")
	for _, sum := range sums {
		ctx.VFMADD231PS(zero, zero, sum)
	}
	ctx.DECQ(rounds)
	ctx.JNZ(operand.LabelRef("loop"))
	ctx.VZEROUPPER()
	ctx.RET()
}
