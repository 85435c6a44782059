// SPDX-License-Identifier: Apache-2.0

package kernel

// portablePackPairs is [Set.PackPairs].
func portablePackPairs(lanes int, dst, src []int16, off []int32) {
	for len(off) >= 2 {
		pairEntries(dst[:2*lanes], src[off[0]:], src[off[1]:])
		dst, off = dst[2*lanes:], off[2:]
	}
	if len(off) == 1 {
		var zeros [16]int16
		pairEntries(dst[:2*lanes], src[off[0]:], zeros[:])
	}
}

// pairEntries interleaves two entries.
func pairEntries(dst, even, odd []int16) {
	even, odd = even[:len(dst)/2], odd[:len(dst)/2]
	for r := range even {
		dst[2*r], dst[2*r+1] = even[r], odd[r]
	}
}
