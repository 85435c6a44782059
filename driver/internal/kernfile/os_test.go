// SPDX-License-Identifier: Apache-2.0

package kernfile

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// root makes a folder that stands for the root of the file system, with one file.
func root(t *testing.T, path string, content []byte) OS {
	t.Helper()
	dir := t.TempDir()
	name := filepath.Join(dir, path)
	if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, content, 0o666); err != nil {
		t.Fatal(err)
	}
	return OS(dir)
}

func open(t *testing.T, k Kernel, path string, flags int) File {
	t.Helper()
	f, err := k.Open(path, flags)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := f.Close(); err != nil {
			t.Error(err)
		}
	})
	return f
}

func TestPositionsOfFiles(t *testing.T) {
	f := open(t, root(t, "/dev/memory", make([]byte, 100)), "/dev/memory", os.O_RDWR)
	if n, err := f.Pwrite([]byte("board"), 40); n != 5 || err != nil {
		t.Fatal(n, err)
	}
	got := make([]byte, 7)
	if n, err := f.Pread(got, 39); n != 7 || err != nil || string(got) != "\x00board\x00" {
		t.Errorf("%d bytes %q, %v", n, got, err)
	}
	if n, err := f.Pread(got, 98); n != 2 || err != nil {
		t.Errorf("at the end: %d bytes, %v", n, err)
	}
	if n, err := f.Read(got); n != 7 || err != nil {
		t.Errorf("read: %d bytes, %v", n, err)
	}
	if n, err := f.Write([]byte("xy")); n != 2 || err != nil {
		t.Errorf("write: %d bytes, %v", n, err)
	}
	if _, err := f.Pread(got, 7); err != nil || string(got[:2]) != "xy" {
		t.Errorf("got %q, %v: read and write share a position", got, err)
	}
}

func TestMappings(t *testing.T) {
	k := root(t, "/dev/uio0", make([]byte, 8192))
	f := open(t, k, "/dev/uio0", os.O_RDWR)
	r, err := f.Registers(4096, 4096)
	if err != nil {
		t.Fatal(err)
	}
	r.Store(12, 0x01020304)
	if v := r.Load(12); v != 0x01020304 || r.Load(8) != 0 {
		t.Errorf("register is %#x", v)
	}
	m, err := f.Map(8192)
	if err != nil {
		t.Fatal(err)
	}
	if v := binary.NativeEndian.Uint32(m.Bytes()[4096+12:]); v != 0x01020304 {
		t.Errorf("the other mapping has %#x", v)
	}
	m.Bytes()[0] = 7
	got := make([]byte, 1)
	if _, err := f.Pread(got, 0); err != nil || got[0] != 7 {
		t.Errorf("the file has %d, %v", got[0], err)
	}
	if err := errors.Join(r.Close(), m.Close()); err != nil {
		t.Error(err)
	}
	if _, err := f.Registers(1, 4096); !errors.Is(err, unix.EINVAL) {
		t.Errorf("a mapping that begins inside a page: %v", err)
	}
}

func TestPollOnFIFO(t *testing.T) {
	k := root(t, "/dev/other", nil)
	if err := unix.Mkfifo(filepath.Join(string(k), "/dev/events"), 0o666); err != nil {
		t.Fatal(err)
	}
	f := open(t, k, "/dev/events", os.O_RDWR)
	began := time.Now()
	if ready, err := f.Poll(20 * time.Millisecond); ready || err != nil || time.Since(began) < 20*time.Millisecond {
		t.Errorf("an empty FIFO after %v: %v, %v", time.Since(began), ready, err)
	}
	if _, err := f.Write([]byte{1, 0, 0, 0}); err != nil {
		t.Fatal(err)
	}
	if ready, err := f.Poll(time.Minute); !ready || err != nil {
		t.Errorf("a FIFO with something in it: %v, %v", ready, err)
	}
	got := make([]byte, 4)
	if n, err := f.Read(got); n != 4 || err != nil || !bytes.Equal(got, []byte{1, 0, 0, 0}) {
		t.Errorf("%d bytes %v, %v", n, got, err)
	}
	if ready, _ := f.Poll(0); ready {
		t.Error("the FIFO is empty again")
	}
	if _, err := f.Pread(got, 0); !errors.Is(err, unix.ESPIPE) {
		t.Errorf("pread of a FIFO: %v", err)
	}
}

// TestIoctlOnPty opens both ends of a pseudo-terminal.
func TestIoctlOnPty(t *testing.T) {
	k := OS("")
	master := open(t, k, "/dev/ptmx", os.O_RDWR|unix.O_NOCTTY)
	unlocked, number := make([]byte, 4), make([]byte, 4)
	if _, err := master.Ioctl(unix.TIOCSPTLCK, unlocked); err != nil {
		t.Fatal(err)
	}
	if _, err := master.Ioctl(unix.TIOCGPTN, number); err != nil {
		t.Fatal(err)
	}
	slave := open(t, k, fmt.Sprintf("/dev/pts/%d", binary.NativeEndian.Uint32(number)), os.O_RDWR|unix.O_NOCTTY)
	if _, err := master.Write([]byte("go\n")); err != nil {
		t.Fatal(err)
	}
	if ready, err := slave.Poll(time.Minute); !ready || err != nil {
		t.Fatal(ready, err)
	}
	got := make([]byte, 10)
	if n, err := slave.Read(got); n != 3 || err != nil || string(got[:3]) != "go\n" {
		t.Errorf("%q, %v", got[:n], err)
	}
	if _, err := slave.Ioctl(0x80047106, got); !errors.Is(err, unix.ENOTTY) && !errors.Is(err, unix.ENOSYS) { // qemu-user knows no such ioctl
		t.Errorf("an ioctl that is not for terminals: %v", err)
	}
}

func TestErrorsNameTheCall(t *testing.T) {
	k := root(t, "/dev/there", nil)
	_, err := k.Open("/dev/xdma0_user", os.O_RDWR)
	var path *fs.PathError
	if !errors.As(err, &path) || path.Op != "open" || !errors.Is(err, unix.ENOENT) {
		t.Errorf("got error %v", err)
	}
	f := open(t, k, "/dev/there", os.O_RDONLY)
	for op, call := range map[string]func() error{
		"pwrite": func() error { _, err := f.Pwrite([]byte{1}, 0); return err },
		"write":  func() error { _, err := f.Write([]byte{1}); return err },
		"mmap":   func() error { _, err := f.Map(0); return err },
	} {
		if err := call(); !errors.As(err, &path) || path.Op != op {
			t.Errorf("%s: got error %v", op, err)
		}
	}
}

func TestAttributes(t *testing.T) {
	k := root(t, "/sys/class/a", []byte("  0x10\n"))
	if text, err := ReadText(k, "/sys/class/a"); text != "0x10" || err != nil {
		t.Errorf("%q, %v", text, err)
	}
	if v, err := ReadNumber(k, "/sys/class/a"); v != 16 || err != nil {
		t.Errorf("%d, %v", v, err)
	}
	if err := WriteText(k, "/sys/class/a", "elf"); err != nil {
		t.Fatal(err)
	}
	if _, err := ReadNumber(k, "/sys/class/a"); err == nil {
		t.Error("a word is a number")
	}
	if err := WriteText(k, "/sys/class/b", "1"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("got error %v", err)
	}
}
