// SPDX-License-Identifier: Apache-2.0

package session

import (
	"context"
	"fmt"

	"github.com/e2train/e2train/host/data"
	"github.com/e2train/e2train/host/ledger"
)

// Probe is the modeled energy, in joules, of what a run does, found by doing a little of it.
type Probe struct {
	Step       float64     `json:"step"`       // a training step
	Dropped    float64     `json:"dropped"`    // an iteration whose mini-batch is dropped
	Evaluation float64     `json:"evaluation"` // a pass over the test set
	Snapshot   float64     `json:"snapshot"`   // taking the weights into their average
	Refresh    float64     `json:"refresh"`    // a mini-batch of the pass that follows averaging
	Work       ledger.Work `json:"work"`       // that finding out was
}

// Probe does one of each thing that a run does, training on the first mini-batch of loader, and leaves the network as it was. Work
// that was not yet taken from the meter is lost. The device must have a model of energy.
func (s *Session) Probe(ctx context.Context, loader *data.Loader) (p Probe, err error) {
	defer s.restoreCopy()()
	defer s.forget()
	s.forget()
	b, done, err := batchAt(ctx, loader, 0)
	if err != nil {
		return p, err
	}
	defer done()
	err = firstError(
		func() error { s.Loaded(b); s.coastIfAsked(); return s.spent(&p, &p.Dropped) },
		func() error {
			s.Draw(-1) // no iteration of the run
			if _, err := s.Train(ctx, b, 0); err != nil {
				return fmt.Errorf("try a training step: %w", err)
			}
			return s.spent(&p, &p.Step)
		},
		func() error { return s.probeEvaluation(ctx, &p) },
		func() error { return s.probeAverage(ctx, b, &p) },
	)
	return p, err
}

// probeEvaluation runs the first and the last mini-batch of the test set, which may be smaller.
func (s *Session) probeEvaluation(ctx context.Context, p *Probe) error {
	loader, err := data.NewLoader(s.Data.Test, data.Evaluation(s.Config.Batch))
	if err != nil {
		return err
	}
	batches := loader.BatchesPerEpoch()
	for _, part := range []struct{ number, count int }{{0, batches - 1}, {batches - 1, 1}} {
		if part.count == 0 {
			continue
		}
		b, done, err := batchAt(ctx, loader, part.number)
		if err != nil {
			return err
		}
		_, err = s.classify(ctx, b)
		done()
		if err != nil {
			return fmt.Errorf("try an evaluation: %w", err)
		}
		var one float64
		if err := s.spent(p, &one); err != nil {
			return err
		}
		p.Evaluation += float64(float64(part.count) * one)
	}
	return nil
}

func (s *Session) probeAverage(ctx context.Context, b *data.Batch, p *Probe) error {
	if !s.Config.SWA.On {
		return nil
	}
	s.Average(0)
	if err := s.spent(p, &p.Snapshot); err != nil {
		return err
	}
	if err := s.refresh(ctx, b); err != nil {
		return fmt.Errorf("try to refresh batch norm: %w", err)
	}
	return s.spent(p, &p.Refresh)
}

func (s *Session) coastIfAsked() {
	if s.Config.SMDUpdate {
		s.Coast(0)
	}
}

// spent takes the work since the last call, adds it to that of the probe, and sets joules to what it takes.
func (s *Session) spent(p *Probe, joules *float64) error {
	work := s.Meter.Take()
	cost, err := s.Meter.Cost(&work)
	if err != nil {
		return err
	}
	p.Work.Add(&work)
	*joules = *cost.Energy.Total
	return nil
}

// restoreCopy returns a function that brings the network back to its present state.
func (s *Session) restoreCopy() func() {
	var copies [][]float32
	for _, t := range s.Tensors() {
		copies = append(copies, append([]float32(nil), t.Data...))
	}
	return func() {
		for i, t := range s.Tensors() {
			copy(t.Data, copies[i])
		}
		s.signs = s.signs[:0]
	}
}

// batchAt returns a mini-batch of the first epoch, and what lets go of it.
func batchAt(ctx context.Context, loader *data.Loader, number int) (*data.Batch, func(), error) {
	stream, err := loader.At(ctx, 0, number)
	if err != nil {
		return nil, nil, err
	}
	b, err := stream.Next()
	if err != nil {
		stream.Close()
		return nil, nil, err
	}
	return b, func() { b.Release(); stream.Close() }, nil
}

// firstError does one thing after the other until one fails.
func firstError(steps ...func() error) error {
	for _, step := range steps {
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}
