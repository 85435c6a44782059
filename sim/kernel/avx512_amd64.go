// SPDX-License-Identifier: Apache-2.0

package kernel

// avx512 is the set for CPUs with AVX-512 F, BW, VL and VNNI. What it leaves
// over of a copy goes to the AVX2 kernels, which such CPUs can run as well.
var avx512 = Set{
	name:         "avx512",
	avx2:         true,
	gemm:         gemmAVX512,
	outer:        outerAVX512,
	packPairs:    packPairsAVX512,
	expandBytes:  expandBytesAVX512,
	expandRows:   expandRowsAVX512,
	storeInt32:   storeInt32SetAVX512,
	storeInt16:   storeInt16SetAVX512,
	storeInt64:   storeInt64SetAVX512,
	storeSign:    storeSignSetAVX512,
	splitNibbles: splitNibblesSetAVX2,
	roundNibbles: roundNibblesSetAVX2,
	roundWords:   roundWordsSetAVX2,
	peak:         peakAVX512,
	peakMACs:     maxPeakMACs,
}

func gemmAVX512(p gemmPiece) {
	if p.lanes != asmLanes {
		portableGemm(p)
		return
	}
	gemm16AVX512(&p.acc[0], &p.accOff[0], &p.x[0], &p.xOff[0], p.stride, &p.w[0], len(p.accOff), p.tiles, p.accumulate)
}

func outerAVX512(p outerPiece) {
	if p.lanes != asmLanes {
		portableOuter(p)
		return
	}
	outer16AVX512(&p.acc[0], &p.g[0], &p.x[0], &p.xOff[0], p.pairs, p.accumulate)
}

func packPairsAVX512(lanes int, dst, src []int16, off []int32) {
	if pairs := len(off) / 2; lanes == asmLanes && pairs > 0 {
		packPairs16AVX512(&dst[0], &src[0], &off[0], pairs)
		dst, off = dst[pairs*2*asmLanes:], off[2*pairs:]
	}
	portablePackPairs(lanes, dst, src, off)
}

func expandBytesAVX512(dst []int16, src []byte, signed bool) {
	if groups := len(src) / 32; groups > 0 {
		if signed {
			expandBytesSignAVX512(&dst[0], &src[0], groups)
		} else {
			expandBytesZeroAVX512(&dst[0], &src[0], groups)
		}
		dst, src = dst[groups*32:], src[groups*32:]
	}
	expandBytesAVX2(dst, src, signed)
}

// expandRowsAVX512 leaves rows over as expandRowsAVX2 does.
func expandRowsAVX512(lanes int, dst []int16, src []byte, row int) {
	if lanes != asmLanes {
		portableExpandRows(lanes, dst, src, row)
		return
	}
	if row%2 == 1 {
		portableExpandRows(asmLanes, dst, src[:asmLanes], row)
		src, row = src[asmLanes:], row+1
	}
	if pairs := len(src) / (2 * asmLanes); pairs > 0 {
		expandRows16AVX512(&dst[row*asmLanes], &src[0], pairs)
		src, row = src[pairs*2*asmLanes:], row+2*pairs
	}
	portableExpandRows(asmLanes, dst, src, row)
}

func storeInt32SetAVX512(dst []byte, acc []int64, shift uint) (maxAbs int64, saturated bool) {
	var lowest, highest int64
	groups := len(acc) / storeGroup
	if groups > 0 {
		lowest, highest = storeInt32AVX512(&dst[0], &acc[0], groups, uint64(shift), half(shift))
	}
	n := groups * storeGroup
	maxAbs, saturated = portableStoreInt32(dst[4*n:], acc[n:], shift)
	return withExtremes(maxAbs, saturated, lowest, highest, 32)
}

func storeInt16SetAVX512(dst []byte, acc []int64, shift uint) (maxAbs int64, saturated bool) {
	var lowest, highest int64
	groups := len(acc) / storeGroup
	if groups > 0 {
		lowest, highest = storeInt16AVX512(&dst[0], &acc[0], groups, uint64(shift), half(shift))
	}
	n := groups * storeGroup
	maxAbs, saturated = portableStoreInt16(dst[2*n:], acc[n:], shift)
	return withExtremes(maxAbs, saturated, lowest, highest, 16)
}

func storeInt64SetAVX512(dst []byte, acc []int64) (maxAbs int64) {
	var lowest, highest int64
	groups := len(acc) / storeGroup
	if groups > 0 {
		lowest, highest = storeInt64AVX512(&dst[0], &acc[0], groups)
	}
	n := groups * storeGroup
	return max(portableStoreInt64(dst[8*n:], acc[n:]), highest, -lowest)
}

func storeSignSetAVX512(dst []byte, acc []int64) (maxAbs int64) {
	var lowest, highest int64
	groups := len(acc) / storeGroup
	if groups > 0 {
		lowest, highest = storeSignAVX512(&dst[0], &acc[0], groups)
	}
	n := groups * storeGroup
	return max(portableStoreSign(dst[n:], acc[n:]), highest, -lowest)
}

// withExtremes adds to what a store returns that it also stored numbers of
// lowest..highest, which include 0, saturated to bits.
func withExtremes(maxAbs int64, saturated bool, lowest, highest int64, bits uint) (int64, bool) {
	top := int64(1)<<(bits-1) - 1
	saturated = saturated || highest > top || lowest < -top-1
	return max(maxAbs, min(highest, top), -max(lowest, -top-1)), saturated
}
