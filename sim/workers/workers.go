// SPDX-License-Identifier: Apache-2.0

// Package workers spreads independent pieces of work over the processors.
//
// Results never depend on the number of threads: a piece is identified by its index and must write only what belongs to
// that index. Whoever reduces over pieces does so afterwards, in index order.
//
// Helpers stay: waking a thread takes as long as a tenth of a millisecond, which is as much work as many callers have.
// A helper that is done therefore looks out for more for that long before it sleeps.
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

// team is the helpers that stay. One call of Do has them at a time.
var team struct {
	mu      sync.Mutex
	helpers []*helper
}

// Do calls f(0) ... f(n-1), each once, on up to Limit goroutines including the caller's, and returns when all are done.
// A panic in f on another goroutine is not recovered.
func Do(n int, f func(i int)) {
	j := &job{f: f, n: int64(n)}
	helpers := min(Limit(), n) - 1
	switch {
	case helpers <= 0:
		j.work()
	case team.mu.TryLock():
		defer team.mu.Unlock()
		share(j, helpers)
	default: // a call within a call, or at the same time
		j.spawn(helpers)
	}
}

// share does a job with helpers of the team. The caller has the team.
func share(j *job, n int) {
	for len(team.helpers) < n {
		team.helpers = append(team.helpers, newHelper())
	}
	for _, h := range team.helpers[:n] {
		h.give(j)
	}
	j.work()
	for _, h := range team.helpers[:n] {
		h.job.CompareAndSwap(j, nil) // those that come too late need not come
	}
	j.wait()
}
