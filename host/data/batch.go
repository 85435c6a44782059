// SPDX-License-Identifier: Apache-2.0

package data

// Batch is one mini-batch. Its memory belongs to the Loader's pool: call
// Release when it is no longer needed, and do not use its slices afterwards.
type Batch struct {
	Epoch, Number int       // position: Number counts the batches of the epoch from 0
	N, C, H, W    int       // images in this batch and their shape
	X             []float32 // [N][ceil(C/16)][H][W][16], normalised; channels beyond C are 0
	Labels        []int32   // [N]
	Indices       []int32   // [N], position of each image in the Set

	buffer *buffer
	pool   pool
}

// Release gives the memory of b back to the pool and sets its slices to nil.
// Further calls do nothing. A batch that is never released is left to the
// garbage collector. Do not call Release on one batch from two goroutines.
func (b *Batch) Release() {
	if b.buffer == nil {
		return
	}
	b.pool.put(b.buffer)
	b.buffer, b.X, b.Labels, b.Indices = nil, nil, nil, nil
}

// buffer is the memory of one batch of full size. The lanes of x beyond C
// are never written and stay 0.
type buffer struct {
	x               []float32
	labels, indices []int32
}

// pool keeps up to its capacity of idle buffers.
type pool chan *buffer

// get returns an idle buffer, or a new one for n images of size floats.
func (p pool) get(n, size int) *buffer {
	select {
	case b := <-p:
		return b
	default:
		return &buffer{make([]float32, n*size), make([]int32, n), make([]int32, n)}
	}
}

// put keeps b unless the pool is full.
func (p pool) put(b *buffer) {
	select {
	case p <- b:
	default:
	}
}
