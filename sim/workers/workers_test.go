// SPDX-License-Identifier: Apache-2.0

package workers

import (
	"sync/atomic"
	"testing"
)

func TestDoCallsEachIndexOnce(t *testing.T) {
	defer SetLimit(0)
	for _, threads := range []int{1, 2, 7} {
		SetLimit(threads)
		for _, n := range []int{0, 1, 2, 100} {
			calls := make([]atomic.Int32, n)
			Do(n, func(i int) { calls[i].Add(1) })
			for i := range calls {
				if got := calls[i].Load(); got != 1 {
					t.Errorf("%d threads, %d pieces: piece %d ran %d times", threads, n, i, got)
				}
			}
		}
	}
}

func TestDoKeepsWithinLimit(t *testing.T) {
	defer SetLimit(0)
	SetLimit(3)
	var running, peak atomic.Int32
	Do(64, func(int) {
		now := running.Add(1)
		for p := peak.Load(); now > p && !peak.CompareAndSwap(p, now); p = peak.Load() {
		}
		running.Add(-1)
	})
	if peak.Load() > 3 {
		t.Errorf("%d pieces ran at once under a limit of 3", peak.Load())
	}
}
