// SPDX-License-Identifier: Apache-2.0

package hostmem

import (
	"errors"
	"io"
	"math"
	"testing"

	"github.com/e2train/e2train/driver"
	"github.com/e2train/e2train/rtl/isa"
)

func alloc(t *testing.T, h *Heap, n int) *Memory {
	t.Helper()
	m, err := h.Alloc(n)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func TestAllocationsAreApartAndAligned(t *testing.T) {
	h := New(1 << 20)
	var end uint64
	for _, n := range []int{1, 4096, 0, 4097, 100} {
		_, address, err := alloc(t, h, n).From(0)
		if err != nil {
			t.Fatal(err)
		}
		if address%driver.MemoryAlign != 0 || address < end {
			t.Errorf("%d bytes are at %#x, the ones before end at %#x", n, address, end)
		}
		end = address + uint64(n)
	}
}

func TestLimitCountsWhatIsHeld(t *testing.T) {
	h := New(3 * driver.MemoryAlign)
	a := alloc(t, h, driver.MemoryAlign+1)
	for _, n := range []int{driver.MemoryAlign + 1, -1, math.MaxInt, math.MaxInt - 100} {
		if _, err := h.Alloc(n); !errors.Is(err, driver.ErrMemory) {
			t.Errorf("%d bytes: got error %v, want one that wraps %v", n, err, driver.ErrMemory)
		}
	}
	alloc(t, h, driver.MemoryAlign)
	if _, err := h.Alloc(1); !errors.Is(err, driver.ErrMemory) {
		t.Errorf("full heap: got error %v, want one that wraps %v", err, driver.ErrMemory)
	}
	if err := a.Free(); err != nil {
		t.Fatal(err)
	}
	alloc(t, h, 2*driver.MemoryAlign)
}

func TestFreeGivesBackWhatAllocTook(t *testing.T) {
	h := New(3 * driver.MemoryAlign)
	for range 10 {
		if err := alloc(t, h, 1).Free(); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := h.Alloc(3*driver.MemoryAlign + 1); !errors.Is(err, driver.ErrMemory) {
		t.Errorf("got error %v, want one that wraps %v", err, driver.ErrMemory)
	}
	alloc(t, h, 3*driver.MemoryAlign)
}

func TestFrom(t *testing.T) {
	h := New(1 << 20)
	m := alloc(t, h, 100)
	_, start, err := m.From(0)
	if err != nil {
		t.Fatal(err)
	}
	b, address, err := m.From(64)
	if err != nil || len(b) != 36 || address != start+64 {
		t.Errorf("%d bytes at %#x, %v; want 36 at %#x", len(b), address, err, start+64)
	}
	for _, offset := range []int64{-1, 101, math.MaxInt64, math.MinInt64} {
		if _, _, err := m.From(offset); !errors.Is(err, io.ErrUnexpectedEOF) {
			t.Errorf("offset %d: got error %v, want one that wraps %v", offset, err, io.ErrUnexpectedEOF)
		}
	}
}

func TestMemoryKnowsItsHeap(t *testing.T) {
	a, b := New(1<<20), New(1<<20)
	m := alloc(t, a, 1)
	if own, err := Own[*Memory](a, m); err != nil || own != m {
		t.Errorf("own memory: %v", err)
	}
	if _, err := Own[*Memory](b, m); !errors.Is(err, isa.ErrProgram) {
		t.Errorf("another heap's memory: got error %v, want one that wraps %v", err, isa.ErrProgram)
	}
}

func TestFreedAndClosed(t *testing.T) {
	h := New(1 << 20)
	m, other := alloc(t, h, 10), alloc(t, h, 10)
	if err := m.Free(); err != nil {
		t.Fatal(err)
	}
	if err := m.Free(); !errors.Is(err, ErrFreed) {
		t.Errorf("second Free: got error %v, want one that wraps %v", err, ErrFreed)
	}
	if m.Bytes() != nil {
		t.Error("freed memory is mapped")
	}
	if err := h.Close(); err != nil {
		t.Fatal(err)
	}
	for what, err := range map[string]error{"free": other.Free(), "heap": h.Err(), "close": h.Close()} {
		if !errors.Is(err, driver.ErrClosed) {
			t.Errorf("%s: got error %v, want one that wraps %v", what, err, driver.ErrClosed)
		}
	}
	if other.Bytes() != nil {
		t.Error("memory of a closed device is mapped")
	}
}
