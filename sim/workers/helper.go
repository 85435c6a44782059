// SPDX-License-Identifier: Apache-2.0

package workers

import (
	"runtime"
	"sync/atomic"
	"time"
)

// lookout is how long a helper looks out for a job before it sleeps: about what it takes to wake it.
const lookout = 100 * time.Microsecond

// spinRounds is how often a flag is read before others are let in.
const spinRounds = 64

// helper is a goroutine that stays.
type helper struct {
	job    atomic.Pointer[job]
	asleep atomic.Bool
	wake   chan struct{} // has room for one
}

func newHelper() *helper {
	h := &helper{wake: make(chan struct{}, 1)}
	go h.run()
	return h
}

// give hands the helper a job. It has none.
func (h *helper) give(j *job) {
	h.job.Store(j)
	if h.asleep.CompareAndSwap(true, false) {
		h.wake <- struct{}{}
	}
}

func (h *helper) run() {
	for {
		h.watch()
		h.asleep.Store(true)
		if h.job.Load() != nil && h.asleep.CompareAndSwap(true, false) {
			continue // it came just now, and nobody has woken or will wake us for it
		}
		<-h.wake
	}
}

// watch does jobs until none has come for a while.
func (h *helper) watch() {
	for since := time.Now(); time.Since(since) < lookout; runtime.Gosched() {
		for range spinRounds {
			if j := h.job.Load(); j != nil {
				h.help(j)
				since = time.Now()
			}
		}
	}
}

// help does a job unless its owner has taken it back. The owner waits for helpers that took it, so it is announced first.
func (h *helper) help(j *job) {
	j.helping.Add(1)
	defer j.helping.Add(-1)
	if h.job.CompareAndSwap(j, nil) {
		j.work()
	}
}
