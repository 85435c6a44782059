// SPDX-License-Identifier: Apache-2.0

package emulated

import (
	"time"

	"golang.org/x/sys/unix"

	"github.com/e2train/e2train/driver/boards"
	"github.com/e2train/e2train/driver/internal/kernfile"
)

// none is a file that can do nothing: what other files embed.
type none struct{ path string }

var _ kernfile.File = none{}

// Pread implements kernfile.File.
func (n none) Pread([]byte, int64) (int, error) { return 0, fail("pread", n.path, unix.EINVAL) }

// Pwrite implements kernfile.File.
func (n none) Pwrite([]byte, int64) (int, error) { return 0, fail("pwrite", n.path, unix.EINVAL) }

// Read implements kernfile.File.
func (n none) Read([]byte) (int, error) { return 0, fail("read", n.path, unix.EINVAL) }

// Write implements kernfile.File.
func (n none) Write([]byte) (int, error) { return 0, fail("write", n.path, unix.EINVAL) }

// Poll implements kernfile.File.
func (n none) Poll(time.Duration) (bool, error) { return false, fail("poll", n.path, unix.EPERM) }

// Ioctl implements kernfile.File.
func (n none) Ioctl(uint, []byte) (int, error) { return 0, fail("ioctl", n.path, unix.ENOTTY) }

// Registers implements kernfile.File.
func (n none) Registers(int64, int) (kernfile.Registers, error) {
	return nil, fail("mmap", n.path, unix.ENODEV)
}

// Map implements kernfile.File.
func (n none) Map(int) (kernfile.Mapping, error) { return nil, fail("mmap", n.path, unix.ENODEV) }

// Close implements kernfile.File.
func (n none) Close() error { return nil }

// attribute is a text that can be read, written, or both.
type attribute struct {
	none
	kernel *Kernel
	get    func() string
	set    func(string) error // an errno
}

// addAttribute makes an attribute known; get or set may be nil.
func (k *Kernel) addAttribute(path string, get func() string, set func(string) error) {
	k.nodes[path] = func() (kernfile.File, error) { return &attribute{none{path}, k, get, set}, nil }
}

// Pread implements kernfile.File.
func (a *attribute) Pread(p []byte, offset int64) (int, error) {
	a.kernel.mu.Lock()
	defer a.kernel.mu.Unlock()
	if a.get == nil {
		return 0, fail("pread", a.path, unix.EACCES)
	}
	text := a.get() + "\n"
	return copy(p, text[min(offset, int64(len(text))):]), nil
}

// Write implements kernfile.File.
func (a *attribute) Write(p []byte) (int, error) {
	a.kernel.mu.Lock()
	defer a.kernel.mu.Unlock()
	if a.set == nil {
		return 0, fail("write", a.path, unix.EACCES)
	}
	if err := a.set(string(p)); err != nil {
		return 0, fail("write", a.path, err)
	}
	return len(p), nil
}

// window is mapped registers of a kernel.
type window struct{ kernel *Kernel }

// Load implements kernfile.Registers.
func (w window) Load(offset int) uint32 {
	w.kernel.mu.Lock()
	defer w.kernel.mu.Unlock()
	return w.kernel.load(offset)
}

// Store implements kernfile.Registers.
func (w window) Store(offset int, v uint32) {
	w.kernel.mu.Lock()
	defer w.kernel.mu.Unlock()
	w.kernel.store(offset, v)
}

// Close implements kernfile.Registers.
func (w window) Close() error { return nil }

// mapRegisters is mmap of registers that begin at the file's offset 0.
func (k *Kernel) mapRegisters(path string, offset int64, length int) (kernfile.Registers, error) {
	if offset != 0 || length < 1 || length > boards.RegisterBytes {
		return nil, fail("mmap", path, unix.EINVAL)
	}
	return window{k}, nil
}
