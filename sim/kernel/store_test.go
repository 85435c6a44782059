// SPDX-License-Identifier: Apache-2.0

package kernel

import (
	"math/rand/v2"
	"slices"
	"testing"
)

// storeKind is one of the stores with what it should do to a value.
type storeKind struct {
	name string
	size int
	run  func(s *Set, dst []byte, acc []int64, shift uint) (int64, bool)
	want func(v int64, shift uint) (stored int64, saturated bool)
}

// saturating returns the rule of a store which rounds to bits.
func saturating(bits int) func(int64, uint) (int64, bool) {
	return func(v int64, shift uint) (int64, bool) {
		v = referenceRound(reference40(v), shift)
		top := int64(1)<<(bits-1) - 1
		if v > top {
			return top, true
		}
		if v < -top-1 {
			return -top - 1, true
		}
		return v, false
	}
}

func wantInt64(v int64, _ uint) (int64, bool) { return reference40(v), false }

func wantSign(v int64, _ uint) (int64, bool) {
	switch v = reference40(v); {
	case v > 0:
		return 1, false
	case v < 0:
		return -1, false
	}
	return 0, false
}

var storeKinds = []storeKind{
	{"StoreInt32", 4, (*Set).StoreInt32, saturating(32)},
	{"StoreInt16", 2, (*Set).StoreInt16, saturating(16)},
	{"StoreInt64", 8, (*Set).StoreInt64, wantInt64},
	{"StoreSign", 1, (*Set).StoreSign, wantSign},
}

// check runs the store on every set; dst is longer than needed.
func (k *storeKind) check(t *testing.T, sets []*Set, acc []int64, shift uint) {
	t.Helper()
	want := slices.Repeat([]byte{0xA5}, len(acc)*k.size+7)
	var wantMax int64
	wantSat := false
	for i, v := range acc {
		stored, sat := k.want(v, shift)
		wantMax, wantSat = max(wantMax, stored, -stored), wantSat || sat
		for b := range k.size {
			want[i*k.size+b] = byte(stored >> (8 * b))
		}
	}
	for _, s := range sets {
		dst := slices.Repeat([]byte{0xA5}, len(want))
		maxAbs, sat := k.run(s, dst, acc, shift)
		if i := firstDifference(dst, want); i >= 0 {
			n := min(i/k.size, len(acc)-1)
			t.Fatalf("%s.%s: shift %d, value %d of %d, %#x: byte %d is %#x, want %#x", s.Name(), k.name, shift, n, len(acc), acc[n], i, dst[i], want[i])
		}
		if maxAbs != wantMax || sat != wantSat {
			t.Fatalf("%s.%s: shift %d of %#x: maximum %d and saturated %t, want %d and %t", s.Name(), k.name, shift, acc, maxAbs, sat, wantMax, wantSat)
		}
	}
}

// boundaries returns values around every place where a store changes its
// behaviour: ties, the ends of the stored types and the wrap of 40 bits.
func boundaries(shift uint) []int64 {
	var values []int64
	near := func(v int64) {
		for d := int64(-2); d <= 2; d++ {
			values = append(values, v+d)
		}
	}
	half := int64(1) << shift / 2
	for _, q := range []int64{-3, -2, -1, 0, 1, 2, 3} {
		near(q << shift)
		near(q<<shift + half)
	}
	for _, bits := range []uint{8, 16, 32} {
		end := int64(1) << (bits - 1) << shift
		near(end)
		near(end - half)
		near(-end)
		near(-end - half)
	}
	for _, v := range []int64{1 << 39, 1 << 40, 3 << 39, 5 << 50, -1 << 63, 1<<63 - 3} {
		near(v)
		near(-v)
	}
	return values
}

// TestStoreBoundaries has one value of interest among zeros, at every
// position of a few lengths, so that what is returned is about that value.
func TestStoreBoundaries(t *testing.T) {
	sets := usableSets(t)
	lengths := []int{1, 4, 7, 9}
	if underRace {
		lengths = []int{1, 9}
	}
	for shift := uint(0); shift <= maxShift; shift++ {
		for _, v := range boundaries(shift) {
			for _, n := range lengths {
				for at := range n {
					acc := make([]int64, n)
					acc[at] = v
					for _, k := range storeKinds {
						k.check(t, sets, acc, shift)
					}
				}
			}
		}
	}
}

func TestStoreRandom(t *testing.T) {
	rng := testRand(t)
	sets := usableSets(t)
	for _, n := range []int{0, 1, 2, 3, 4, 5, 7, 8, 9, 16, 33, 1000, maxPieceElements + 5} {
		for _, shift := range []uint{0, 1, 8, 39} {
			acc := storeValues(rng, n)
			for _, k := range storeKinds {
				k.check(t, sets, acc, shift)
			}
		}
	}
}

// storeValues returns numbers of every size.
func storeValues(rng *rand.Rand, n int) []int64 {
	acc := fill64(rng, n)
	for i := range acc {
		acc[i] >>= rng.UintN(64)
	}
	return acc
}
