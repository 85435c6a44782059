// SPDX-License-Identifier: Apache-2.0

package data

import (
	"context"
	"errors"
	"io"
	"testing"
	"testing/synctest"
)

// testLoader returns a loader of small batches without end.
func testLoader(t *testing.T, prefetch int) *Loader {
	t.Helper()
	config := Training(4, 1)
	config.Prefetch = prefetch
	l, err := NewLoader(newDice(t).set(10, 3, 5, 5), config)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// at starts a stream of l.
func at(t *testing.T, ctx context.Context, l *Loader) *Stream {
	t.Helper()
	s, err := l.At(ctx, 0, 0)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// TestPrefetchIsBounded fills the pool and counts the buffers that a stream
// takes while nobody calls Next, and after two calls.
func TestPrefetchIsBounded(t *testing.T) {
	for _, depth := range []int{1, 2, 5} {
		synctest.Test(t, func(t *testing.T) {
			l := testLoader(t, depth)
			for range cap(l.pool) {
				l.pool.put(&buffer{make([]float32, 4*l.fill.size()), make([]int32, 4), make([]int32, 4)})
			}
			s := at(t, t.Context(), l)
			defer s.Close()
			synctest.Wait()
			if taken := cap(l.pool) - len(l.pool); taken != depth {
				t.Errorf("%d batches are prepared, want %d", taken, depth)
			}
			mustNext(t, s)
			mustNext(t, s)
			synctest.Wait()
			if taken := cap(l.pool) - len(l.pool); taken != depth+2 {
				t.Errorf("%d batches are prepared or in use, want %d", taken, depth+2)
			}
		})
	}
}

// TestCloseStopsGoroutine fails by a report of synctest if a goroutine stays.
func TestCloseStopsGoroutine(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := at(t, t.Context(), testLoader(t, 3))
		kept := mustNext(t, s)
		s.Close()
		s.Close()
		_, err := s.Next()
		wantError(t, err, ErrClosed, "random")
		if len(kept.X) == 0 {
			t.Error("Close took away a batch in use")
		}
	})
}

// TestCloseGivesBuffersBack demands that prepared batches return to the pool.
func TestCloseGivesBuffersBack(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := testLoader(t, 4)
		s := at(t, t.Context(), l)
		synctest.Wait()
		s.Close()
		if len(l.pool) != 4 {
			t.Errorf("%d buffers are in the pool, want 4", len(l.pool))
		}
	})
}

func TestContextEndsStream(t *testing.T) {
	reason := errors.New("the operator said stop")
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancelCause(t.Context())
		s := at(t, ctx, testLoader(t, 3))
		mustNext(t, s).Release()
		synctest.Wait() // batches are ready, yet Next must not return them
		cancel(reason)
		for range 4 {
			_, err := s.Next()
			wantError(t, err, reason, "random")
		}
	})
}

func TestContextAlreadyEnded(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	s := at(t, ctx, testLoader(t, 2))
	defer s.Close()
	_, err := s.Next()
	wantError(t, err, context.Canceled, "random")
}

// TestContextWakesNext cancels while Next waits. The goroutine is replaced by
// one that never prepares a batch.
func TestContextWakesNext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancelCause(t.Context())
		s := &Stream{loader: testLoader(t, 1), ctx: ctx, cancel: cancel, ready: make(chan *Batch)}
		go func() {
			<-ctx.Done()
			close(s.ready)
		}()
		failed := make(chan error)
		go func() {
			_, err := s.Next()
			failed <- err
		}()
		synctest.Wait()
		cancel(context.DeadlineExceeded)
		wantError(t, <-failed, context.DeadlineExceeded, "random")
	})
}

// TestEndOfEpochsStopsGoroutine neither closes nor cancels.
func TestEndOfEpochsStopsGoroutine(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l, err := NewLoader(newDice(t).set(10, 1, 4, 4), Evaluation(4))
		if err != nil {
			t.Fatal(err)
		}
		s := at(t, t.Context(), l)
		for range 3 {
			mustNext(t, s).Release()
		}
		if _, err := s.Next(); err != io.EOF {
			t.Errorf("error is %v, want io.EOF", err)
		}
	})
}

// TestReleaseReusesMemory demands that a long run needs few buffers: every
// batch shares its memory with one of the first.
func TestReleaseReusesMemory(t *testing.T) {
	l := testLoader(t, 2)
	s := at(t, t.Context(), l)
	defer s.Close()
	places := map[*float32]bool{}
	for range 200 {
		b := mustNext(t, s)
		places[&b.X[0]] = true
		checkBatch(t, l.set, b, l.config.Augment, l.config.Seed)
		b.Release()
	}
	if len(places) > 4 {
		t.Errorf("200 batches used %d buffers, want at most 4", len(places))
	}
}

// TestReleaseTwice demands that a second Release of a batch does not give
// memory away that a later batch uses.
func TestReleaseTwice(t *testing.T) {
	l := testLoader(t, 1)
	b := l.build(position{}, shuffled(10, 1, 0))
	b.Release()
	if b.X != nil || b.Labels != nil || b.Indices != nil {
		t.Error("slices remain after Release")
	}
	later := l.build(position{}, shuffled(10, 1, 0))
	b.Release()
	if len(l.pool) != 0 {
		t.Errorf("memory of the later batch, N %d, was given back", later.N)
	}
}

// TestUnreleasedBatchesDoNotBlock keeps more batches than the pool holds.
func TestUnreleasedBatchesDoNotBlock(t *testing.T) {
	l := testLoader(t, 1)
	s := at(t, t.Context(), l)
	defer s.Close()
	var kept []*Batch
	for range 30 {
		kept = append(kept, mustNext(t, s))
	}
	for _, b := range kept {
		checkBatch(t, l.set, b, l.config.Augment, l.config.Seed)
		b.Release()
	}
	if len(l.pool) > cap(l.pool) || len(l.pool) == 0 {
		t.Errorf("%d idle buffers remain", len(l.pool))
	}
}
