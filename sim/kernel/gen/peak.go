// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"

	"github.com/mmcloughlin/avo/build"
	"github.com/mmcloughlin/avo/operand"
)

// peakUnroll is how often the body of the peak loop is repeated, to make the
// loop's own instructions not count.
const peakUnroll = 4

// emitPeak writes the loop that shows what the multipliers can do when
// nothing has to be loaded.
func emitPeak(ctx *build.Context, d dialect) {
	ctx.Function("peak" + d.name())
	ctx.Pragma("noescape")
	ctx.SignatureExpr("func(iters int)")
	iters := ctx.Load(ctx.Param("iters"), ctx.GP64())
	d.peakSetup()
	macs := 0
	ctx.Label("loop")
	for range peakUnroll {
		macs += d.peakBody()
	}
	ctx.DECQ(iters)
	ctx.JNZ(operand.LabelRef("loop"))
	d.end()
	ctx.RET()
	ctx.Doc(fmt.Sprintf("peak%s runs iters x %d multiply-accumulates on registers; iters >= 1.", d.name(), macs))
}
