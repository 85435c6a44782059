// SPDX-License-Identifier: Apache-2.0

package kernfile

import (
	"sync/atomic"
	"unsafe"

	"golang.org/x/sys/unix"
)

// Registers implements File.
func (f *file) Registers(offset int64, length int) (Registers, error) {
	b, err := f.mmap(offset, length)
	if err != nil {
		return nil, err
	}
	return mapped(b), nil
}

// Map implements File.
func (f *file) Map(length int) (Mapping, error) {
	b, err := f.mmap(0, length)
	if err != nil {
		return nil, err
	}
	return mapped(b), nil
}

func (f *file) mmap(offset int64, length int) ([]byte, error) {
	b, err := unix.Mmap(f.fd, offset, length, unix.PROT_READ|unix.PROT_WRITE, unix.MAP_SHARED)
	return b, f.fail("mmap", err)
}

// mapped is a mapping of the kernel, of memory or of registers.
type mapped []byte

var (
	_ Registers = mapped(nil)
	_ Mapping   = mapped(nil)
)

// word returns the register at an offset. The slice is indexed, not converted, so that a wrong offset panics.
func (m mapped) word(offset int) *uint32 {
	_ = m[offset+3]
	return (*uint32)(unsafe.Pointer(&m[offset]))
}

// Load implements Registers.
func (m mapped) Load(offset int) uint32 { return atomic.LoadUint32(m.word(offset)) }

// Store implements Registers.
func (m mapped) Store(offset int, v uint32) { atomic.StoreUint32(m.word(offset), v) }

// Bytes implements Mapping.
func (m mapped) Bytes() []byte { return m }

// Close implements Registers and Mapping.
func (m mapped) Close() error { return unix.Munmap(m) }
