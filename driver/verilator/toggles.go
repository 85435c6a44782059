// SPDX-License-Identifier: Apache-2.0

package verilator

import (
	"fmt"
	"os"
	"sync/atomic"
	"unsafe"

	"golang.org/x/sys/unix"
)

// Class sorts signals by what a toggle costs.
type Class int

// The classes, in the order of rtl/tb/toggles/observer.hpp.
const (
	Operand Class = iota // row and column operands, weights
	Product              // outputs of the multipliers
	Sum                  // accumulators of the array
	Memory               // outputs of the on-chip memories
	Bitline              // pairs of bit lines of memories that are read or written
	Bus                  // data of the AXI master
	Address              // addresses of the AXI master
	Control              // all other registers

	NumClasses
)

// classNames are the names of classes in messages.
var classNames = [NumClasses]string{"operand", "product", "sum", "memory", "bitline", "bus", "address", "control"}

func (c Class) String() string { return classNames[c] }

// Toggles is how often signals changed, by class: bits that differ from one cycle to the next.
type Toggles [NumClasses]uint64

// Toggles returns the toggles since power-up; nothing if they are not counted.
func (b *Board) Toggles() Toggles {
	if b.counts == nil {
		return Toggles{}
	}
	return b.counts.read()
}

// counts is the memory that a simulation counts toggles in.
type counts struct {
	file   *os.File
	shared []byte
}

const countBytes = int(NumClasses) * 8

// newCounts returns memory of zeros and the path by which a simulation finds it.
func newCounts() (*counts, string, error) {
	fd, err := unix.MemfdCreate("toggles", unix.MFD_CLOEXEC)
	if err != nil {
		return nil, "", fmt.Errorf("make memory for toggles: %w", err)
	}
	c := &counts{file: os.NewFile(uintptr(fd), "toggles")}
	if err := c.file.Truncate(int64(countBytes)); err != nil {
		c.file.Close()
		return nil, "", fmt.Errorf("make memory for toggles: %w", err)
	}
	if c.shared, err = unix.Mmap(fd, 0, countBytes, unix.PROT_READ|unix.PROT_WRITE, unix.MAP_SHARED); err != nil {
		c.file.Close()
		return nil, "", fmt.Errorf("map memory for toggles: %w", err)
	}
	return c, fmt.Sprintf("/proc/%d/fd/%d", os.Getpid(), fd), nil
}

// read returns the counts. The simulation stands still meanwhile: it has answered.
func (c *counts) read() (t Toggles) {
	for i := range t {
		t[i] = atomic.LoadUint64((*uint64)(unsafe.Pointer(&c.shared[8*i])))
	}
	return t
}

// close gives up the memory; a board without has none.
func (c *counts) close() error {
	if c == nil {
		return nil
	}
	if err := unix.Munmap(c.shared); err != nil {
		return fmt.Errorf("unmap toggles: %w", err)
	}
	return c.file.Close()
}
