// SPDX-License-Identifier: Apache-2.0

package kernel

// portableSplitNibbles is [Set.SplitNibbles].
func portableSplitNibbles(high, low, src []int16, signed bool) {
	if signed {
		for i, v := range src {
			high[i], low[i] = v<<8>>12, v<<12>>12
		}
		return
	}
	for i, v := range src {
		high[i], low[i] = v>>4&15, v&15
	}
}

// portableRoundNibbles is [Set.RoundNibbles].
func portableRoundNibbles(dst, src []byte, signed bool, shift uint) {
	top := byte(15)
	if signed {
		top = 7
	}
	for i, code := range src {
		nibble := code >> 4
		if nibble != top && code&15+nibble&1 > 8 {
			nibble++
		}
		dst[i] |= nibble & 15 << (shift & 7)
	}
}

// portableRoundWords is [Set.RoundWords].
func portableRoundWords(dst, src []int16) {
	for i, v := range src {
		// Above half, or at half and odd, adding this carries into the quotient.
		dst[i] = min(int16((int32(v)+31+int32(v)>>6&1)>>6), 511)
	}
}
