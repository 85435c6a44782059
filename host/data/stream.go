// SPDX-License-Identifier: Apache-2.0

package data

import (
	"context"
	"io"
)

// position is a batch of an epoch, both counted from 0.
type position struct{ epoch, batch int }

// Stream gives batches in order while a goroutine prepares the next ones. Close
// it, or end its context, to stop that goroutine.
type Stream struct {
	loader *Loader
	ctx    context.Context // ends with the caller's context or by Close
	cancel context.CancelCauseFunc
	ready  chan *Batch // closed when the goroutine has ended
}

// newStream starts the goroutine that prepares the batches from pos on.
func newStream(parent context.Context, l *Loader, pos position) *Stream {
	ctx, cancel := context.WithCancelCause(parent)
	s := &Stream{loader: l, ctx: ctx, cancel: cancel, ready: make(chan *Batch, l.config.Prefetch-1)}
	go s.prepare(pos)
	return s
}

// Next returns the next batch, waiting for it if need be. After the last epoch
// it returns io.EOF. After Close or the end of the context it returns an
// *Error that wraps ErrClosed or the cause of the context.
func (s *Stream) Next() (*Batch, error) {
	if s.ctx.Err() == nil {
		if batch, open := <-s.ready; open {
			return batch, nil
		}
	}
	if s.ctx.Err() != nil {
		return nil, &Error{
			Op: "load batch of", Path: s.loader.set.Name, Err: context.Cause(s.ctx),
			Fix: "start a new stream at the batch to go on with",
		}
	}
	return nil, io.EOF
}

// Close stops the goroutine, waits until it has ended and drops the batches it
// had prepared. Batches that Next returned stay valid. Further calls do nothing.
func (s *Stream) Close() {
	s.cancel(ErrClosed)
	for batch := range s.ready {
		batch.Release()
	}
}

// prepare builds batches from pos on, until the end of the last epoch or of
// the context.
func (s *Stream) prepare(pos position) {
	defer close(s.ready)
	order := make([]int32, s.loader.set.Len())
	for last := s.loader.config.Epochs; last == 0 || pos.epoch < last; pos = (position{pos.epoch + 1, 0}) {
		s.loader.order(order, pos.epoch)
		if !s.prepareEpoch(pos, order) {
			return
		}
	}
}

// prepareEpoch builds the batches of one epoch from pos on. It reports false
// if the context has ended.
func (s *Stream) prepareEpoch(pos position, order []int32) bool {
	for ; pos.batch < s.loader.BatchesPerEpoch(); pos.batch++ {
		if s.ctx.Err() != nil {
			return false
		}
		batch := s.loader.build(pos, order)
		select {
		case s.ready <- batch:
		case <-s.ctx.Done():
			batch.Release()
			return false
		}
	}
	return true
}
