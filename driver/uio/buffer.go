// SPDX-License-Identifier: Apache-2.0

package uio

import (
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"path"
	"sync"

	"golang.org/x/sys/unix"

	"github.com/e2train/e2train/driver"
	"github.com/e2train/e2train/driver/internal/board"
	"github.com/e2train/e2train/driver/internal/kernfile"
)

// line is the longest cache line of the processors in question: 64 bytes on Cortex-A53, 32 on A9.
const line = 64

// The ioctl of u-dma-buf that synchronise (since 4.7), with the command of the attributes of the same names.
const (
	ioctlSyncForCPU    = 0x40085505
	ioctlSyncForDevice = 0x40085506
)

// The directions of a synchronisation.
const (
	toDevice   = 1
	fromDevice = 2
)

// buffer is a u-dma-buf. Pieces of it that are used at the same time do not share cache lines, for allocations are whole pages.
type buffer struct {
	kernel   kernfile.Kernel
	file     kernfile.File
	class    string // folder of its attributes
	base     uint64 // address for the accelerator
	coherent bool
	texts    bool // synchronise by attributes: the driver is too old for ioctl
	mapping  kernfile.Mapping
	bytes    []byte

	mu sync.Mutex
}

var _ board.DRAM = (*buffer)(nil)

// classes are the folders of attributes by version of the driver, the newer one first.
var classes = []string{"/sys/class/u-dma-buf/", "/sys/class/udmabuf/"}

func openBuffer(k kernfile.Kernel, node string) (*buffer, error) {
	b := &buffer{kernel: k}
	size, err := b.find(path.Base(node))
	if err != nil {
		return nil, err
	}
	if size == 0 || size != uint64(int(size)) {
		return nil, fmt.Errorf("a buffer of %d bytes: %w", size, driver.ErrMemory)
	}
	if b.file, err = k.Open(node, os.O_RDWR); err != nil { // without O_SYNC, so that it is cached
		return nil, err
	}
	if b.mapping, err = b.file.Map(int(size)); err != nil {
		if errors.Is(err, unix.ENOMEM) {
			err = fmt.Errorf("%w: %w", err, driver.ErrMemory)
		}
		return nil, errors.Join(err, b.file.Close())
	}
	b.bytes = b.mapping.Bytes()
	return b, nil
}

// find reads the attributes of the buffer.
func (b *buffer) find(name string) (size uint64, err error) {
	for _, class := range classes {
		b.class = class + name + "/"
		if b.base, err = kernfile.ReadNumber(b.kernel, b.class+"phys_addr"); err == nil {
			break
		}
	}
	if err != nil {
		return 0, err
	}
	coherent, err := kernfile.ReadNumber(b.kernel, b.class+"dma_coherent")
	b.coherent = err == nil && coherent == 1 // versions without the attribute are not
	return kernfile.ReadNumber(b.kernel, b.class+"size")
}

func (b *buffer) close() error { return errors.Join(b.mapping.Close(), b.file.Close()) }

// Write implements board.DRAM. What shares the first and last cache line is read from memory first: flushing a line writes all of it.
func (b *buffer) Write(p []byte, address uint64) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	at := int(address - b.base)
	low, high := at/line*line, min((at+len(p)+line-1)/line*line, len(b.bytes))
	if low != at || high != at+len(p) {
		if err := b.sync("sync_for_cpu", ioctlSyncForCPU, low, high, fromDevice); err != nil {
			return err
		}
	}
	copy(b.bytes[at:], p)
	return b.sync("sync_for_device", ioctlSyncForDevice, low, high, toDevice)
}

// Read implements board.DRAM.
func (b *buffer) Read(p []byte, address uint64) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	at := int(address - b.base)
	low, high := at/line*line, min((at+len(p)+line-1)/line*line, len(b.bytes))
	if err := b.sync("sync_for_cpu", ioctlSyncForCPU, low, high, fromDevice); err != nil {
		return err
	}
	copy(p, b.bytes[at:])
	return nil
}

// sync synchronises the bytes from low to high, multiples of a cache line, in one go: the attributes that keep offset and size
// stay as they are. Bits 3:0 of the size are not the size's: 2 bits of direction, and 1 that says so.
func (b *buffer) sync(attribute string, request uint, low, high, direction int) error {
	if b.coherent {
		return nil
	}
	command := uint64(low)<<32 | uint64(high-low)&0xfffffff0 | uint64(direction)<<2 | 1
	if !b.texts {
		_, err := b.file.Ioctl(request, binary.NativeEndian.AppendUint64(nil, command))
		if !errors.Is(err, unix.ENOTTY) {
			return err
		}
		b.texts = true
	}
	return kernfile.WriteText(b.kernel, b.class+attribute, fmt.Sprintf("0x%08X%08X", command>>32, uint32(command)))
}
