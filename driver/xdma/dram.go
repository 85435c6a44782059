// SPDX-License-Identifier: Apache-2.0

package xdma

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"sync"
	"time"
	"unsafe"

	"golang.org/x/sys/unix"

	"github.com/e2train/e2train/driver"
	"github.com/e2train/e2train/driver/internal/board"
	"github.com/e2train/e2train/driver/internal/kernfile"
)

const (
	// stagingBytes is the most that one call moves. An engine takes 8 MB at once and gives each such part a time-out of its own.
	stagingBytes = 4 << 20
	// pageBytes aligns buffers. Transfers whose buffer and address differ in alignment are slower, or refused by some builds of the IP.
	pageBytes = 4096
	// transferTimeout is that of the driver's module, parameters h2c_timeout and c2h_timeout.
	transferTimeout = 10 * time.Second
	// maxRetries is how often in a row a transfer may be interrupted.
	maxRetries = 1000
	// ioctlAlignGet asks for the alignment of transfers: _IOR('q', 6, int).
	ioctlAlignGet = 0x80047106
)

// dram moves bytes with the DMA engines, one of each direction.
type dram struct {
	now      func() time.Time
	toCard   engine
	fromCard engine
}

var _ board.DRAM = (*dram)(nil)

// engine is one DMA channel, with a buffer that it may use: the driver pins it as if it were written, which memory that is
// read-only does not allow, and it begins on a page.
type engine struct {
	file  kernfile.File
	align uint64

	mu     sync.Mutex
	buffer []byte
}

func newDRAM(now func() time.Time, to, from kernfile.File) *dram {
	d := &dram{now: now}
	d.toCard.file, d.fromCard.file = to, from
	d.toCard.align, d.fromCard.align = alignment(to), alignment(from)
	return d
}

// alignment returns what addresses and lengths must be multiples of: 1 for most builds of the IP, and where the driver does not say.
func alignment(f kernfile.File) uint64 {
	var arg [4]byte
	if _, err := f.Ioctl(ioctlAlignGet, arg[:]); err != nil {
		return 1
	}
	return uint64(max(binary.NativeEndian.Uint32(arg[:]), 1))
}

// room returns the engine's buffer with n bytes. The caller holds the lock.
func (e *engine) room(n int) []byte {
	if len(e.buffer) < n {
		all := make([]byte, n+pageBytes)
		skip := -uintptr(unsafe.Pointer(&all[0])) % pageBytes
		e.buffer = all[skip:][:n]
	}
	return e.buffer[:n]
}

// Write implements board.DRAM.
func (d *dram) Write(p []byte, address uint64) error {
	for len(p) > 0 {
		n := min(len(p), stagingBytes)
		if err := d.write(p[:n], address); err != nil {
			return err
		}
		p, address = p[n:], address+uint64(n)
	}
	return nil
}

// write writes what fits the buffer. Where transfers must be aligned, the bytes around are read first; they belong to the same
// page, and so to the same owner.
func (d *dram) write(p []byte, address uint64) error {
	e := &d.toCard
	e.mu.Lock()
	defer e.mu.Unlock()
	low, high := around(address, len(p), e.align)
	b := e.room(int(high - low))
	if low != address || high != address+uint64(len(p)) {
		if err := d.Read(b, low); err != nil {
			return err
		}
	}
	copy(b[address-low:], p)
	return d.move(e.file.Pwrite, b, low)
}

// Read implements board.DRAM.
func (d *dram) Read(p []byte, address uint64) error {
	for len(p) > 0 {
		n := min(len(p), stagingBytes)
		if err := d.read(p[:n], address); err != nil {
			return err
		}
		p, address = p[n:], address+uint64(n)
	}
	return nil
}

func (d *dram) read(p []byte, address uint64) error {
	e := &d.fromCard
	e.mu.Lock()
	defer e.mu.Unlock()
	low, high := around(address, len(p), e.align)
	b := e.room(int(high - low))
	err := d.move(e.file.Pread, b, low)
	copy(p, b[address-low:])
	return err
}

// around returns the smallest aligned range that holds n bytes at address.
func around(address uint64, n int, align uint64) (low, high uint64) {
	end := address + uint64(n)
	return address / align * align, (end + align - 1) / align * align
}

// move makes as many calls as it takes to move all of b: one may move less, and one that a signal ended is made again, which changes
// nothing in memory.
func (d *dram) move(call func([]byte, int64) (int, error), b []byte, address uint64) error {
	retries := 0
	for len(b) > 0 {
		began := d.now()
		n, err := call(b, int64(address))
		switch {
		case err == nil && n == 0:
			return io.ErrNoProgress
		case err == nil:
			b, address, retries = b[n:], address+uint64(n), 0
		case !board.Interrupted(err):
			return explained(err)
		case d.now().Sub(began) >= transferTimeout || retries == maxRetries:
			return fmt.Errorf("%w: %w", err, driver.ErrTimeout)
		default:
			retries++
		}
	}
	return nil
}

// explained adds to an error of the driver what it says about the board.
func explained(err error) error {
	switch {
	case errors.Is(err, unix.ENOMEM), errors.Is(err, unix.EFAULT):
		return fmt.Errorf("%w: %w", err, driver.ErrMemory)
	case errors.Is(err, unix.ENODEV):
		return fmt.Errorf("%w: %w", err, driver.ErrLost)
	}
	return err
}
