// SPDX-License-Identifier: Apache-2.0

package kernel

// PackPairs gathers entries into the pair-packed layout, for [Set.Outer]: for
// t < len(off) and r < lanes,
//
//	dst[(t/2)*2*lanes + 2*r + (t&1)] = src[off[t]+r]
//
// and zeros in the place of the vector that an odd number of them leaves out.
// dst and src do not overlap.
//
// It panics if dst does not hold len(off), rounded up to even, entries or src
// not one. The offsets are trusted.
func (s *Set) PackPairs(lanes int, dst []int16, src []int16, off []int32) {
	checkLanes(lanes)
	if len(off) == 0 {
		return
	}
	require(len(src) >= lanes, "PackPairs: src is shorter than an entry")
	require(len(dst)/(2*lanes) >= len(off)/2+len(off)%2, "PackPairs: dst is shorter than len(off) rounded up to even")
	for most := maxPieceElements / lanes; len(off) > most; {
		s.packPairs(lanes, dst, src, off[:most])
		dst, off = dst[most*lanes:], off[most:]
	}
	s.packPairs(lanes, dst, src, off)
}
