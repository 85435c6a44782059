// SPDX-License-Identifier: Apache-2.0

package kernel

// avx2 is the set for CPUs with AVX2. Entries of 16 lanes run in assembly,
// narrower ones in the portable code, and so do remainders that do not fill a
// register.
var avx2 = Set{
	name:         "avx2",
	avx2:         true,
	gemm:         gemmAVX2,
	outer:        outerAVX2,
	packPairs:    packPairsAVX2,
	expandBytes:  expandBytesAVX2,
	expandRows:   expandRowsAVX2,
	storeInt32:   storeInt32SetAVX2,
	storeInt16:   storeInt16SetAVX2,
	storeInt64:   storeInt64SetAVX2,
	storeSign:    storeSignSetAVX2,
	splitNibbles: splitNibblesSetAVX2,
	roundNibbles: roundNibblesSetAVX2,
	roundWords:   roundWordsSetAVX2,
	peak:         peakAVX2,
	peakMACs:     640,
}

// asmLanes is the width that the assembly is written for.
const asmLanes = 16

// storeGroup is how many accumulators the stores in assembly work on at once.
const storeGroup = 8

// asmOuterPairs is how many pairs of vectors outer16AVX2 has room for.
const asmOuterPairs = 128

// This does not compile if Set.Outer could hand over more than that.
const _ = uint(asmOuterPairs - ExactVectors/2)

func gemmAVX2(p gemmPiece) {
	if p.lanes != asmLanes {
		portableGemm(p)
		return
	}
	gemm16AVX2(&p.acc[0], &p.accOff[0], &p.x[0], &p.xOff[0], p.stride, &p.w[0], len(p.accOff), p.tiles, p.accumulate)
}

func outerAVX2(p outerPiece) {
	if p.lanes != asmLanes {
		portableOuter(p)
		return
	}
	outer16AVX2(&p.acc[0], &p.g[0], &p.x[0], &p.xOff[0], p.pairs, p.accumulate)
}

func packPairsAVX2(lanes int, dst, src []int16, off []int32) {
	if pairs := len(off) / 2; lanes == asmLanes && pairs > 0 {
		packPairs16AVX2(&dst[0], &src[0], &off[0], pairs)
		dst, off = dst[pairs*2*asmLanes:], off[2*pairs:]
	}
	portablePackPairs(lanes, dst, src, off)
}

func expandBytesAVX2(dst []int16, src []byte, signed bool) {
	if groups := len(src) / 16; groups > 0 {
		if signed {
			expandBytesSignAVX2(&dst[0], &src[0], groups)
		} else {
			expandBytesZeroAVX2(&dst[0], &src[0], groups)
		}
		dst, src = dst[groups*16:], src[groups*16:]
	}
	portableExpandBytes(dst, src, signed)
}

// expandRowsAVX2 leaves to the portable code a first row which is the second
// of its pair, and a last row which is the first of its.
func expandRowsAVX2(lanes int, dst []int16, src []byte, row int) {
	if lanes != asmLanes {
		portableExpandRows(lanes, dst, src, row)
		return
	}
	if row%2 == 1 {
		portableExpandRows(asmLanes, dst, src[:asmLanes], row)
		src, row = src[asmLanes:], row+1
	}
	if pairs := len(src) / (2 * asmLanes); pairs > 0 {
		expandRows16AVX2(&dst[row*asmLanes], &src[0], pairs)
		src, row = src[pairs*2*asmLanes:], row+2*pairs
	}
	portableExpandRows(asmLanes, dst, src, row)
}

func storeInt32SetAVX2(dst []byte, acc []int64, shift uint) (maxAbs int64, saturated bool) {
	n := len(acc) &^ (storeGroup - 1)
	if n > 0 {
		m, sat := storeInt32AVX2(&dst[0], &acc[0], n/storeGroup, uint64(shift), half(shift))
		maxAbs, saturated = int64(m), sat
	}
	m, sat := portableStoreInt32(dst[4*n:], acc[n:], shift)
	return max(maxAbs, m), saturated || sat
}

func storeInt16SetAVX2(dst []byte, acc []int64, shift uint) (maxAbs int64, saturated bool) {
	n := len(acc) &^ (storeGroup - 1)
	if n > 0 {
		m, sat := storeInt16AVX2(&dst[0], &acc[0], n/storeGroup, uint64(shift), half(shift))
		maxAbs, saturated = int64(m), sat
	}
	m, sat := portableStoreInt16(dst[2*n:], acc[n:], shift)
	return max(maxAbs, m), saturated || sat
}

func storeInt64SetAVX2(dst []byte, acc []int64) (maxAbs int64) {
	n := len(acc) &^ (storeGroup - 1)
	if n > 0 {
		maxAbs = storeInt64AVX2(&dst[0], &acc[0], n/storeGroup)
	}
	return max(maxAbs, portableStoreInt64(dst[8*n:], acc[n:]))
}

func storeSignSetAVX2(dst []byte, acc []int64) (maxAbs int64) {
	n := len(acc) &^ (storeGroup - 1)
	if n > 0 {
		maxAbs = storeSignAVX2(&dst[0], &acc[0], n/storeGroup)
	}
	return max(maxAbs, portableStoreSign(dst[n:], acc[n:]))
}

func splitNibblesSetAVX2(high, low, src []int16, signed bool) {
	n := len(src) &^ 15
	if n > 0 {
		if signed {
			splitNibblesSignedAVX2(&high[0], &low[0], &src[0], n/16)
		} else {
			splitNibblesUnsignedAVX2(&high[0], &low[0], &src[0], n/16)
		}
	}
	portableSplitNibbles(high[n:], low[n:], src[n:], signed)
}

func roundNibblesSetAVX2(dst, src []byte, signed bool, shift uint) {
	n := len(src) &^ 31
	if n > 0 {
		if signed {
			roundNibblesSignedAVX2(&dst[0], &src[0], n/32, uint64(shift))
		} else {
			roundNibblesUnsignedAVX2(&dst[0], &src[0], n/32, uint64(shift))
		}
	}
	portableRoundNibbles(dst[n:], src[n:], signed, shift)
}

func roundWordsSetAVX2(dst, src []int16) {
	n := len(src) &^ 15
	if n > 0 {
		roundWordsAVX2(&dst[0], &src[0], n/16)
	}
	portableRoundWords(dst[n:], src[n:])
}
