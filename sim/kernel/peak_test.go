// SPDX-License-Identifier: Apache-2.0

package kernel

import "testing"

// TestPeakMACs has the loop called in pieces whose iterations add up.
func TestPeakMACs(t *testing.T) {
	for _, iters := range []int{0, 1, peakPieceIters, peakPieceIters + 1, 3*peakPieceIters - 1} {
		total := 0
		s := Set{peakMACs: 7, peak: func(n int) {
			if n < 1 || n > peakPieceIters {
				t.Fatalf("a piece of %d iterations", n)
			}
			total += n
		}}
		run, macs := PeakMACs(&s)
		run(iters)
		if total != iters || macs != 7 {
			t.Errorf("%d iterations of %d MACs, want %d of 7", total, macs, iters)
		}
	}
	for _, s := range usableSets(t) {
		run, macs := PeakMACs(s)
		run(1)
		if macs <= 0 || macs > maxPeakMACs {
			t.Errorf("%s: %d MACs an iteration, want 1..%d", s.Name(), macs, maxPeakMACs)
		}
	}
}
