// SPDX-License-Identifier: Apache-2.0

package isa

import "math/bits"

// entrySet is a set of entries of one memory, a bit each.
type entrySet []uint64

func newEntrySet(depth int) entrySet { return make(entrySet, (depth+63)/64) }

// add adds one entry and reports whether it was there already.
func (e entrySet) add(i int) (already bool) {
	word, bit := &e[i/64], uint64(1)<<(i%64)
	already = *word&bit != 0
	*word |= bit
	return already
}

// addSpan adds all entries of s.
func (e entrySet) addSpan(s span) {
	for i := s.low; i < s.high; {
		mask, next := wordMask(i, s.high)
		e[i/64] |= mask
		i = next
	}
}

// addAll adds all entries of o.
func (e entrySet) addAll(o entrySet) {
	for i := range o {
		e[i] |= o[i]
	}
}

// missing returns the first entry of s that e lacks, -1 if it has all.
func (e entrySet) missing(s span) int64 {
	for i := s.low; i < s.high; {
		mask, next := wordMask(i, s.high)
		if lacks := mask &^ e[i/64]; lacks != 0 {
			return i/64*64 + int64(bits.TrailingZeros64(lacks))
		}
		i = next
	}
	return -1
}

// missingOf returns the first entry of o that e lacks, -1 if it has all.
func (e entrySet) missingOf(o entrySet) int {
	for i := range o {
		if lacks := o[i] &^ e[i]; lacks != 0 {
			return i*64 + bits.TrailingZeros64(lacks)
		}
	}
	return -1
}

// shares reports whether e and o have an entry in common.
func (e entrySet) shares(o entrySet) bool {
	for i := range o {
		if e[i]&o[i] != 0 {
			return true
		}
	}
	return false
}

// wordMask returns the bits of entries [i, high) in i's word, and the first entry of the next word.
func wordMask(i, high int64) (mask uint64, next int64) {
	next = min(high, (i/64+1)*64)
	return ^uint64(0) >> (64 - (next - i)) << (i % 64), next
}
