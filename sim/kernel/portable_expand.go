// SPDX-License-Identifier: Apache-2.0

package kernel

// portableExpandBytes is [Set.ExpandBytes].
func portableExpandBytes(dst []int16, src []byte, signed bool) {
	dst = dst[:len(src)]
	if signed {
		for i, b := range src {
			dst[i] = int16(int8(b))
		}
		return
	}
	for i, b := range src {
		dst[i] = int16(b)
	}
}

// portableExpandRows is [Set.ExpandRows].
func portableExpandRows(lanes int, dst []int16, src []byte, row int) {
	for ; len(src) >= lanes; row++ {
		to := dst[row/2*2*lanes+(row&1):]
		to = to[:2*lanes-1]
		for c, b := range src[:lanes] {
			to[2*c] = int16(int8(b))
		}
		src = src[lanes:]
	}
}
