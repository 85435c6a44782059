// SPDX-License-Identifier: Apache-2.0

package kernel

// accShift brings the sign of a 40-bit accumulator to the top of an int64.
const accShift = 64 - 40

// maxShift is the greatest shift of a store: one less than the accumulator
// is wide.
const maxShift = 39

// StoreInt32 rounds accumulators to little-endian int32 in dst. With v the
// low 40 bits of acc[i] as a signed number, the stored value is
//
//	(v + round) >> shift, round = 2^(shift-1), or 0 for shift 0
//
// saturated to int32: ties round towards plus infinity. It returns the
// greatest magnitude among the stored values (2^31 for the lowest one, 0 for
// no values) and whether any of them was saturated.
//
// It panics if dst is shorter than len(acc) values or shift greater than 39.
func (s *Set) StoreInt32(dst []byte, acc []int64, shift uint) (maxAbs int64, saturated bool) {
	require(shift <= maxShift, "StoreInt32: shift > 39")
	require(len(dst)/4 >= len(acc), "StoreInt32: dst is shorter than acc")
	return storePieces(dst, acc, 4, func(dst []byte, acc []int64) (int64, bool) { return s.storeInt32(dst, acc, shift) })
}

// StoreInt16 is [Set.StoreInt32] with int16 for int32.
func (s *Set) StoreInt16(dst []byte, acc []int64, shift uint) (maxAbs int64, saturated bool) {
	require(shift <= maxShift, "StoreInt16: shift > 39")
	require(len(dst)/2 >= len(acc), "StoreInt16: dst is shorter than acc")
	return storePieces(dst, acc, 2, func(dst []byte, acc []int64) (int64, bool) { return s.storeInt16(dst, acc, shift) })
}

// StoreInt64 stores the low 40 bits of accumulators, sign-extended, as
// little-endian int64. The shift is not applied and nothing saturates; maxAbs
// is the greatest magnitude stored.
//
// It panics if dst is shorter than len(acc) values or shift greater than 39.
func (s *Set) StoreInt64(dst []byte, acc []int64, shift uint) (maxAbs int64, saturated bool) {
	require(shift <= maxShift, "StoreInt64: shift > 39")
	require(len(dst)/8 >= len(acc), "StoreInt64: dst is shorter than acc")
	return storePieces(dst, acc, 8, func(dst []byte, acc []int64) (int64, bool) { return s.storeInt64(dst, acc), false })
}

// StoreSign stores -1, 0 or 1 as int8: the sign of the low 40 bits of each
// accumulator. The shift is not applied and nothing saturates; maxAbs is 1 if
// any value is not zero.
//
// It panics if dst is shorter than acc or shift greater than 39.
func (s *Set) StoreSign(dst []byte, acc []int64, shift uint) (maxAbs int64, saturated bool) {
	require(shift <= maxShift, "StoreSign: shift > 39")
	require(len(dst) >= len(acc), "StoreSign: dst is shorter than acc")
	return storePieces(dst, acc, 1, func(dst []byte, acc []int64) (int64, bool) { return s.storeSign(dst, acc), false })
}

// storePieces has a store of values of size bytes work on short pieces.
func storePieces(dst []byte, acc []int64, size int, store func(dst []byte, acc []int64) (int64, bool)) (maxAbs int64, saturated bool) {
	for len(acc) > 0 {
		n := min(len(acc), maxPieceElements)
		m, sat := store(dst, acc[:n])
		maxAbs, saturated = max(maxAbs, m), saturated || sat
		dst, acc = dst[size*n:], acc[n:]
	}
	return maxAbs, saturated
}
