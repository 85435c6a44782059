// SPDX-License-Identifier: Apache-2.0

// Package bound decides, before any memory is allocated, whether the size that
// a file header claims can be true.
package bound

// deflateRatio is the largest expansion DEFLATE can reach: 258 bytes for 2 bits.
const deflateRatio = 1032

// Inflated returns an upper limit, in bytes, of what size bytes of DEFLATE or
// gzip data can expand to. A negative size counts as zero.
func Inflated(size int64) int64 {
	const most = (1<<63 - 1) / deflateRatio
	return min(max(size, 0), most) * deflateRatio
}

// Product multiplies factors and reports whether the result is at most limit.
// It never overflows; when the answer is false the product is not meaningful.
// A limit below zero admits only nothing.
func Product(limit int64, factors ...uint32) (int64, bool) {
	product := int64(1)
	for _, factor := range factors {
		if factor == 0 {
			return 0, limit >= 0
		}
	}
	for _, factor := range factors {
		if product > limit/int64(factor) {
			return 0, false
		}
		product *= int64(factor)
	}
	return product, product <= limit
}
