// SPDX-License-Identifier: Apache-2.0

package data

import (
	"slices"
	"testing"
)

// shuffled returns the order of n images.
func shuffled(n int, seed uint64, epoch int) []int32 {
	order := make([]int32, n)
	shuffle(order, seed, epoch)
	return order
}

func TestShuffleIsPermutation(t *testing.T) {
	d := newDice(t)
	for _, n := range []int{0, 1, 2, 3, 100, 1001} {
		order := shuffled(n, d.bits(), d.between(0, 1000))
		slices.Sort(order)
		for i, index := range order {
			if int(index) != i {
				t.Fatalf("image %d of %d does not occur exactly once", i, n)
			}
		}
	}
}

// TestShuffleForgetsPreviousOrder reuses memory that holds other orders.
func TestShuffleForgetsPreviousOrder(t *testing.T) {
	up, down := make([]int32, 50), make([]int32, 50)
	for i := range int32(50) {
		up[i], down[i] = i, 49-i
	}
	shuffle(up, 1, 2)
	shuffle(down, 1, 2)
	if !slices.Equal(up, down) {
		t.Error("the order depends on what was in the slice")
	}
}

func TestShuffleDependsOnSeedAndEpoch(t *testing.T) {
	base := shuffled(50, 1, 1)
	if slices.Equal(base, shuffled(50, 2, 1)) {
		t.Error("seeds 1 and 2 give one order")
	}
	if slices.Equal(base, shuffled(50, 1, 2)) {
		t.Error("epochs 1 and 2 give one order")
	}
}

// TestShuffleIsPinned fails if the order changes from that of earlier releases.
func TestShuffleIsPinned(t *testing.T) {
	want := []int32{2, 8, 1, 5, 3, 4, 0, 6, 9, 7}
	if got := shuffled(10, 42, 3); !slices.Equal(got, want) {
		t.Errorf("order is %d, want %d", got, want)
	}
}

// TestShuffleIsUniform counts each permutation of four images. With 500
// expected, the standard deviation is 22; six of them are allowed.
func TestShuffleIsUniform(t *testing.T) {
	d := newDice(t)
	seed, counts := d.bits(), map[[4]int32]int{}
	for epoch := range 24 * 500 {
		counts[[4]int32(shuffled(4, seed, epoch))]++
	}
	for order, n := range counts {
		if n < 500-132 || n > 500+132 {
			t.Errorf("order %d occurs %d times, want about 500", order, n)
		}
	}
	if len(counts) != 24 {
		t.Errorf("%d of 24 orders occur", len(counts))
	}
}
