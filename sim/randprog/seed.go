// SPDX-License-Identifier: Apache-2.0

package randprog

import (
	"math/rand/v2"
	"os"
	"strconv"
	"testing"
	"time"
)

// SeedVariable is the environment variable from which Seed takes the seed that a failed test has printed.
const SeedVariable = "E2TRAIN_TEST_SEED"

// Seed returns the seed of a randomised test, from the environment or else from the clock, and logs it.
func Seed(tb testing.TB) uint64 {
	tb.Helper()
	seed := uint64(time.Now().UnixNano())
	if text := os.Getenv(SeedVariable); text != "" {
		v, err := strconv.ParseUint(text, 0, 64)
		if err != nil {
			tb.Fatalf("%s: %v", SeedVariable, err)
		}
		seed = v
	}
	tb.Logf("%s=%d", SeedVariable, seed)
	return seed
}

// Rand returns the random numbers of one case of a test.
func Rand(seed uint64, number int) *rand.Rand { return rand.New(rand.NewPCG(seed, uint64(number))) }
