// SPDX-License-Identifier: Apache-2.0

package workers

import (
	"runtime"
	"sync"
	"sync/atomic"
	"time"
)

// job is one call of Do.
type job struct {
	f       func(int)
	n       int64
	next    atomic.Int64 // first piece that nobody has begun
	helping atomic.Int64 // helpers that may be working on it
}

// work does pieces until none is left.
func (j *job) work() {
	for i := j.next.Add(1) - 1; i < j.n; i = j.next.Add(1) - 1 {
		j.f(int(i))
	}
}

// wait returns when no helper works on the job any more. They are in their last pieces, so it is not long, unless the
// machine is busy and has taken a helper's processor away: then the caller leaves it his.
func (j *job) wait() {
	since := time.Now()
	for k := 0; j.helping.Load() > 0; k++ {
		switch {
		case k < spinRounds:
		case time.Since(since) < lookout:
			runtime.Gosched()
		default:
			time.Sleep(lookout / 2)
		}
	}
}

// spawn does the job with goroutines of its own.
func (j *job) spawn(helpers int) {
	var wg sync.WaitGroup
	for range helpers {
		wg.Go(j.work)
	}
	j.work()
	wg.Wait()
}
