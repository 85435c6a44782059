// SPDX-License-Identifier: Apache-2.0

package rtl_test

import (
	"fmt"
	"testing"

	"github.com/e2train/e2train/rtl/tooltest"
)

// TestRegisters makes random accesses to module registers alone: bytes of words, and counters beyond 32 bits.
func TestRegisters(t *testing.T) {
	rng := tooltest.Rand(t)
	program := tooltest.Simulate(t, "registers", "the registers of the RTL, byte by byte", moduleSources(t, "testdata/registers_bench.cpp"),
		"-GConfigHash=32'h12345678")
	tooltest.Run(t, ".", program, fmt.Sprint(rng.Uint64()))
}
