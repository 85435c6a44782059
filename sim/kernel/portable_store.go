// SPDX-License-Identifier: Apache-2.0

package kernel

import (
	"encoding/binary"
	"math"
)

// roundShift returns what a store makes of an accumulator before it
// saturates; round is half of 2^shift, or 0.
func roundShift(acc, round int64, shift uint) int64 {
	return (acc<<accShift>>accShift + round) >> (shift & 63)
}

// half returns what is added before a shift to round it.
func half(shift uint) int64 {
	if shift == 0 {
		return 0
	}
	return 1 << (shift - 1)
}

// magnitude returns |v|; no value of 40 bits overflows it.
func magnitude(v int64) int64 {
	sign := v >> 63
	return (v ^ sign) - sign
}

// portableStoreInt32 is [Set.StoreInt32].
func portableStoreInt32(dst []byte, acc []int64, shift uint) (maxAbs int64, saturated bool) {
	round := half(shift)
	for i, a := range acc {
		v := roundShift(a, round, shift)
		kept := min(max(v, math.MinInt32), math.MaxInt32)
		saturated = saturated || kept != v
		maxAbs = max(maxAbs, magnitude(kept))
		binary.LittleEndian.PutUint32(dst[4*i:], uint32(kept))
	}
	return maxAbs, saturated
}

// portableStoreInt16 is [Set.StoreInt16].
func portableStoreInt16(dst []byte, acc []int64, shift uint) (maxAbs int64, saturated bool) {
	round := half(shift)
	for i, a := range acc {
		v := roundShift(a, round, shift)
		kept := min(max(v, math.MinInt16), math.MaxInt16)
		saturated = saturated || kept != v
		maxAbs = max(maxAbs, magnitude(kept))
		binary.LittleEndian.PutUint16(dst[2*i:], uint16(kept))
	}
	return maxAbs, saturated
}

// portableStoreInt64 is [Set.StoreInt64].
func portableStoreInt64(dst []byte, acc []int64) (maxAbs int64) {
	for i, a := range acc {
		v := roundShift(a, 0, 0)
		maxAbs = max(maxAbs, magnitude(v))
		binary.LittleEndian.PutUint64(dst[8*i:], uint64(v))
	}
	return maxAbs
}

// portableStoreSign is [Set.StoreSign].
func portableStoreSign(dst []byte, acc []int64) (maxAbs int64) {
	for i, a := range acc {
		v := roundShift(a, 0, 0)
		sign := int64(0)
		if v != 0 {
			sign = v>>63 | 1
		}
		maxAbs |= magnitude(sign)
		dst[i] = byte(sign)
	}
	return maxAbs
}
