// SPDX-License-Identifier: Apache-2.0

package kernel

import (
	"math/rand/v2"
	"os"
	"strconv"
	"testing"
	"time"
)

// seedEnv repeats a run of the randomised tests.
const seedEnv = "E2TRAIN_TEST_SEED"

// testRand returns a generator whose seed is printed with a failure and taken
// from the environment if it is there.
func testRand(tb testing.TB) *rand.Rand {
	tb.Helper()
	seed := uint64(time.Now().UnixNano())
	if text := os.Getenv(seedEnv); text != "" {
		v, err := strconv.ParseUint(text, 0, 64)
		if err != nil {
			tb.Fatalf("%s: %v", seedEnv, err)
		}
		seed = v
	}
	tb.Logf("%s=%d", seedEnv, seed)
	return rand.New(rand.NewPCG(seed, 1))
}

// within returns a number of low..high.
func within(rng *rand.Rand, low, high int) int { return low + rng.IntN(high-low+1) }

// fill16 returns n numbers of low..high.
func fill16(rng *rand.Rand, n, low, high int) []int16 {
	v := make([]int16, n)
	for i := range v {
		v[i] = int16(within(rng, low, high))
	}
	return v
}

// fillBytes returns n bytes.
func fillBytes(rng *rand.Rand, n int) []byte {
	v := make([]byte, n)
	for i := range v {
		v[i] = byte(rng.Uint32())
	}
	return v
}

// fill64 returns n numbers of all of int64.
func fill64(rng *rand.Rand, n int) []int64 {
	v := make([]int64, n)
	for i := range v {
		v[i] = int64(rng.Uint64())
	}
	return v
}

// entries returns n offsets of entries of a buffer which has count of them.
func entries(rng *rand.Rand, n, count, lanes int) []int32 {
	off := make([]int32, n)
	for i := range off {
		off[i] = int32(rng.IntN(count) * lanes)
	}
	return off
}

// allLanes are the widths the package knows.
var allLanes = []int{4, 8, 16}

// usableSets returns every set the CPU can run.
func usableSets(tb testing.TB) []*Set {
	tb.Helper()
	var sets []*Set
	for _, name := range Available() {
		s, err := Select(name)
		if err != nil {
			tb.Fatal(err)
		}
		sets = append(sets, s)
	}
	return sets
}
