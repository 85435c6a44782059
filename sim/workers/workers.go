// SPDX-License-Identifier: Apache-2.0

// Package workers spreads independent pieces of work over the processors.
//
// Results never depend on the number of threads: a piece is identified by its index and must write only what belongs to
// that index. Whoever reduces over pieces does so afterwards, in index order.
package workers

import (
	"runtime"
	"sync"
	"sync/atomic"
)

var limit atomic.Int64

// SetLimit bounds the number of goroutines that work on one call of Do. Zero or less means GOMAXPROCS.
func SetLimit(n int) { limit.Store(int64(n)) }

// Limit returns the number of goroutines that Do uses at most.
func Limit() int {
	if n := int(limit.Load()); n > 0 {
		return n
	}
	return runtime.GOMAXPROCS(0)
}

// Do calls f(0) ... f(n-1), each once, on up to Limit goroutines including the caller's, and returns when all are done.
// A panic in f on another goroutine is not recovered.
func Do(n int, f func(i int)) {
	helpers := min(Limit(), n) - 1
	if helpers <= 0 {
		for i := range n {
			f(i)
		}
		return
	}
	var next atomic.Int64
	work := func() {
		for i := int(next.Add(1)) - 1; i < n; i = int(next.Add(1)) - 1 {
			f(i)
		}
	}
	var wg sync.WaitGroup
	for range helpers {
		wg.Go(work)
	}
	work()
	wg.Wait()
}
