// SPDX-License-Identifier: Apache-2.0

package plane

import "encoding/binary"

// CodeSums adds to sums, lane by lane, the absolute values of 8-bit codes. The length is a multiple of 16.
func CodeSums(codes []byte, signed bool, sums *[Lanes]int64) {
	chosen.Load().codeSums(codes, signed, sums)
}

func portableCodeSums(codes []byte, signed bool, sums *[Lanes]int64) {
	if signed {
		signedSums(codes, sums)
	} else {
		unsignedSums(codes, sums)
	}
}

func signedSums(codes []byte, sums *[Lanes]int64) {
	for ; len(codes) >= Lanes; codes = codes[Lanes:] {
		for l, c := range (*[Lanes]byte)(codes) {
			v := int64(int8(c))
			sums[l] += max(v, -v)
		}
	}
}

// unsignedSums adds eight lanes at once, in 16-bit fields of 64-bit words, for as many pixels as the fields hold.
func unsignedSums(codes []byte, sums *[Lanes]int64) {
	const pixels = 65535 / 255
	for len(codes) > 0 {
		part := codes[:min(len(codes), pixels*Lanes)]
		codes = codes[len(part):]
		var fields [4]uint64 // even lanes of the first eight, odd lanes, even and odd of the last eight
		for ; len(part) >= Lanes; part = part[Lanes:] {
			p := (*[Lanes]byte)(part)
			low, high := binary.LittleEndian.Uint64(p[:8]), binary.LittleEndian.Uint64(p[8:])
			fields[0] += low & evenBytes
			fields[1] += low >> 8 & evenBytes
			fields[2] += high & evenBytes
			fields[3] += high >> 8 & evenBytes
		}
		for l := range sums {
			sums[l] += int64(fields[l/8*2+l%2] >> (l % 8 / 2 * 16) & 0xffff)
		}
	}
}

const evenBytes = 0x00ff00ff00ff00ff
