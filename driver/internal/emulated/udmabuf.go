// SPDX-License-Identifier: Apache-2.0

package emulated

import (
	"encoding/binary"
	"fmt"
	"os"
	"strconv"

	"golang.org/x/sys/unix"

	"github.com/e2train/e2train/driver/boards"
	"github.com/e2train/e2train/driver/internal/hostmem"
	"github.com/e2train/e2train/driver/internal/kernfile"
)

// The ioctl of u-dma-buf that synchronise, with a command of 64 bits like that of the text files.
const (
	ioctlSyncForCPU    = 0x40085505
	ioctlSyncForDevice = 0x40085506
)

// cacheLine is what caches move at least.
const cacheLine = 64

// The directions of a synchronisation.
const (
	bidirectional = iota
	toDevice
	fromDevice
)

// udmabuf is the board's memory as a DMA buffer of the kernel.
type udmabuf struct {
	kernel *Kernel
	view   *hostmem.File // what the processor sees; nil if that is the memory itself
}

func newUdmabuf(k *Kernel, coherent bool) (*udmabuf, error) {
	u := &udmabuf{kernel: k}
	if coherent {
		return u, nil
	}
	var err error
	if u.view, err = hostmem.NewFile(0); err != nil {
		return nil, err
	}
	return u, u.view.Grow(k.dram.Size)
}

func (u *udmabuf) close() error {
	if u.view == nil {
		return nil
	}
	return u.view.Close()
}

// file returns the bytes that the processor sees.
func (u *udmabuf) file() *os.File {
	if u.view == nil {
		return u.kernel.dram.File.OS()
	}
	return u.view.OS()
}

// addTo makes the buffer known.
func (u *udmabuf) addTo(k *Kernel) {
	const path, class = "/dev/" + boards.Buffer, "/sys/class/u-dma-buf/" + boards.Buffer + "/"
	k.nodes[path] = func() (kernfile.File, error) { return &bufferFile{none{path}, u}, nil }
	k.addAttribute(class+"phys_addr", func() string { return fmt.Sprintf("0x%016x", k.dram.Origin) }, nil)
	k.addAttribute(class+"size", func() string { return fmt.Sprint(k.dram.Size) }, nil)
	k.addAttribute(class+"dma_coherent", func() string { return map[bool]string{true: "1", false: "0"}[u.view == nil] }, nil)
	for name, device := range map[string]bool{"sync_for_cpu": false, "sync_for_device": true} {
		k.addAttribute(class+name, nil, func(text string) error {
			command, err := strconv.ParseUint(text, 0, 64)
			if err != nil {
				return unix.EINVAL
			}
			return u.sync(command, device)
		})
	}
}

// sync makes one view of some bytes the other's: offset << 32 | size, of which 16 bytes are the least | direction << 2 | 1.
func (u *udmabuf) sync(command uint64, device bool) error {
	offset, size, direction := int64(command>>32), int64(command&0xfffffff0), command>>2&3
	if offset+size > u.kernel.dram.Size || command&1 == 0 {
		return unix.EINVAL
	}
	if u.view == nil || size == 0 {
		return nil
	}
	low, high := offset/cacheLine*cacheLine, (offset+size+cacheLine-1)/cacheLine*cacheLine
	b := make([]byte, min(high, u.kernel.dram.Size)-low)
	from, to := u.kernel.dram.File.OS(), u.view.OS()
	switch {
	case device && direction == fromDevice, !device && direction == toDevice:
		return nil
	case device:
		from, to = to, from
	}
	if _, err := from.ReadAt(b, low); err != nil {
		return unix.EIO
	}
	if device {
		b = u.kernel.faults.beats(b)
	}
	if _, err := to.WriteAt(b, low); err != nil {
		return unix.EIO
	}
	return nil
}

// bufferFile is an open /dev/udmabuf0.
type bufferFile struct {
	none
	buffer *udmabuf
}

// Ioctl implements kernfile.File.
func (f *bufferFile) Ioctl(request uint, arg []byte) (int, error) {
	k := f.buffer.kernel
	k.mu.Lock()
	defer k.mu.Unlock()
	if request != ioctlSyncForCPU && request != ioctlSyncForDevice || len(arg) != 8 {
		return 0, fail("ioctl", f.path, unix.ENOTTY)
	}
	if err := f.buffer.sync(binary.NativeEndian.Uint64(arg), request == ioctlSyncForDevice); err != nil {
		return 0, fail("ioctl", f.path, err)
	}
	return 0, nil
}

// Map implements kernfile.File.
func (f *bufferFile) Map(length int) (kernfile.Mapping, error) {
	shared, err := f.Share(length)
	if err != nil {
		return nil, err
	}
	b, err := unix.Mmap(int(shared.Fd()), 0, length, unix.PROT_READ|unix.PROT_WRITE, unix.MAP_SHARED)
	if err != nil {
		return nil, fail("mmap", f.path, err)
	}
	return mapping(b), nil
}

// Share returns the file that Map maps, for another process.
func (f *bufferFile) Share(length int) (*os.File, error) {
	k := f.buffer.kernel
	k.mu.Lock()
	defer k.mu.Unlock()
	switch {
	case k.faults.Kind == NoMemory:
		return nil, fail("mmap", f.path, unix.ENOMEM)
	case length < 1 || int64(length) > k.dram.Size:
		return nil, fail("mmap", f.path, unix.EINVAL)
	}
	return f.buffer.file(), nil
}

// mapping is mapped memory of this process.
type mapping []byte

// Bytes implements kernfile.Mapping.
func (m mapping) Bytes() []byte { return m }

// Close implements kernfile.Mapping.
func (m mapping) Close() error { return unix.Munmap(m) }
