// SPDX-License-Identifier: Apache-2.0

package hostmem

import (
	"fmt"
	"io"
	"sync"

	"github.com/e2train/e2train/driver"
	"github.com/e2train/e2train/rtl/isa"
)

// block is one allocation without its bytes.
type block struct {
	heap    *Heap
	address uint64
	size    int
	counted int64 // bytes of the heap's limit

	mu    sync.Mutex
	freed bool
}

// Size implements driver.Memory.
func (b *block) Size() int { return b.size }

// access calls act if the block lives and holds n bytes at offset. The error wraps io.ErrUnexpectedEOF, ErrFreed or
// driver.ErrClosed.
func (b *block) access(verb string, n int, offset int64, act func()) error {
	err := b.heap.Err()
	b.mu.Lock()
	defer b.mu.Unlock()
	switch {
	case err != nil:
	case b.freed:
		err = ErrFreed
	case offset < 0 || offset > int64(b.size) || int64(n) > int64(b.size)-offset:
		err = io.ErrUnexpectedEOF
	default:
		act()
		return nil
	}
	return fmt.Errorf("%s %d bytes at %d of %d bytes of device memory: %w", verb, n, offset, b.size, err)
}

// free gives back the block after drop has given up its bytes. The error is drop's, or wraps ErrFreed or driver.ErrClosed.
func (b *block) free(drop func() error) error {
	err := b.heap.Err()
	b.mu.Lock()
	defer b.mu.Unlock()
	if err == nil && b.freed {
		err = ErrFreed
	}
	if err == nil {
		b.freed = true
		b.heap.release(b.counted)
		err = drop()
	}
	if err != nil {
		return fmt.Errorf("free %d bytes of device memory: %w", b.size, err)
	}
	return nil
}

// of reports whether the block is one of the heap's.
func (b *block) of(h *Heap) bool { return b.heap == h }

// rest returns how many bytes there are from offset on, 0 if it is outside.
func (b *block) rest(offset int64) int { return int(max(int64(b.size)-max(offset, 0), 0)) }

// owned is memory of some heap.
type owned interface{ of(*Heap) bool }

// Own returns m as memory of the heap. The error wraps isa.ErrProgram.
func Own[M owned](h *Heap, m driver.Memory) (M, error) {
	own, ok := m.(M)
	if !ok || !own.of(h) {
		return own, fmt.Errorf("memory of another device: %w", isa.ErrProgram)
	}
	return own, nil
}
