// SPDX-License-Identifier: Apache-2.0

package nn

import (
	"math"

	"github.com/e2train/e2train/driver/conv"
)

// The largest absolute values of codes.
const (
	maxSigned8   = 128
	maxUnsigned8 = 255
	maxSigned16  = 32768
)

// shiftFor returns the smallest right shift after which no sum whose absolute value is at most bound saturates int32,
// rounding included.
func shiftFor(bound int64) uint {
	var shift uint
	for shift < conv.MaxShift && conv.RoundShift(bound, shift) > math.MaxInt32 {
		shift++
	}
	return shift
}

// maxOf returns the largest value, 0 for none.
func maxOf(values []int64) int64 {
	var m int64
	for _, v := range values {
		m = max(m, v)
	}
	return m
}

// maxChannelSum adds per-plane lane sums over the images of a tensor of the given number of blocks per image, and
// returns the largest channel's sum.
func maxChannelSum(planes [][Lanes]int64, blocks int) int64 {
	var largest int64
	for b := range blocks {
		var sums [Lanes]int64
		for p := b; p < len(planes); p += blocks {
			for l, v := range planes[p] {
				sums[l] += v
			}
		}
		largest = max(largest, maxOf(sums[:]))
	}
	return largest
}
