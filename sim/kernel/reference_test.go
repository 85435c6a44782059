// SPDX-License-Identifier: Apache-2.0

package kernel

// weightIndex is the pair-interleaved place of row r, column c of tile k.
func weightIndex(lanes, k, r, c int) int {
	return (k*lanes/2+r/2)*2*lanes + 2*c + (r & 1)
}

// pairIndex is the pair-packed place of lane r of vector t.
func pairIndex(lanes, t, r int) int { return (t/2)*2*lanes + 2*r + (t & 1) }

// referenceGemm returns the sums of Gemm, those of vector t at t*lanes.
func referenceGemm(lanes, vectors int, x []int16, xOff []int32, w []int16, tiles int) []int64 {
	sums := make([]int64, vectors*lanes)
	for k := range tiles {
		for r := range lanes {
			row := w[weightIndex(lanes, k, r, 0):]
			for t := range vectors {
				v := int64(x[int(xOff[k*vectors+t])+r])
				for c := range lanes {
					sums[t*lanes+c] += int64(row[2*c]) * v
				}
			}
		}
	}
	return sums
}

// referenceOuter returns the sums of Outer.
func referenceOuter(lanes int, g, x []int16, xOff []int32, vectors int) []int64 {
	sums := make([]int64, lanes*lanes)
	for t := range vectors {
		for r := range lanes {
			for c := range lanes {
				sums[r*lanes+c] += int64(g[pairIndex(lanes, t, r)]) * int64(x[int(xOff[t])+c])
			}
		}
	}
	return sums
}

// reference40 returns the low 40 bits of v as a signed number.
func reference40(v int64) int64 {
	const size = 1 << 40
	v = ((v % size) + size) % size
	if v >= size/2 {
		v -= size
	}
	return v
}

// referenceRound returns v/2^shift rounded half up: the floor of v/2^shift +
// 1/2.
func referenceRound(v int64, shift uint) int64 {
	if shift == 0 {
		return v
	}
	numerator, denominator := 2*v+(1<<shift), int64(2)<<shift
	q := numerator / denominator
	if numerator%denominator < 0 {
		q--
	}
	return q
}
