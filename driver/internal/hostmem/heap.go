// SPDX-License-Identifier: Apache-2.0

// Package hostmem is device memory for devices without any of their own: Go memory, or bytes of a file that another process
// shares, with the bounds and the addresses of a device's.
package hostmem

import (
	"errors"
	"fmt"
	"sync"

	"github.com/e2train/e2train/driver"
)

// DefaultLimit bounds a heap whose user names no limit: a mistaken size is an error then, not the end of the process.
const DefaultLimit = 16 << 30

// ErrFreed is the cause of errors about memory that was freed.
var ErrFreed = errors.New("memory was freed")

// Heap is the memory of one device. Its methods may be called from several goroutines.
type Heap struct {
	limit int64

	mu     sync.Mutex
	used   int64
	next   uint64 // device address of the next allocation; addresses are not used again
	closed bool
}

// New returns a heap of at most limit bytes.
func New(limit int64) *Heap { return &Heap{limit: limit, next: driver.MemoryAlign} }

// Limit returns the bytes that the heap holds.
func (h *Heap) Limit() int64 { return h.limit }

// aligned returns what an allocation of n bytes occupies.
func aligned(n int) int64 {
	return (int64(n) + driver.MemoryAlign - 1) / driver.MemoryAlign * driver.MemoryAlign
}

// Alloc reserves n bytes of Go memory, zeroed. The error wraps driver.ErrMemory or driver.ErrClosed.
func (h *Heap) Alloc(n int) (*Memory, error) {
	b, err := h.reserve(n, true)
	if err != nil {
		return nil, err
	}
	return &Memory{block: b, bytes: make([]byte, n)}, nil
}

// reserve finds an address for n bytes, and room within the limit unless they do not count.
func (h *Heap) reserve(n int, counts bool) (*block, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	switch {
	case h.closed:
		return nil, fmt.Errorf("allocate %d bytes: %w", n, driver.ErrClosed)
	case n < 0:
		return nil, fmt.Errorf("allocate %d bytes: %w", n, driver.ErrMemory)
	case counts && (int64(n) > h.limit-h.used || aligned(n) > h.limit-h.used):
		return nil, fmt.Errorf("allocate %d bytes: %d of %d are in use: %w", n, h.used, h.limit, driver.ErrMemory)
	}
	b := &block{heap: h, address: h.next, size: n}
	if counts {
		b.counted = aligned(n)
	}
	h.used += b.counted
	h.next += uint64(aligned(n)) + driver.MemoryAlign
	return b, nil
}

// Close ends the life of all allocations. The error wraps driver.ErrClosed if that has been done before.
func (h *Heap) Close() error {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.closed {
		return driver.ErrClosed
	}
	h.closed = true
	return nil
}

// Err returns driver.ErrClosed after Close.
func (h *Heap) Err() error {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.closed {
		return driver.ErrClosed
	}
	return nil
}

// release gives back n bytes of the limit.
func (h *Heap) release(n int64) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.used -= n
}
