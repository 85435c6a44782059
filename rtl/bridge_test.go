// SPDX-License-Identifier: Apache-2.0

package rtl_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/e2train/e2train/rtl/tooltest"
)

// TestUARTBridge talks to the bridge bit by bit, at four clocks a bit and buses of all widths, and at the divisors of 921600 baud with
// clocks that differ by 2 %.
func TestUARTBridge(t *testing.T) {
	frames := 300
	if full() {
		frames = 5000
	}
	for _, c := range []struct{ width, clocks, frames, skew int }{
		{4, 4, frames, 0}, {8, 4, frames, 0}, {16, 4, frames, 0}, {4, 109, 100, 2}, {16, 217, 100, -2},
	} {
		t.Run(fmt.Sprintf("%d bytes, %d clocks", c.width, c.clocks), func(t *testing.T) {
			rng := tooltest.Rand(t)
			program := tooltest.Simulate(t, "uart_bridge", "the UART bridge of the RTL", moduleSources(t, "testdata/uart_bridge_bench.cpp"),
				fmt.Sprintf("-GAxiBytes=%d", c.width), fmt.Sprintf("-GClksPerBit=%d", c.clocks))
			said := tooltest.Run(t, ".", program, fmt.Sprint(rng.Uint64()), fmt.Sprint(c.frames), fmt.Sprint(c.clocks), fmt.Sprint(c.skew))
			if !strings.HasSuffix(said, " frames\n") {
				t.Error(said)
			}
		})
	}
}
