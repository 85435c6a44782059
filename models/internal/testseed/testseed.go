// SPDX-License-Identifier: Apache-2.0

// Package testseed gives randomised tests their seed.
package testseed

import (
	"math/rand/v2"
	"os"
	"strconv"
	"testing"
	"time"
)

// Variable names the environment variable that repeats a run: its value is the seed that the failed test printed.
const Variable = "E2TRAIN_TEST_SEED"

// New returns random numbers from a new seed, or from the one in the environment, and logs it.
func New(t testing.TB) *rand.Rand {
	t.Helper()
	seed := uint64(time.Now().UnixNano())
	if text := os.Getenv(Variable); text != "" {
		given, err := strconv.ParseUint(text, 10, 64)
		if err != nil {
			t.Fatalf("%s=%s: %v", Variable, text, err)
		}
		seed = given
	}
	t.Logf("%s=%d", Variable, seed)
	return rand.New(rand.NewPCG(seed, seed))
}
