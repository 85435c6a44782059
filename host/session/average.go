// SPDX-License-Identifier: Apache-2.0

package session

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/e2train/e2train/host/data"
	"github.com/e2train/e2train/host/ledger"
	"github.com/e2train/e2train/models/nn"
)

// averageSuffix ends the names of saved averages.
const averageSuffix = "/average"

// makeAverages makes room for averages of the weights, if the configuration asks for them.
func (s *Session) makeAverages() {
	if !s.Config.SWA.On {
		return
	}
	for _, p := range s.Net.Params() {
		s.averages = append(s.averages, make([]float32, len(p.Value)))
	}
}

// Average takes the weights, after so many earlier ones, into their average: a = a + (w - a)/(before + 1), elementwise in float32. The
// host's work is counted like that of an update.
func (s *Session) Average(before int64) {
	ops := s.Net.Ops()
	for i, p := range s.Net.Params() {
		a, n := s.averages[i], float32(before+1)
		for j, w := range p.Value {
			a[j] += float32(w-a[j]) / n
		}
		ops[nn.OpOptimizer] += int64(len(a))
	}
	s.Meter.Ops(ops)
}

// Adopt makes the average the weights of the network. The statistics of its batch norms are then those of other weights: see
// [Session.Refresh].
func (s *Session) Adopt() {
	for i, p := range s.Net.Params() {
		copy(p.Value, s.averages[i])
	}
}

// Refreshed is the outcome of [Session.Refresh].
type Refreshed struct {
	Images  int
	Work    ledger.Work
	Seconds float64
}

// Refresh computes the running statistics of the batch norms again, as means over the mini-batches of stream until at least that
// many images were seen or the stream ends; each weighs as much as it has images. It runs the forward pass of training, which also
// moves the ranges of quantisers, and nothing else. progress, which may be nil, is told how many images are done. After an error
// or the end of ctx the statistics are useless. Work that was not yet taken from the meter is lost.
func (s *Session) Refresh(ctx context.Context, stream *data.Stream, images int, progress func(done, total int)) (r Refreshed, err error) {
	defer s.forget() // what an error left behind
	s.average(true)
	defer s.average(false)
	s.forget()
	start := time.Now()
	for r.Images < images {
		b, err := stream.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return r, err
		}
		s.Draw(int64(-1 - r.Images)) // no iteration of training
		if err := s.refresh(ctx, b); err != nil {
			return r, fmt.Errorf("refresh batch norm: %w", err)
		}
		r.Images += b.N
		b.Release()
		if progress != nil {
			progress(min(r.Images, images), images)
		}
	}
	r.Work, r.Seconds = s.Meter.Take(), time.Since(start).Seconds()
	return r, nil
}

func (s *Session) refresh(ctx context.Context, b *data.Batch) error {
	s.Loaded(b)
	_, err := s.Net.Forward(ctx, tensor(b), true)
	s.Meter.Ops(s.Net.Ops())
	return err
}

// average says whether the running statistics of batch norms are means over what they see.
func (s *Session) average(on bool) {
	for _, norm := range s.Net.Norms() {
		norm.Average(on)
	}
}
