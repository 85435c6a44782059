// SPDX-License-Identifier: Apache-2.0

package conv

import (
	"encoding/binary"
	"unsafe"
)

// littleEndian: device memory is little-endian; on such a host, slices of integers are copied as they are.
var littleEndian = binary.NativeEndian.Uint16([]byte{1, 0}) == 1

// putInt16s writes src to dst, which has 2*len(src) bytes.
func putInt16s(dst []byte, src []int16) {
	if littleEndian && len(src) > 0 {
		copy(dst, unsafe.Slice((*byte)(unsafe.Pointer(&src[0])), 2*len(src)))
		return
	}
	for i, v := range src {
		binary.LittleEndian.PutUint16(dst[2*i:], uint16(v))
	}
}

// getInt32s reads len(dst) integers from src.
func getInt32s(dst []int32, src []byte) {
	if littleEndian && len(dst) > 0 {
		copy(unsafe.Slice((*byte)(unsafe.Pointer(&dst[0])), 4*len(dst)), src)
		return
	}
	for i := range dst {
		dst[i] = int32(binary.LittleEndian.Uint32(src[4*i:]))
	}
}

// int32s returns the integers in src: where they are, if the host keeps integers like that, else in a new slice.
func int32s(src []byte) []int32 {
	n := len(src) / 4
	if n > 0 && littleEndian && uintptr(unsafe.Pointer(&src[0]))%4 == 0 {
		return unsafe.Slice((*int32)(unsafe.Pointer(&src[0])), n)
	}
	values := make([]int32, n)
	getInt32s(values, src)
	return values
}

// addInt64s adds len(dst) integers from src to dst.
func addInt64s(dst []int64, src []byte) {
	for i := range dst {
		dst[i] += int64(binary.LittleEndian.Uint64(src[8*i:]))
	}
}
