// SPDX-License-Identifier: Apache-2.0

package hostmem

import "github.com/e2train/e2train/driver"

// Memory is one allocation of Go memory.
type Memory struct {
	*block
	bytes []byte // guarded by block.access
}

var (
	_ driver.Memory = (*Memory)(nil)
	_ driver.Mapped = (*Memory)(nil)
)

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
	b, err := m.slice("use", m.rest(offset), offset)
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
func (m *Memory) slice(verb string, n int, offset int64) (b []byte, err error) {
	err = m.access(verb, n, offset, func() { b = m.bytes[offset:][:n:n] })
	return b, err
}

// Free implements driver.Memory. The error wraps ErrFreed or driver.ErrClosed.
func (m *Memory) Free() error {
	return m.free(func() error {
		m.bytes = nil
		return nil
	})
}
