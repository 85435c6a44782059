// SPDX-License-Identifier: Apache-2.0

package turns

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"
)

// waitFor waits until n callers are in the queue.
func waitFor(t *testing.T, q *Queue, n int) {
	t.Helper()
	for end := time.Now().Add(10 * time.Second); ; time.Sleep(time.Millisecond) {
		q.mu.Lock()
		waiting := len(q.waiting)
		q.mu.Unlock()
		if waiting == n {
			return
		}
		if time.Now().After(end) {
			t.Fatalf("%d callers wait, want %d", waiting, n)
		}
	}
}

func TestTurnsComeInOrder(t *testing.T) {
	var q Queue
	ctx := context.Background()
	if err := q.Take(ctx); err != nil {
		t.Fatal(err)
	}
	var order []int
	var wg sync.WaitGroup
	for i := range 20 {
		wg.Go(func() {
			if err := q.Take(ctx); err != nil {
				t.Error(err)
				return
			}
			order = append(order, i) // guarded by the turn
			q.Give()
		})
		waitFor(t, &q, i+1)
	}
	q.Give()
	wg.Wait()
	for i, who := range order {
		if who != i {
			t.Fatalf("turns in the order %v", order)
		}
	}
}

func TestEndedContextTakesNoTurn(t *testing.T) {
	var q Queue
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if err := q.Take(ctx); !errors.Is(err, context.Canceled) {
		t.Fatalf("got error %v, want %v", err, context.Canceled)
	}
	if err := q.Take(context.Background()); err != nil { // would block if the turn was taken
		t.Fatal(err)
	}
}

func TestCallerThatGivesUpLeavesTheQueue(t *testing.T) {
	var q Queue
	if err := q.Take(context.Background()); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	gone := make(chan error)
	go func() { gone <- q.Take(ctx) }()
	waitFor(t, &q, 1)
	cancel()
	if err := <-gone; !errors.Is(err, context.Canceled) {
		t.Fatalf("got error %v, want %v", err, context.Canceled)
	}
	q.Give()
	if err := q.Take(context.Background()); err != nil {
		t.Fatal(err)
	}
}

// TestTurnOfCallerThatGivesUpIsPassedOn gives a caller its turn while it gives up.
func TestTurnOfCallerThatGivesUpIsPassedOn(t *testing.T) {
	var q Queue
	if err := q.Take(context.Background()); err != nil {
		t.Fatal(err)
	}
	mine := q.enter()
	q.Give()
	q.leave(mine)
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	if err := q.Take(ctx); err != nil {
		t.Fatal(err)
	}
}
