// SPDX-License-Identifier: Apache-2.0

package kernel

// neon is the set for arm64, whose CPUs all have vectors. What the host of a board uses is in assembly; the sums that the
// simulator makes, which a board has hardware for, run in the portable code.
var neon = withNEON(portable)

func withNEON(s Set) Set {
	s.name, s.neon = "neon", true
	s.roundNibbles, s.roundWords = roundNibblesSetNEON, roundWordsSetNEON
	return s
}

func roundNibblesSetNEON(dst, src []byte, signed bool, shift uint) {
	n := len(src) &^ 15
	if n > 0 {
		everyByte := uint64(shift) * 0x0101010101010101
		if signed {
			roundNibblesSignedNEON(&dst[0], &src[0], n/16, everyByte)
		} else {
			roundNibblesUnsignedNEON(&dst[0], &src[0], n/16, everyByte)
		}
	}
	portableRoundNibbles(dst[n:], src[n:], signed, shift)
}

func roundWordsSetNEON(dst, src []int16) {
	n := len(src) &^ 15
	if n > 0 {
		roundWordsNEON(&dst[0], &src[0], n/16)
	}
	portableRoundWords(dst[n:], src[n:])
}
