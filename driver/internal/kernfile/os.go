// SPDX-License-Identifier: Apache-2.0

package kernfile

import (
	"io/fs"
	"path/filepath"
	"time"
	"unsafe"

	"golang.org/x/sys/unix"

	"github.com/e2train/e2train/driver"
)

// OS is the kernel that this process runs on, with its files below a folder: "" for where they are.
type OS string

var _ Kernel = OS("")

// Open implements Kernel.
func (root OS) Open(path string, flags int) (File, error) {
	path = filepath.Join(string(root), path)
	fd, err := unix.Open(path, flags|unix.O_CLOEXEC, 0)
	if err != nil {
		return nil, &fs.PathError{Op: "open", Path: path, Err: err}
	}
	return &file{fd: fd, path: path}, nil
}

// Now implements Kernel.
func (OS) Now() time.Time { return time.Now() }

// Kind implements Kernel.
func (OS) Kind() driver.Kind { return driver.KindBoard }

// file is an open file of the kernel.
type file struct {
	fd   int
	path string
}

// fail returns err with what was attempted on which file.
func (f *file) fail(op string, err error) error {
	if err == nil {
		return nil
	}
	return &fs.PathError{Op: op, Path: f.path, Err: err}
}

// Pread implements File.
func (f *file) Pread(p []byte, offset int64) (int, error) {
	n, err := unix.Pread(f.fd, p, offset)
	return max(n, 0), f.fail("pread", err)
}

// Pwrite implements File.
func (f *file) Pwrite(p []byte, offset int64) (int, error) {
	n, err := unix.Pwrite(f.fd, p, offset)
	return max(n, 0), f.fail("pwrite", err)
}

// Read implements File.
func (f *file) Read(p []byte) (int, error) {
	n, err := unix.Read(f.fd, p)
	return max(n, 0), f.fail("read", err)
}

// Write implements File.
func (f *file) Write(p []byte) (int, error) {
	n, err := unix.Write(f.fd, p)
	return max(n, 0), f.fail("write", err)
}

// Poll implements File. Part of a millisecond counts as one.
func (f *file) Poll(timeout time.Duration) (bool, error) {
	fds := []unix.PollFd{{Fd: int32(f.fd), Events: unix.POLLIN}}
	n, err := unix.Poll(fds, int((max(timeout, 0)+time.Millisecond-1)/time.Millisecond))
	if err == unix.EINTR {
		return false, nil
	}
	return n > 0 && fds[0].Revents&unix.POLLIN != 0, f.fail("poll", err)
}

// Ioctl implements File.
func (f *file) Ioctl(request uint, arg []byte) (int, error) {
	n, _, errno := unix.Syscall(unix.SYS_IOCTL, uintptr(f.fd), uintptr(request), uintptr(unsafe.Pointer(unsafe.SliceData(arg))))
	if errno != 0 {
		return 0, f.fail("ioctl", errno)
	}
	return int(n), nil
}

// Close implements File.
func (f *file) Close() error { return f.fail("close", unix.Close(f.fd)) }
