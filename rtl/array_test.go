// SPDX-License-Identifier: Apache-2.0

package rtl_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/e2train/e2train/rtl/tooltest"
)

// TestKindsOfArray compares the sums of the array with plain arithmetic: behavioural, of DSP48E1, of DSP48E2 and of LUTs. The
// blocks are models of what the array uses of them.
func TestKindsOfArray(t *testing.T) {
	configs := [][3]int{{4, 2, 20}} // lanes, chain, pack shift
	if full() {
		configs = append(configs, [3]int{4, 4, 22}, [3]int{8, 4, 20})
	}
	sources := moduleSources(t, "tb/array_kinds.sv", "tb/DSP48E1.sv", "tb/DSP48E2.sv", "tb/dsp48_subset.sv",
		"testdata/array_kinds_bench.cpp")
	rng := tooltest.Rand(t)
	for _, c := range configs {
		program := tooltest.Simulate(t, "array_kinds", "the multipliers in DSP blocks and LUTs", sources,
			fmt.Sprintf("-GLanes=%d", c[0]), fmt.Sprintf("-GChain=%d", c[1]), fmt.Sprintf("-GPackShift=%d", c[2]))
		got := tooltest.Run(t, ".", program, fmt.Sprint(c[0]), fmt.Sprint(c[1]), fmt.Sprint(c[2]), fmt.Sprint(rng.Uint64()), "600")
		if !strings.HasPrefix(got, "PASS") {
			t.Errorf("lanes, chain, pack shift %v: %s", c, got)
		}
	}
}
