// SPDX-License-Identifier: Apache-2.0

// Package guard gives tests of assembly slices beside pages that cannot be touched: one element too far is a fault, which
// [runtime/debug.SetPanicOnFault] makes a panic.
package guard

import (
	"syscall"
	"testing"
	"unsafe"
)

// Slice returns n zero elements against a page that cannot be touched, behind them or in front of them. They are there
// until the test ends.
func Slice[T any](tb testing.TB, n int, behind bool) []T {
	tb.Helper()
	page := syscall.Getpagesize()
	var zero T
	bytes := n * int(unsafe.Sizeof(zero))
	size := (bytes+page-1)/page*page + 2*page
	mem, err := syscall.Mmap(-1, 0, size, syscall.PROT_READ|syscall.PROT_WRITE, syscall.MAP_ANON|syscall.MAP_PRIVATE)
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { _ = syscall.Munmap(mem) })
	for _, edge := range [][]byte{mem[:page], mem[size-page:]} {
		if err := syscall.Mprotect(edge, syscall.PROT_NONE); err != nil {
			tb.Fatal(err)
		}
	}
	at := page
	if behind {
		at = size - page - bytes
	}
	return unsafe.Slice((*T)(unsafe.Pointer(&mem[at])), n)
}
