// SPDX-License-Identifier: Apache-2.0

package kernel

import (
	"os"
	"strings"
	"testing"
)

// TestPeakCounts counts the multiply-adds in the assembly of the peak loop,
// which is the only place that knows how many an iteration has.
func TestPeakCounts(t *testing.T) {
	text, err := os.ReadFile("kernel_amd64.s")
	if err != nil {
		t.Fatal(err)
	}
	_, body, found := strings.Cut(string(text), "TEXT ·peakAVX2(SB)")
	if !found {
		t.Fatal("no peakAVX2 in the assembly")
	}
	_, body, _ = strings.Cut(body, "loop:")
	body, _, _ = strings.Cut(body, "JNZ")
	const perInstruction = 16 // int16 in 32 bytes
	if macs := perInstruction * strings.Count(body, "VPMADDWD"); macs != avx2.peakMACs {
		t.Errorf("an iteration makes %d MACs, the set says %d", macs, avx2.peakMACs)
	}
}
