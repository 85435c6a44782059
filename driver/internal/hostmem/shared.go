// SPDX-License-Identifier: Apache-2.0

package hostmem

import (
	"errors"
	"fmt"
	"os"
	"sync"

	"golang.org/x/sys/unix"

	"github.com/e2train/e2train/driver"
)

// File is memory that another process shares: a file without a name. It grows as memory is allocated, and takes only the
// room of what was written and not freed. Its first byte has device address Origin.
type File struct {
	Origin uint64

	mu   sync.Mutex
	file *os.File
	size int64
}

// NewFile returns an empty file.
func NewFile(origin uint64) (*File, error) {
	fd, err := unix.MemfdCreate("e2train-dram", unix.MFD_CLOEXEC)
	if err != nil {
		return nil, fmt.Errorf("make a file of shared memory: %w", err)
	}
	return &File{Origin: origin, file: os.NewFile(uintptr(fd), "e2train-dram")}, nil
}

// OS returns the file for a child process.
func (f *File) OS() *os.File { return f.file }

// Grow makes the file hold at least size bytes, for one whose addresses are not those of a heap.
func (f *File) Grow(size int64) error { return f.grow(size) }

// Close gives up the memory. Processes that have the file keep it.
func (f *File) Close() error { return f.file.Close() }

// grow makes the file hold at least size bytes.
func (f *File) grow(size int64) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if size <= f.size {
		return nil
	}
	if err := f.file.Truncate(size); err != nil {
		return err
	}
	f.size = size
	return nil
}

// drop gives the room of n bytes at offset back to the system.
func (f *File) drop(offset, n int64) error {
	if n == 0 {
		return nil
	}
	return unix.Fallocate(int(f.file.Fd()), unix.FALLOC_FL_PUNCH_HOLE|unix.FALLOC_FL_KEEP_SIZE, offset, n)
}

// Shared is one allocation in a file.
type Shared struct {
	*block
	file *File
}

var _ driver.Memory = (*Shared)(nil)

// AllocShared reserves n bytes of a file, zeroed. All of the heap's allocations are in the same file. The error wraps
// driver.ErrMemory or driver.ErrClosed.
func (h *Heap) AllocShared(f *File, n int) (*Shared, error) { return h.allocShared(f, n, true) }

// AllocOwn is AllocShared for what the device itself needs: the limit of the heap is not for that.
func (h *Heap) AllocOwn(f *File, n int) (*Shared, error) { return h.allocShared(f, n, false) }

func (h *Heap) allocShared(f *File, n int, counts bool) (*Shared, error) {
	b, err := h.reserve(n, counts)
	if err != nil {
		return nil, err
	}
	if err := f.grow(int64(b.address) + aligned(n)); err != nil {
		h.release(b.counted)
		return nil, fmt.Errorf("allocate %d bytes: %w: %w", n, err, driver.ErrMemory)
	}
	return &Shared{b, f}, nil
}

// Room returns the device address of offset and how many bytes follow. The error wraps io.ErrUnexpectedEOF if offset is
// outside, ErrFreed or driver.ErrClosed.
func (m *Shared) Room(offset int64) (address uint64, bytes int64, err error) {
	rest := m.rest(offset)
	err = m.access("use", rest, offset, func() {})
	return m.file.Origin + m.address + uint64(offset), int64(rest), err
}

// ReadAt implements driver.Memory.
func (m *Shared) ReadAt(p []byte, offset int64) (int, error) {
	return m.move("read", m.file.file.ReadAt, p, offset)
}

// WriteAt implements driver.Memory.
func (m *Shared) WriteAt(p []byte, offset int64) (int, error) {
	return m.move("write", m.file.file.WriteAt, p, offset)
}

// move reads or writes the file.
func (m *Shared) move(verb string, move func([]byte, int64) (int, error), p []byte, offset int64) (n int, err error) {
	outside := m.access(verb, len(p), offset, func() { n, err = move(p, int64(m.address)+offset) })
	return n, errors.Join(outside, err)
}

// Free implements driver.Memory. The error wraps ErrFreed or driver.ErrClosed.
func (m *Shared) Free() error {
	return m.free(func() error { return m.file.drop(int64(m.address), aligned(m.size)) })
}
