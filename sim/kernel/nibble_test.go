// SPDX-License-Identifier: Apache-2.0

package kernel

import (
	"math"
	"slices"
	"testing"
)

// nibbleLengths are all values there are and every remainder, and more than a piece.
var nibbleLengths = func() []int {
	lengths := []int{1 << 16, maxPieceElements + 17}
	for n := range 70 {
		lengths = append(lengths, n)
	}
	return lengths
}()

// wordsFrom returns n consecutive int16, which wrap.
func wordsFrom(start, n int) []int16 {
	v := make([]int16, n)
	for i := range v {
		v[i] = int16(start + i)
	}
	return v
}

func TestSplitNibbles(t *testing.T) {
	rng := testRand(t)
	nibble := func(v int, signed bool) int16 {
		if signed && v >= 8 {
			return int16(v - 16)
		}
		return int16(v)
	}
	for _, n := range nibbleLengths {
		src, before := wordsFrom(rng.IntN(1<<16), n), fill16(rng, n+3, -32768, 32767)
		for _, signed := range []bool{false, true} {
			wantHigh, wantLow := slices.Clone(before), slices.Clone(before)
			for i, v := range src {
				b := int(uint16(v)) % 256
				wantHigh[i], wantLow[i] = nibble(b/16, signed), nibble(b%16, signed)
			}
			for _, s := range usableSets(t) {
				high, low := slices.Clone(before), slices.Clone(before)
				s.SplitNibbles(high, low, src, signed)
				if !slices.Equal(high, wantHigh) || !slices.Equal(low, wantLow) {
					t.Fatalf("%s: %d words, signed %t: high differs at %d, low at %d", s.Name(), n, signed,
						firstDifference(high, wantHigh), firstDifference(low, wantLow))
				}
			}
		}
	}
}

func TestRoundNibbles(t *testing.T) {
	rng := testRand(t)
	for _, n := range nibbleLengths {
		src, before := make([]byte, n), fillBytes(rng, n+3)
		start := rng.IntN(256)
		for i := range src {
			src[i] = byte(start + i)
		}
		for _, signed := range []bool{false, true} {
			for _, shift := range []uint{0, 4} {
				want := slices.Clone(before)
				for i, b := range src {
					v := min(math.RoundToEven(float64(b)/16), 15)
					if signed {
						v = min(math.RoundToEven(float64(int8(b))/16), 7)
					}
					want[i] |= byte(int(v)&15) << shift
				}
				for _, s := range usableSets(t) {
					dst := slices.Clone(before)
					s.RoundNibbles(dst, src, signed, shift)
					if i := firstDifference(dst, want); i >= 0 {
						t.Fatalf("%s: %d bytes, signed %t, shift %d: dst[%d] is %#x, want %#x", s.Name(), n, signed, shift, i, dst[i], want[i])
					}
				}
			}
		}
	}
}

func TestRoundWords(t *testing.T) {
	rng := testRand(t)
	for _, n := range nibbleLengths {
		src, before := wordsFrom(rng.IntN(1<<16), n), fill16(rng, n+3, -32768, 32767)
		want := slices.Clone(before)
		for i, v := range src {
			want[i] = int16(min(math.RoundToEven(float64(v)/64), 511))
		}
		for _, s := range usableSets(t) {
			dst := slices.Clone(before)
			s.RoundWords(dst, src)
			if i := firstDifference(dst, want); i >= 0 {
				t.Fatalf("%s: %d words: dst[%d] is %d, want %d", s.Name(), n, i, dst[i], want[i])
			}
		}
	}
}
