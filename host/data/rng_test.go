// SPDX-License-Identifier: Apache-2.0

package data

import (
	"math"
	"testing"
)

// TestMixIsSplitMix64 compares with the published first outputs of SplitMix64
// for seed 0: output k is mix of k golden-ratio increments.
func TestMixIsSplitMix64(t *testing.T) {
	state := uint64(0)
	for i, want := range []uint64{0xe220a8397b1dcdaf, 0x6e789e6aa1b965f4, 0x06c45d188009454f} {
		if got := mix(state); got != want {
			t.Errorf("output %d is %#016x, want %#016x", i, got, want)
		}
		state += 0x9e3779b97f4a7c15
	}
}

// TestRandomIsPinned fails if the numbers change, as training runs would then
// no longer be reproducible.
func TestRandomIsPinned(t *testing.T) {
	cases := []struct{ seed, stream, a, b, want uint64 }{
		{0, 0, 0, 0, 0x2130748aaac80268},
		{1, streamOrder, 0, 0, 0xc965d6348c188782},
		{1, streamAugment, 2, 3, 0xc05d562fb03cf199},
		{math.MaxUint64, streamAugment, math.MaxUint32, math.MaxInt32, 0x8b74abc918109f6d},
	}
	for _, c := range cases {
		if got := random(c.seed, c.stream, c.a, c.b); got != c.want {
			t.Errorf("random(%d, %d, %d, %d) = %#016x, want %#016x", c.seed, c.stream, c.a, c.b, got, c.want)
		}
	}
}

// TestRandomDependsOnEveryArgument changes one bit of one argument and counts
// changed output bits, of which half are expected.
func TestRandomDependsOnEveryArgument(t *testing.T) {
	d := newDice(t)
	for argument := range 4 {
		flipped := 0
		const rounds = 1000
		for range rounds {
			args := [4]uint64{d.bits(), d.bits(), d.bits(), d.bits()}
			before := random(args[0], args[1], args[2], args[3])
			args[argument] ^= 1 << d.between(0, 63)
			changed := before ^ random(args[0], args[1], args[2], args[3])
			for ; changed != 0; changed &= changed - 1 {
				flipped++
			}
		}
		if share := float64(flipped) / (64 * rounds); math.Abs(share-0.5) > 0.02 {
			t.Errorf("argument %d: %v of the bits change, want a half", argument, share)
		}
	}
}

func TestBelow(t *testing.T) {
	cases := []struct {
		r    uint64
		n    int
		want int
	}{
		{0, 1, 0}, {math.MaxUint64, 1, 0}, {0, 9, 0}, {math.MaxUint64, 9, 8}, {1 << 63, 10, 5}, {1<<63 - 1, 10, 4},
	}
	for _, c := range cases {
		if got := below(c.r, c.n); got != c.want {
			t.Errorf("below(%#x, %d) = %d, want %d", c.r, c.n, got, c.want)
		}
	}
}
