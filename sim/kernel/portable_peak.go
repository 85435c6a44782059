// SPDX-License-Identifier: Apache-2.0

package kernel

import "runtime"

// portablePeakRows is how many rows an iteration of the peak loop has: those
// of a tile of 16.
const portablePeakRows = 16

// portablePeakMACs is what one iteration makes.
const portablePeakMACs = portablePeakRows * columnBlock

// portablePeak runs the inner loop of the portable set over the same operands
// again and again.
func portablePeak(iters int) {
	var s twins
	var x [portablePeakRows]int16
	var rows [portablePeakRows]twins
	for range iters {
		dot8(&s, x[:], rows[:])
	}
	runtime.KeepAlive(&s)
}
