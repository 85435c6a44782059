// SPDX-License-Identifier: Apache-2.0

package kernel

// maxPeakMACs is the most that an iteration of a peak loop makes: that of
// AVX-512.
const maxPeakMACs = 1536

// peakPieceIters keeps one call of a peak loop short.
const peakPieceIters = maxPieceMACs / maxPeakMACs

// PeakMACs returns a loop of the multiply-adds that a set is made of, on
// values in registers (in the portable set: in the nearest cache), and how
// many multiply-accumulates one of its iterations makes. Its speed is what
// the speed of [Set.Gemm] and [Set.Outer] can be compared with.
func PeakMACs(s *Set) (run func(iters int), macsPerIter int) {
	return func(iters int) {
		for ; iters > 0; iters -= peakPieceIters {
			s.peak(min(iters, peakPieceIters))
		}
	}, s.peakMACs
}
