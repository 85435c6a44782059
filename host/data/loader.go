// SPDX-License-Identifier: Apache-2.0

package data

import (
	"cmp"
	"context"
	"fmt"
)

// Loader forms mini-batches of a Set. Which images a batch holds, and how they
// are augmented, is a function of the Config, the epoch and the number of the
// batch alone. A Loader may be used by several goroutines, each with its own
// Stream.
type Loader struct {
	set    *Set
	config Config
	fill   filler
	pool   pool
}

// NewLoader returns a Loader for set. The error is an *Error that wraps
// ErrConfig or ErrTooLarge, or what Set.Check found.
func NewLoader(set *Set, config Config) (*Loader, error) {
	if err := set.Check(); err != nil {
		return nil, err
	}
	if err := config.check(set); err != nil {
		return nil, &Error{Op: "make loader for", Path: set.Name, Err: err, Fix: "correct the Config"}
	}
	config.Prefetch = cmp.Or(config.Prefetch, defaultPrefetch)
	config.BatchSize = min(config.BatchSize, set.Len())
	return &Loader{
		set: set, config: config,
		fill: filler{c: set.C, h: set.H, w: set.W, table: set.Norm.Table()},
		pool: make(pool, config.Prefetch+2),
	}, nil
}

// BatchesPerEpoch returns the number of batches of an epoch, including a last
// one that is smaller.
func (l *Loader) BatchesPerEpoch() int {
	return (l.set.Len()-1)/l.config.BatchSize + 1
}

// At starts a Stream whose first batch is the given one of the given epoch;
// both count from 0. The number BatchesPerEpoch means the start of the next
// epoch. No earlier batch is computed. Epochs follow one another without a gap.
// The Stream ends when ctx does. The error is an *Error wrapping ErrConfig.
func (l *Loader) At(ctx context.Context, epoch, batch int) (*Stream, error) {
	if epoch < 0 || batch < 0 || batch > l.BatchesPerEpoch() {
		err := fmt.Errorf("%w: epoch %d, batch %d of %d", ErrConfig, epoch, batch, l.BatchesPerEpoch())
		return nil, &Error{Op: "start stream of", Path: l.set.Name, Err: err, Fix: "resume at a position inside the run"}
	}
	if batch == l.BatchesPerEpoch() {
		epoch, batch = epoch+1, 0
	}
	return newStream(ctx, l, position{epoch, batch}), nil
}

// order writes the order of the images in an epoch.
func (l *Loader) order(order []int32, epoch int) {
	if l.config.Shuffle {
		shuffle(order, l.config.Seed, epoch)
	} else {
		sequential(order)
	}
}

// build makes the batch at pos, given the order of its epoch.
func (l *Loader) build(pos position, order []int32) *Batch {
	start := pos.batch * l.config.BatchSize
	chosen := order[start:min(start+l.config.BatchSize, len(order))]
	n, size := len(chosen), l.fill.size()
	mem := l.pool.get(l.config.BatchSize, size)
	for i, index := range chosen {
		view := l.config.Augment.draw(l.config.Seed, pos.epoch, index)
		l.fill.image(mem.x[i*size:(i+1)*size], l.set.Image(int(index)), view)
		mem.labels[i] = int32(l.set.Labels[index])
		mem.indices[i] = index
	}
	return &Batch{
		Epoch: pos.epoch, Number: pos.batch, N: n, C: l.set.C, H: l.set.H, W: l.set.W,
		X: mem.x[:n*size], Labels: mem.labels[:n], Indices: mem.indices[:n],
		buffer: mem, pool: l.pool,
	}
}
