// SPDX-License-Identifier: Apache-2.0

package board

import (
	"fmt"
	"slices"
	"sync"

	"github.com/e2train/e2train/driver"
)

// pool hands out pieces of the device's memory, each where it first fits. Its methods may be called from several goroutines.
type pool struct {
	size int64

	mu     sync.Mutex
	used   []piece // by offset
	closed bool
}

// piece is a part of the memory: offset and length, multiples of driver.MemoryAlign.
type piece struct{ at, n int64 }

// take reserves room for n bytes. The error wraps driver.ErrMemory or driver.ErrClosed.
func (p *pool) take(n int) (piece, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.closed {
		return piece{}, fmt.Errorf("allocate %d bytes: %w", n, driver.ErrClosed)
	}
	if n < 0 || int64(n) > p.size {
		return piece{}, fmt.Errorf("allocate %d bytes of %d: %w", n, p.size, driver.ErrMemory)
	}
	mine := piece{n: max(align(int64(n)), driver.MemoryAlign)} // of its own even if it is empty
	for i, other := range p.used {
		if mine.at+mine.n <= other.at {
			p.used = slices.Insert(p.used, i, mine)
			return mine, nil
		}
		mine.at = other.at + other.n
	}
	if mine.at+mine.n > p.size {
		return piece{}, fmt.Errorf("allocate %d bytes: no such gap among %d allocations in %d bytes: %w", n, len(p.used), p.size, driver.ErrMemory)
	}
	p.used = append(p.used, mine)
	return mine, nil
}

// give frees a piece.
func (p *pool) give(mine piece) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.used = slices.DeleteFunc(p.used, func(other piece) bool { return other == mine })
}

// close ends the life of all pieces. The error is driver.ErrClosed if that has been done before.
func (p *pool) close() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.closed {
		return driver.ErrClosed
	}
	p.closed = true
	return nil
}

// err returns driver.ErrClosed after close.
func (p *pool) err() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.closed {
		return driver.ErrClosed
	}
	return nil
}

// align rounds up to whole pages.
func align(n int64) int64 {
	return (n + driver.MemoryAlign - 1) / driver.MemoryAlign * driver.MemoryAlign
}
