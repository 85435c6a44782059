// SPDX-License-Identifier: Apache-2.0

package kernel

import (
	"os"
	"strings"
	"testing"
)

// assembly returns the text of the assembly.
func assembly(t *testing.T) string {
	t.Helper()
	text, err := os.ReadFile("kernel_amd64.s")
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// TestPeakCounts counts the multiply-adds in the assembly of the peak loops,
// which is the only place that knows how many an iteration has.
func TestPeakCounts(t *testing.T) {
	text := assembly(t)
	for _, c := range []struct {
		set                   *Set
		function, instruction string
		perInstruction        int // int16 in a register
	}{
		{&avx2, "peakAVX2", "VPMADDWD", 16},
		{&avx512, "peakAVX512", "VPDPWSSD", 32},
	} {
		_, body, found := strings.Cut(text, "TEXT ·"+c.function+"(SB)")
		if !found {
			t.Fatalf("no %s in the assembly", c.function)
		}
		_, body, _ = strings.Cut(body, "loop:")
		body, _, _ = strings.Cut(body, "JNZ")
		if macs := c.perInstruction * strings.Count(body, c.instruction); macs != c.set.peakMACs {
			t.Errorf("%s: an iteration makes %d MACs, the set says %d", c.function, macs, c.set.peakMACs)
		}
	}
}
