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
	"github.com/e2train/e2train/sim/energy"
)

// Evaluation is the outcome of one pass over the test set.
type Evaluation struct {
	Images  int
	Correct int
	Loss    float64  // mean per image
	Skipped *float64 // share of the blocks that can be skipped, counted for each image; nil if there are none
	Work    ledger.Work
	Seconds float64
}

// Accuracy returns the part of the images that was classified correctly.
func (e *Evaluation) Accuracy() float64 { return float64(e.Correct) / float64(e.Images) }

// Evaluate runs the test set through the network, which stays as it is, also when ctx ends in between. progress, which
// may be nil, is told how many images are done. Work that was not yet taken from the meter is lost.
func (s *Session) Evaluate(ctx context.Context, progress func(done, total int)) (Evaluation, error) {
	defer s.forget() // what an error left behind
	loader, err := data.NewLoader(s.Data.Test, data.Evaluation(s.Config.Batch))
	if err != nil {
		return Evaluation{}, err
	}
	stream, err := loader.At(ctx, 0, 0)
	if err != nil {
		return Evaluation{}, err
	}
	defer stream.Close()
	s.forget()
	start := time.Now()
	e, err := s.evaluate(ctx, stream, progress)
	if err != nil {
		return Evaluation{}, err
	}
	e.Loss /= float64(e.Images)
	e.Work, e.Seconds = s.Meter.Take(), time.Since(start).Seconds()
	return e, nil
}

// evaluate returns counts, and the sum of the losses of all images.
func (s *Session) evaluate(ctx context.Context, stream *data.Stream, progress func(done, total int)) (e Evaluation, err error) {
	var counts skipCounts
	for {
		b, err := stream.Next()
		if errors.Is(err, io.EOF) {
			e.Skipped = counts.skipped()
			return e, nil
		}
		if err != nil {
			return e, err
		}
		if s.policy != nil {
			s.policy.Evaluate(e.Images)
		}
		result, err := s.classify(ctx, b)
		if err != nil {
			return e, fmt.Errorf("evaluate: %w", err)
		}
		counts.add(s.Shares())
		e.Images += b.N
		e.Correct += result.Correct
		e.Loss += float64(result.Loss * float64(b.N))
		b.Release()
		if progress != nil {
			progress(e.Images, s.Data.Test.Len())
		}
	}
}

func (s *Session) classify(ctx context.Context, b *data.Batch) (nn.LossResult, error) {
	values := int64(b.N) * int64(b.C) * int64(b.H) * int64(b.W)
	s.Meter.Host(energy.HostLoadImage, values)
	logits, err := s.Net.Forward(ctx, tensor(b), false)
	if err != nil {
		return nn.LossResult{}, err
	}
	result, err := nn.SoftmaxCrossEntropy(logits, s.labelsOf(b), nil, s.Net.Ops())
	s.Meter.Ops(s.Net.Ops())
	return result, err
}

// forget drops the work that nobody took.
func (s *Session) forget() {
	s.Meter.Ops(s.Net.Ops())
	s.Meter.Take()
}
