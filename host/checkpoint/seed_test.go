// SPDX-License-Identifier: Apache-2.0

package checkpoint

import (
	"math/rand/v2"
	"os"
	"strconv"
	"testing"
	"time"
)

// random returns a generator whose seed is printed when the test fails; E2TRAIN_TEST_SEED gives it back.
func random(t testing.TB) *rand.Rand {
	t.Helper()
	seed := uint64(time.Now().UnixNano())
	if text := os.Getenv("E2TRAIN_TEST_SEED"); text != "" {
		given, err := strconv.ParseUint(text, 10, 64)
		if err != nil {
			t.Fatalf("E2TRAIN_TEST_SEED: %v", err)
		}
		seed = given
	}
	t.Cleanup(func() {
		if t.Failed() {
			t.Logf("run again with E2TRAIN_TEST_SEED=%d", seed)
		}
	})
	return rand.New(rand.NewPCG(seed, 0))
}
