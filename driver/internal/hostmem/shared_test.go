// SPDX-License-Identifier: Apache-2.0

package hostmem

import (
	"bytes"
	"errors"
	"io"
	"math"
	"syscall"
	"testing"

	"github.com/e2train/e2train/driver"
)

const testOrigin = 1<<32 - 1<<20

func newFile(t *testing.T) *File {
	t.Helper()
	f, err := NewFile(testOrigin)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	return f
}

// held returns the bytes that a file takes of the machine's memory.
func held(t *testing.T, f *File) int64 {
	t.Helper()
	info, err := f.OS().Stat()
	if err != nil {
		t.Fatal(err)
	}
	return info.Sys().(*syscall.Stat_t).Blocks * 512
}

func TestSharedMemoryIsInTheFile(t *testing.T) {
	h, f := New(1<<20), newFile(t)
	var end uint64
	for _, n := range []int{1, 4096, 0, 10000} {
		m, err := h.AllocShared(f, n)
		if err != nil {
			t.Fatal(err)
		}
		address, rest, err := m.Room(0)
		if err != nil || rest != int64(n) || address%driver.MemoryAlign != 0 || address < max(end, testOrigin+driver.MemoryAlign) {
			t.Fatalf("%d bytes: %d at %#x, %v; the ones before end at %#x", n, rest, address, err, end)
		}
		end = address + uint64(n)
		content := bytes.Repeat([]byte{byte(n) | 1}, n)
		if _, err := m.WriteAt(content, 0); err != nil {
			t.Fatal(err)
		}
		got := make([]byte, n)
		if _, err := f.OS().ReadAt(got, int64(address-testOrigin)); err != nil || !bytes.Equal(got, content) {
			t.Errorf("%d bytes: the file holds something else (%v)", n, err)
		}
		if _, err := m.ReadAt(got, 0); err != nil || !bytes.Equal(got, content) {
			t.Errorf("%d bytes: what was written cannot be read (%v)", n, err)
		}
	}
}

func TestSharedMemoryIsGivenBack(t *testing.T) {
	h, f := New(1<<30), newFile(t)
	const n = 1 << 20
	for range 5 {
		m, err := h.AllocShared(f, n)
		if err != nil {
			t.Fatal(err)
		}
		got := make([]byte, n)
		if _, err := m.ReadAt(got, 0); err != nil || !bytes.Equal(got, make([]byte, n)) {
			t.Fatalf("new memory is not zero (%v)", err)
		}
		if _, err := m.WriteAt(bytes.Repeat([]byte{1}, n), 0); err != nil {
			t.Fatal(err)
		}
		if held(t, f) < n {
			t.Fatalf("the file holds %d bytes", held(t, f))
		}
		if err := m.Free(); err != nil {
			t.Fatal(err)
		}
		if held(t, f) != 0 {
			t.Fatalf("the file holds %d bytes after all memory was freed", held(t, f))
		}
	}
}

func TestSharedBounds(t *testing.T) {
	h, f := New(1<<20), newFile(t)
	m, err := h.AllocShared(f, 100)
	if err != nil {
		t.Fatal(err)
	}
	for _, offset := range []int64{-1, 101, math.MaxInt64, math.MinInt64} {
		_, _, room := m.Room(offset)
		_, read := m.ReadAt(make([]byte, 1), offset)
		for _, err := range []error{room, read} {
			if !errors.Is(err, io.ErrUnexpectedEOF) {
				t.Errorf("offset %d: got error %v, want one that wraps %v", offset, err, io.ErrUnexpectedEOF)
			}
		}
	}
	if err := m.Free(); err != nil {
		t.Fatal(err)
	}
	if _, _, err := m.Room(0); !errors.Is(err, ErrFreed) {
		t.Errorf("freed: got error %v, want one that wraps %v", err, ErrFreed)
	}
}

// What the device itself needs is not the user's limit.
func TestOwnMemoryDoesNotCount(t *testing.T) {
	h, f := New(driver.MemoryAlign), newFile(t)
	own, err := h.AllocOwn(f, 1<<20)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := h.AllocShared(f, driver.MemoryAlign); err != nil {
		t.Fatal(err)
	}
	if err := own.Free(); err != nil {
		t.Fatal(err)
	}
	if _, err := h.AllocShared(f, 1); !errors.Is(err, driver.ErrMemory) {
		t.Errorf("got error %v, want one that wraps %v", err, driver.ErrMemory)
	}
}
