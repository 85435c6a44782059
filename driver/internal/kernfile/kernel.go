// SPDX-License-Identifier: Apache-2.0

package kernfile

import (
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/e2train/e2train/driver"
)

// Kernel opens files of the kernel. Errors are *fs.PathError with an errno inside.
type Kernel interface {
	// Open opens the file at an absolute path; flags are those of open(2).
	Open(path string, flags int) (File, error)
	// Now returns a time that never goes back. An emulated kernel has its own.
	Now() time.Time
	// Kind says what is behind the files: driver.KindBoard or driver.KindEmulated.
	Kind() driver.Kind
}

// File is an open file. Every method is one system call, which may move fewer bytes than asked for and may be interrupted.
type File interface {
	Pread(p []byte, offset int64) (int, error)
	Pwrite(p []byte, offset int64) (int, error)
	Read(p []byte) (int, error)
	Write(p []byte) (int, error)
	// Poll waits until the file can be read and reports whether it can; after a time-out and after a signal it cannot.
	Poll(timeout time.Duration) (bool, error)
	// Ioctl passes arg, which the kernel may change; what it returned is the result.
	Ioctl(request uint, arg []byte) (int, error)
	// Registers maps length bytes of registers at a page-aligned offset of the file.
	Registers(offset int64, length int) (Registers, error)
	// Map maps the first length bytes of the file, which are ordinary memory, and shares them.
	Map(length int) (Mapping, error)
	Close() error
}

// Registers are mapped registers. Each call is one aligned access of 32 bits: copying or clearing such memory would use other
// accesses, which fault on device memory. Offsets are multiples of 4 within the mapping.
type Registers interface {
	Load(offset int) uint32
	Store(offset int, v uint32)
	Close() error
}

// Mapping is mapped memory.
type Mapping interface {
	Bytes() []byte
	Close() error
}

// attributeBytes is more than any attribute of the kernel has: they are at most a page.
const attributeBytes = 4096

// ReadText returns the text of an attribute without surrounding space.
func ReadText(k Kernel, path string) (string, error) {
	f, err := k.Open(path, os.O_RDONLY)
	if err != nil {
		return "", err
	}
	defer f.Close()
	b := make([]byte, attributeBytes)
	n, err := f.Pread(b, 0)
	if err != nil {
		return "", err
	}
	return strings.TrimSpace(string(b[:n])), nil
}

// ReadNumber returns the number in an attribute, decimal or with 0x.
func ReadNumber(k Kernel, path string) (uint64, error) {
	text, err := ReadText(k, path)
	if err != nil {
		return 0, err
	}
	v, err := strconv.ParseUint(text, 0, 64)
	if err != nil {
		return 0, fmt.Errorf("%s: %q is not a number", path, text)
	}
	return v, nil
}

// WriteText writes an attribute.
func WriteText(k Kernel, path, text string) error {
	f, err := k.Open(path, os.O_WRONLY)
	if err != nil {
		return err
	}
	n, err := f.Write([]byte(text))
	if closed := f.Close(); err == nil {
		err = closed
	}
	if err == nil && n != len(text) {
		err = fmt.Errorf("write %q to %s: %w", text, path, io.ErrShortWrite)
	}
	return err
}
