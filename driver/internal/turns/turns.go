// SPDX-License-Identifier: Apache-2.0

// Package turns is the queue in front of a device: launches run one at a time, in the order in which they came.
package turns

import (
	"context"
	"slices"
	"sync"
)

// Queue lets callers in one at a time, in the order in which they came. The zero value is free.
type Queue struct {
	mu      sync.Mutex
	busy    bool
	waiting []chan struct{}
}

// Take waits for the caller's turn, which ends with Give, or for the end of ctx, whose error it returns then.
func (q *Queue) Take(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	mine := q.enter()
	if mine == nil {
		return nil
	}
	select {
	case <-mine:
		return nil
	case <-ctx.Done():
		q.leave(mine)
		return ctx.Err()
	}
}

// enter returns nil if it is the caller's turn at once, else what will tell.
func (q *Queue) enter() chan struct{} {
	q.mu.Lock()
	defer q.mu.Unlock()
	if !q.busy {
		q.busy = true
		return nil
	}
	mine := make(chan struct{})
	q.waiting = append(q.waiting, mine)
	return mine
}

// leave gives up waiting. If the turn came in the meantime, it is passed on.
func (q *Queue) leave(mine chan struct{}) {
	q.mu.Lock()
	i := slices.Index(q.waiting, mine)
	if i >= 0 {
		q.waiting = slices.Delete(q.waiting, i, i+1)
	}
	q.mu.Unlock()
	if i < 0 {
		q.Give()
	}
}

// Give ends a turn.
func (q *Queue) Give() {
	q.mu.Lock()
	defer q.mu.Unlock()
	if len(q.waiting) == 0 {
		q.busy = false
		return
	}
	close(q.waiting[0])
	q.waiting = q.waiting[1:]
}
