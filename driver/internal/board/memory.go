// SPDX-License-Identifier: Apache-2.0

package board

import (
	"errors"
	"fmt"
	"io"
	"sync"

	"github.com/e2train/e2train/driver"
)

// errFreed is the cause of errors about memory that was freed.
var errFreed = errors.New("memory was freed")

// memory is one allocation of a board's memory.
type memory struct {
	device *Device
	piece  piece
	size   int

	mu    sync.Mutex
	freed bool
}

var _ driver.Memory = (*memory)(nil)

// Size implements driver.Memory.
func (m *memory) Size() int { return m.size }

// ReadAt implements driver.Memory.
func (m *memory) ReadAt(p []byte, offset int64) (int, error) {
	return m.move("read", m.device.link.DRAM.Read, p, offset)
}

// WriteAt implements driver.Memory.
func (m *memory) WriteAt(p []byte, offset int64) (int, error) {
	return m.move("write", m.device.link.DRAM.Write, p, offset)
}

func (m *memory) move(verb string, move func([]byte, uint64) error, p []byte, offset int64) (int, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	err := m.usable(len(p), offset)
	if err != nil {
		return 0, fmt.Errorf("%s: %s %d bytes at %d of %d bytes of device memory: %w", m.device.info.Address, verb, len(p), offset, m.size, err)
	}
	if len(p) == 0 {
		return 0, nil
	}
	if err := move(p, m.address()+uint64(offset)); err != nil {
		return 0, m.device.fault(fmt.Sprintf("%s %d bytes of device memory", verb, len(p)), m.device.explained(err))
	}
	return len(p), nil
}

// usable reports whether the memory lives and holds n bytes at offset. The error wraps io.ErrUnexpectedEOF, errFreed or
// driver.ErrClosed. The caller holds the lock.
func (m *memory) usable(n int, offset int64) error {
	switch {
	case m.device.pool.err() != nil:
		return m.device.pool.err()
	case m.freed:
		return errFreed
	case offset < 0 || offset > int64(m.size) || int64(n) > int64(m.size)-offset:
		return io.ErrUnexpectedEOF
	}
	return nil
}

// address returns the device address of the first byte.
func (m *memory) address() uint64 { return m.device.link.Base + uint64(m.piece.at) }

// room returns the device address of offset and how many bytes follow. Errors are those of usable.
func (m *memory) room(offset int64) (address uint64, bytes int64, err error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.address() + uint64(offset), int64(m.size) - offset, m.usable(0, offset)
}

// Free implements driver.Memory.
func (m *memory) Free() error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if err := m.usable(0, 0); err != nil {
		return fmt.Errorf("%s: free %d bytes of device memory: %w", m.device.info.Address, m.size, err)
	}
	m.freed = true
	m.device.pool.give(m.piece)
	return nil
}

// zero clears the memory.
func (m *memory) zero() error {
	zeros := make([]byte, min(m.size, 1<<20))
	for at := 0; at < m.size; at += len(zeros) {
		if _, err := m.WriteAt(zeros[:min(len(zeros), m.size-at)], int64(at)); err != nil {
			return err
		}
	}
	return nil
}
