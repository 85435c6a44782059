// SPDX-License-Identifier: Apache-2.0

package workers

import (
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"testing"
	"time"
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

func TestDoWithinAndBesideDo(t *testing.T) {
	defer SetLimit(0)
	SetLimit(4)
	var calls atomic.Int32
	done := make(chan bool)
	for range 3 {
		go func() {
			for range 200 {
				Do(5, func(int) { Do(3, func(int) { calls.Add(1) }) })
			}
			done <- true
		}()
	}
	for range 3 {
		<-done
	}
	if got := calls.Load(); got != 3*200*15 {
		t.Errorf("%d pieces ran, want %d", got, 3*200*15)
	}
}

// TestHelpersWakeUp lets helpers fall asleep between calls.
func TestHelpersWakeUp(t *testing.T) {
	defer SetLimit(0)
	SetLimit(3)
	for range 50 {
		time.Sleep(time.Duration(rand.IntN(300)) * time.Microsecond)
		var both sync.WaitGroup
		both.Add(2)
		Do(2, func(int) { both.Done(); both.Wait() }) // ends only if two goroutines take part
	}
}
