// SPDX-License-Identifier: Apache-2.0

package drivertest

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"math"

	"github.com/e2train/e2train/driver"
)

func checkInfo(s *subject) error {
	i := s.info
	err := first(
		want(i == s.device.Info(), "Info changes: %+v, then %+v", i, s.device.Info()),
		want(i.Address != "" && i.Kind != "", "address %q or kind %q is empty", i.Address, i.Kind),
		want(i.Memory >= 0, "memory is %d bytes", i.Memory),
	)
	if err != nil || i.Kind == driver.KindReference {
		return err
	}
	return first(
		want(i.Version != "", "version is empty"),
		want(i.ClockHz > 0, "clock is %d Hz", i.ClockHz),
		want(i.Config.Lanes > 0 && i.Config.AXIBytes > 0, "configuration %+v is not one", i.Config),
	)
}

// noise returns n bytes that do not repeat soon.
func noise(n int) []byte {
	b := make([]byte, n)
	v := uint32(1)
	for i := range b {
		v = v*1664525 + 1013904223
		b[i] = byte(v >> 24)
	}
	return b
}

func checkMemory(s *subject) error {
	for _, n := range []int{1, 63, 4096, 4097, 100000} {
		a, err := s.memory(noise(n))
		if err != nil {
			return err
		}
		b, err := s.memory(make([]byte, n)) // a neighbour that must not disturb
		if err != nil {
			return err
		}
		if err := first(want(a.Size() == n, "size is %d, want %d", a.Size(), n), checkPatch(a, n), a.Free(), b.Free()); err != nil {
			return fmt.Errorf("%d bytes: %w", n, err)
		}
	}
	return nil
}

// checkPatch writes and reads the middle third of a memory that holds noise.
func checkPatch(m driver.Memory, n int) error {
	wanted := noise(n)
	low, high := n/3, 2*n/3
	patch := bytes.Repeat([]byte{0x5a}, high-low)
	copy(wanted[low:], patch)
	if count, err := m.WriteAt(patch, int64(low)); err != nil || count != len(patch) {
		return fmt.Errorf("write %d bytes: %d, %v", len(patch), count, err)
	}
	part := make([]byte, n-low)
	if count, err := m.ReadAt(part, int64(low)); err != nil || count != len(part) {
		return fmt.Errorf("read %d bytes: %d, %v", len(part), count, err)
	}
	got, err := contents(m)
	return first(err, compareBytes(part, wanted[low:]), compareBytes(got, wanted))
}

func checkBounds(s *subject) error {
	m, err := s.memory(noise(100))
	if err != nil {
		return err
	}
	for _, access := range []struct{ offset, n int64 }{
		{0, 101}, {100, 1}, {101, 0}, {99, 2}, {-1, 1}, {-1, 0}, {math.MaxInt64, 1}, {math.MinInt64, 1},
	} {
		doing := fmt.Sprintf("%d bytes at %d of 100", access.n, access.offset)
		b := make([]byte, access.n)
		_, read := m.ReadAt(b, access.offset)
		_, written := m.WriteAt(b, access.offset)
		if err := first(wantError(read, io.ErrUnexpectedEOF, "read "+doing), wantError(written, io.ErrUnexpectedEOF, "write "+doing)); err != nil {
			return err
		}
	}
	if _, err := m.ReadAt(nil, 100); err != nil {
		return fmt.Errorf("read nothing at the end: %w", err)
	}
	got, err := contents(m)
	return first(err, compareBytes(got, noise(100)))
}

func checkZeroed(s *subject) error {
	for range 3 {
		m, err := s.device.Alloc(10000)
		if err != nil {
			return err
		}
		got, err := contents(m)
		if err := first(err, compareBytes(got, make([]byte, 10000))); err != nil {
			return fmt.Errorf("new memory: %w", err)
		}
		if _, err := m.WriteAt(dirty(10000), 0); err != nil {
			return err
		}
		if err := m.Free(); err != nil {
			return err
		}
	}
	return nil
}

func checkFree(s *subject) error {
	m, err := s.memory(noise(64))
	if err != nil {
		return err
	}
	if err := m.Free(); err != nil {
		return err
	}
	_, read := m.ReadAt(make([]byte, 1), 0)
	_, written := m.WriteAt(make([]byte, 1), 0)
	return first(
		want(m.Free() != nil, "memory can be freed twice"),
		want(read != nil, "freed memory can be read"),
		want(written != nil, "freed memory can be written"),
	)
}

func checkOutOfMemory(s *subject) error {
	for _, n := range []int{-1, math.MinInt, math.MaxInt, math.MaxInt &^ (driver.MemoryAlign - 1)} {
		_, err := s.device.Alloc(n)
		if err := wantError(err, driver.ErrMemory, fmt.Sprintf("allocate %d bytes", n)); err != nil {
			return err
		}
	}
	limit := s.info.Memory
	if limit == 0 || limit >= math.MaxInt {
		return nil
	}
	_, err := s.device.Alloc(int(limit) + 1)
	if err := wantError(err, driver.ErrMemory, "allocate more than there is"); err != nil {
		return err
	}
	if limit > 1<<28 {
		return nil
	}
	return checkExhausted(s, int(limit))
}

// checkExhausted allocates all memory, of which there is little, in pieces, and again.
func checkExhausted(s *subject, limit int) error {
	piece := max(limit/8, 1)
	for range 2 {
		var held []driver.Memory
		for len(held) <= 8 {
			m, err := s.device.Alloc(piece)
			if err != nil {
				if err := wantError(err, driver.ErrMemory, "allocate all memory"); err != nil {
					return err
				}
				break
			}
			held = append(held, m)
		}
		if err := want(len(held) > 0 && len(held) <= 8, "%d eighths of the memory can be allocated", len(held)); err != nil {
			return err
		}
		for _, m := range held {
			if err := m.Free(); err != nil {
				return err
			}
		}
	}
	return nil
}

func checkMapped(s *subject) error {
	m, err := s.memory(noise(1000))
	if err != nil {
		return err
	}
	mapped, ok := m.(driver.Mapped)
	if !ok {
		return skip("memory is not mapped")
	}
	b := mapped.Bytes()
	if err := compareBytes(b, noise(1000)); err != nil {
		return fmt.Errorf("mapped bytes: %w", err)
	}
	b[999]++
	got, err := contents(m)
	return first(err, want(got[999] == b[999], "a byte written to the mapping is not in memory"), m.Free())
}

func checkClose(s *subject) error {
	m, err := s.memory(noise(64))
	if err != nil {
		return err
	}
	if err := s.device.Close(); err != nil {
		return err
	}
	_, alloc := s.device.Alloc(1)
	_, launched := s.device.Launch(context.Background(), driver.Program{})
	_, read := m.ReadAt(make([]byte, 1), 0)
	_, written := m.WriteAt(make([]byte, 1), 0)
	return first(
		wantError(alloc, driver.ErrClosed, "allocate after Close"),
		wantError(launched, driver.ErrClosed, "launch after Close"),
		wantError(read, driver.ErrClosed, "read after Close"),
		wantError(written, driver.ErrClosed, "write after Close"),
		wantError(m.Free(), driver.ErrClosed, "free after Close"),
		wantError(s.device.Close(), driver.ErrClosed, "second Close"),
		want(s.device.Info() == s.info, "Info changes with Close"),
	)
}

func checkReference(s *subject) error {
	cause := s.info.Kind.RunsPrograms()
	if cause == nil {
		return skip("the device runs programs")
	}
	_, err := s.device.Launch(context.Background(), driver.Program{})
	return wantError(err, cause, "launch")
}
