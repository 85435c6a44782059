// SPDX-License-Identifier: Apache-2.0

package fconv

import "sync"

// buffer is memory for the time of one call.
type buffer struct{ values []float32 }

// buffers has those that nobody uses.
var buffers = sync.Pool{New: func() any { return new(buffer) }}

// borrow returns a buffer of n undefined values.
func borrow(n int) *buffer {
	b := buffers.Get().(*buffer)
	if cap(b.values) < n {
		b.values = make([]float32, n)
	}
	b.values = b.values[:n]
	return b
}

func (b *buffer) giveBack() { buffers.Put(b) }
