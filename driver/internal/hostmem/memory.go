// SPDX-License-Identifier: Apache-2.0

package hostmem

import (
	"fmt"
	"io"
	"sync"

	"github.com/e2train/e2train/driver"
)

// Memory is one allocation.
type Memory struct {
	heap    *Heap
	address uint64
	size    int

	mu    sync.Mutex
	bytes []byte
	freed bool
}

var (
	_ driver.Memory = (*Memory)(nil)
	_ driver.Mapped = (*Memory)(nil)
)

// Of reports whether the memory is one of the heap's.
func (m *Memory) Of(h *Heap) bool { return m.heap == h }

// Size implements driver.Memory.
func (m *Memory) Size() int { return m.size }

// Bytes implements driver.Mapped. It returns nil when the memory was freed or its device closed.
func (m *Memory) Bytes() []byte {
	b, err := m.slice("map", m.size, 0)
	if err != nil {
		return nil
	}
	return b
}

// From returns the memory's bytes from offset on and the device address of the first of them. The error wraps
// io.ErrUnexpectedEOF if offset is outside, ErrFreed or driver.ErrClosed.
func (m *Memory) From(offset int64) (bytes []byte, address uint64, err error) {
	b, err := m.slice("use", int(max(int64(m.size)-offset, 0)), offset)
	return b, m.address + uint64(offset), err
}

// ReadAt implements driver.Memory.
func (m *Memory) ReadAt(p []byte, offset int64) (int, error) {
	b, err := m.slice("read", len(p), offset)
	return copy(p, b), err
}

// WriteAt implements driver.Memory.
func (m *Memory) WriteAt(p []byte, offset int64) (int, error) {
	b, err := m.slice("write", len(p), offset)
	return copy(b, p), err
}

// slice returns n bytes at offset.
func (m *Memory) slice(verb string, n int, offset int64) ([]byte, error) {
	err := m.heap.Err()
	m.mu.Lock()
	defer m.mu.Unlock()
	switch {
	case err != nil:
	case m.freed:
		err = ErrFreed
	case offset < 0 || offset > int64(m.size) || int64(n) > int64(m.size)-offset:
		err = io.ErrUnexpectedEOF
	default:
		return m.bytes[offset:][:n:n], nil
	}
	return nil, fmt.Errorf("%s %d bytes at %d of %d bytes of device memory: %w", verb, n, offset, m.size, err)
}

// Free implements driver.Memory. The error wraps ErrFreed or driver.ErrClosed.
func (m *Memory) Free() error {
	err := m.heap.Err()
	m.mu.Lock()
	defer m.mu.Unlock()
	if err == nil && m.freed {
		err = ErrFreed
	}
	if err != nil {
		return fmt.Errorf("free %d bytes of device memory: %w", m.size, err)
	}
	m.bytes, m.freed = nil, true
	m.heap.release(m.size)
	return nil
}
