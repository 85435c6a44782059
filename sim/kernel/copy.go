// SPDX-License-Identifier: Apache-2.0

package kernel

import (
	"encoding/binary"
	"unsafe"
)

// littleEndian tells whether the host keeps int16 the way memory of the
// machine does.
var littleEndian = binary.NativeEndian.Uint16([]byte{1, 0}) == 1

// CopyInt16 reads little-endian int16, the form of G in memory: dst[i] is the
// bytes 2*i and 2*i+1 of src. It panics if src has an odd number of bytes or
// dst is shorter than src.
func (s *Set) CopyInt16(dst []int16, src []byte) {
	require(len(src)%2 == 0, "CopyInt16: src is not whole int16")
	require(len(dst) >= len(src)/2, "CopyInt16: dst is shorter than src")
	switch {
	case len(src) == 0:
	case littleEndian:
		copy(unsafe.Slice((*byte)(unsafe.Pointer(&dst[0])), len(src)), src)
	default:
		decodeInt16(dst, src)
	}
}

// decodeInt16 is CopyInt16 for hosts of any byte order.
func decodeInt16(dst []int16, src []byte) {
	for i := range len(src) / 2 {
		dst[i] = int16(binary.LittleEndian.Uint16(src[2*i:]))
	}
}
