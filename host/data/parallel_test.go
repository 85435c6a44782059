// SPDX-License-Identifier: Apache-2.0

package data

import (
	"errors"
	"fmt"
	"runtime"
	"sync/atomic"
	"testing"
)

func TestParallelDoesEachOnce(t *testing.T) {
	for _, n := range []int{0, 1, 2, 10_000} {
		counts := make([]atomic.Int32, n)
		if err := parallel(n, func(i int) error { counts[i].Add(1); return nil }); err != nil {
			t.Fatal(err)
		}
		for i := range counts {
			if got := counts[i].Load(); got != 1 {
				t.Errorf("n = %d: item %d was done %d times", n, i, got)
			}
		}
	}
}

// TestParallelReturnsFirstError lets all items from 37 on fail, and 37 only
// after 38. The answer must always be 37.
func TestParallelReturnsFirstError(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(4))
	for range 200 {
		later := make(chan struct{})
		err := parallel(100, func(i int) error {
			switch {
			case i < 37:
				return nil
			case i == 37:
				<-later
			case i == 38:
				close(later)
			}
			return fmt.Errorf("item %d", i)
		})
		if err == nil || err.Error() != "item 37" {
			t.Fatalf("error is %v, want item 37", err)
		}
	}
}

func TestFirstErrorKeepsSmallestIndex(t *testing.T) {
	var f firstError
	for _, i := range []int{5, 3, 4} {
		f.note(i, fmt.Errorf("item %d", i))
		f.note(i-3, nil)
	}
	if f.none() || f.err.Error() != "item 3" {
		t.Errorf("error is %v, want item 3", f.err)
	}
}

func TestParallelStopsAfterError(t *testing.T) {
	var done atomic.Int32
	failure := errors.New("failure")
	err := parallel(1_000_000, func(int) error { done.Add(1); return failure })
	if err != failure || done.Load() > 10_000 {
		t.Errorf("error is %v after %d items", err, done.Load())
	}
}
