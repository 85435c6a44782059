// SPDX-License-Identifier: Apache-2.0

package kernel

// columnBlock is how many columns are summed at once: what the registers of a
// 64-bit CPU hold together with the operands.
const columnBlock = 8

// twins is a row of columnBlock columns, two to a word: word j is column 2*j
// plus 2^32 times column 2*j+1.
type twins [columnBlock / 2]int64

// twin joins two columns.
func twin(a, b int16) int64 { return int64(a) + int64(b)<<32 }

// columns returns how many columns of a block lanes fill.
func columns(lanes int) int { return min(lanes, columnBlock) }

// dot adds the products of x[i] with rows[i], len(x) of them, to s. Only the
// words that lanes fills are worked on.
func dot(lanes int, s *twins, x []int16, rows []twins) {
	if lanes == 4 {
		dot4(s, x, rows)
	} else {
		dot8(s, x, rows)
	}
}

// dot8 is dot for all eight columns of a block.
func dot8(s *twins, x []int16, rows []twins) {
	s0, s1, s2, s3 := s[0], s[1], s[2], s[3]
	rows = rows[:len(x)]
	for i := range x {
		v, row := int64(x[i]), &rows[i]
		s0 += v * row[0]
		s1 += v * row[1]
		s2 += v * row[2]
		s3 += v * row[3]
	}
	s[0], s[1], s[2], s[3] = s0, s1, s2, s3
}

// dot4 is dot for the first four columns of a block.
func dot4(s *twins, x []int16, rows []twins) {
	s0, s1 := s[0], s[1]
	rows = rows[:len(x)]
	for i := range x {
		v, row := int64(x[i]), &rows[i]
		s0 += v * row[0]
		s1 += v * row[1]
	}
	s[0], s[1] = s0, s1
}

// flush parts the sums of the len(dst) first columns and stores or adds them.
// The low half of a word is its first sum; what is left without it is the
// second.
func (s *twins) flush(dst []int64, accumulate bool) {
	for c := 0; c+1 < len(dst); c += 2 {
		v := s[c/2]
		low := int64(int32(v))
		high := (v - low) >> 32
		if accumulate {
			low += dst[c]
			high += dst[c+1]
		}
		dst[c], dst[c+1] = low, high
	}
}
