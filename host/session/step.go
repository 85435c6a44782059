// SPDX-License-Identifier: Apache-2.0

package session

import (
	"context"
	"fmt"
	"math"

	"github.com/e2train/e2train/host/data"
	"github.com/e2train/e2train/host/recipe"
	"github.com/e2train/e2train/models/nn"
	"github.com/e2train/e2train/sim/energy"
)

// Train updates the weights from one mini-batch and returns its mean loss. Where the last layer alone is trained, the others run
// forward as in an evaluation, batch norm with its running statistics, and nothing runs backward. A step that fails leaves the network in
// the middle of it. The error wraps [nn.ErrNotFinite] when training has diverged.
func (s *Session) Train(ctx context.Context, b *data.Batch, rate float32) (float64, error) {
	s.signs = s.signs[:0]
	s.Loaded(b)
	logits, err := s.Net.Forward(ctx, tensor(b), !s.headOnly())
	if err != nil {
		return 0, err
	}
	result, err := nn.SoftmaxCrossEntropy(logits, s.labelsOf(b), &s.dlogits, s.Net.Ops())
	if err != nil {
		return 0, err
	}
	if math.IsNaN(result.Loss) || math.IsInf(result.Loss, 0) {
		return result.Loss, fmt.Errorf("loss %v: %w", result.Loss, nn.ErrNotFinite)
	}
	if err := s.backward(ctx); err != nil {
		return result.Loss, err
	}
	if s.Config.Update == recipe.UpdateSign {
		nn.SignGradients(s.Net.Params())
	}
	s.sgd.Step(s.trained(), rate, s.Net.Ops())
	s.Meter.Ops(s.Net.Ops())
	return result.Loss, nil
}

// backward computes the gradients of what is trained.
func (s *Session) backward(ctx context.Context) error {
	if s.headOnly() {
		return s.Net.Head().BackwardParameters(&s.dlogits)
	}
	return s.Net.Backward(ctx, &s.dlogits)
}

// Advance sets everything that the configuration has as a schedule to its value where the fraction f of the run lies behind.
func (s *Session) Advance(f float64) {
	if s.engine != nil && s.Config.PSG.On {
		s.engine.SetSignOptions(s.signOptions(f))
	}
	s.aim(f)
}

// Coast updates the weights with gradients of zero: momentum and weight decay alone.
func (s *Session) Coast(rate float32) {
	for _, p := range s.trained() {
		clear(p.Grad)
	}
	s.sgd.Step(s.trained(), rate, s.Net.Ops())
	s.Meter.Ops(s.Net.Ops())
}

// Loaded counts the work of loading b. [Session.Train] does so itself; a batch that is dropped was loaded all the same.
func (s *Session) Loaded(b *data.Batch) {
	values := int64(b.N) * int64(b.C) * int64(b.H) * int64(b.W)
	s.Meter.Host(energy.HostLoadImage, values)
	if s.Config.Augment {
		s.Meter.Host(energy.HostAugment, values)
	}
}

// tensor returns the images of b, without a copy.
func tensor(b *data.Batch) *nn.Tensor { return &nn.Tensor{N: b.N, C: b.C, H: b.H, W: b.W, Data: b.X} }

// labelsOf returns the labels of b in a slice that the next call overwrites.
func (s *Session) labelsOf(b *data.Batch) []int {
	s.labels = s.labels[:0]
	for _, label := range b.Labels {
		s.labels = append(s.labels, int(label))
	}
	return s.labels
}
