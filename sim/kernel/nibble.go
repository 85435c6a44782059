// SPDX-License-Identifier: Apache-2.0

package kernel

// SplitNibbles parts packed operands: high[i] and low[i] are the upper and the lower four bits of the low byte of src[i],
// as two's complement if signed.
//
// It panics if high or low is shorter than src.
func (s *Set) SplitNibbles(high, low, src []int16, signed bool) {
	require(len(high) >= len(src) && len(low) >= len(src), "SplitNibbles: high or low is shorter than src")
	for len(src) > 0 {
		n := min(len(src), maxPieceElements)
		s.splitNibbles(high[:n], low[:n], src[:n], signed)
		high, low, src = high[n:], low[n:], src[n:]
	}
}

// RoundNibbles makes one half of packed operands: it ors into dst[i], shifted left, the four bits of src[i]/16 rounded
// half to even, at most 15; or if signed of int8(src[i])/16, at most 7, in two's complement. shift is 0 or 4.
//
// It panics if dst is shorter than src or shift is another.
func (s *Set) RoundNibbles(dst, src []byte, signed bool, shift uint) {
	require(len(dst) >= len(src), "RoundNibbles: dst is shorter than src")
	require(shift == 0 || shift == 4, "RoundNibbles: shift is not 0 or 4")
	for len(src) > 0 {
		n := min(len(src), maxPieceElements)
		s.roundNibbles(dst[:n], src[:n], signed, shift)
		dst, src = dst[n:], src[n:]
	}
}

// RoundWords makes the ten bits that packed operands are multiplied with: dst[i] is src[i]/64 rounded half to even, at
// most 511.
//
// It panics if dst is shorter than src.
func (s *Set) RoundWords(dst, src []int16) {
	require(len(dst) >= len(src), "RoundWords: dst is shorter than src")
	for len(src) > 0 {
		n := min(len(src), maxPieceElements)
		s.roundWords(dst[:n], src[:n])
		dst, src = dst[n:], src[n:]
	}
}
