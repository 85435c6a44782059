// SPDX-License-Identifier: Apache-2.0

package session

import (
	"context"
	"fmt"

	"github.com/e2train/e2train/driver"
	"github.com/e2train/e2train/driver/conv"
	"github.com/e2train/e2train/host/data"
	"github.com/e2train/e2train/host/ledger"
	"github.com/e2train/e2train/host/recipe"
	"github.com/e2train/e2train/models"
	"github.com/e2train/e2train/models/nn"
)

// Plan tells what mini-batches of a plain recipe take on a device, without data and without computing anything: what passes of
// convolutions take is planned and timed, and the host's operations follow from shapes. Its figures are those of a [Session].
type Plan struct {
	session *Session
	images  ledger.Images
}

// NewPlan returns the plan of a recipe's network for images of the given form. PSG, whose work depends on the data, and devices
// without time are errors that wrap recipe.ErrValue and driver.ErrReference.
func NewPlan(cfg recipe.Config, info driver.Info, images ledger.Images) (*Plan, error) {
	if cfg.PSG.On {
		return nil, &recipe.Error{Flag: "psg", Value: "on", Want: "plain training: what it takes with predicted signs depends on the data"}
	}
	if info.Kind == driver.KindReference {
		return nil, fmt.Errorf("plan on %s: %w", info.Address, driver.ErrReference)
	}
	s := &Session{Config: cfg, Info: info}
	var err error
	if s.Meter, err = ledger.NewMeter(info); err != nil {
		return nil, err
	}
	engine := nn.NewCountingEngine(s.Meter.Observe, conv.NewTimer(info), info.Config.Float())
	s.Net, err = models.New(cfg.Model, models.Config{
		InChannels: images.Channels, Height: images.Height, Width: images.Width, Classes: images.Classes, Engine: engine, Seed: cfg.Seed,
	})
	if err != nil {
		return nil, fmt.Errorf("plan %s: %w", cfg.Model, err)
	}
	return &Plan{s, images}, nil
}

// Meter prices the work.
func (p *Plan) Meter() *ledger.Meter { return p.session.Meter }

// Convs returns the layers of the network that the device computes, in forward order.
func (p *Plan) Convs() (list []*nn.Conv) {
	for _, c := range p.session.Net.Convs() {
		if p.session.Info.Config.Float() || !c.Float {
			list = append(list, c)
		}
	}
	return list
}

// Step returns the work of a training iteration on n images, their loading included.
func (p *Plan) Step(ctx context.Context, n int) (ledger.Work, error) {
	if _, err := p.session.Train(ctx, p.batch(n), 0); err != nil {
		return ledger.Work{}, fmt.Errorf("plan a step: %w", err)
	}
	return p.session.Meter.Take(), nil
}

// Steps returns the work of n training iterations of epochs as a run had them.
func (p *Plan) Steps(ctx context.Context, n int64, loop *ledger.Loop) (*ledger.Work, error) {
	last := n / loop.PerEpoch
	var sum ledger.Work
	for _, part := range []struct {
		images int
		times  int64
	}{{p.session.Config.Batch, n - last}, {loop.LastBatch, last}} {
		if part.times == 0 {
			continue
		}
		step, err := p.Step(ctx, part.images)
		if err != nil {
			return nil, err
		}
		step = step.Times(part.times)
		sum.Add(&step)
	}
	return &sum, nil
}

// Evaluation returns the work of classifying a batch of n images of the test set.
func (p *Plan) Evaluation(ctx context.Context, n int) (ledger.Work, error) {
	if _, err := p.session.classify(ctx, p.batch(n)); err != nil {
		return ledger.Work{}, fmt.Errorf("plan an evaluation: %w", err)
	}
	return p.session.Meter.Take(), nil
}

// batch returns n black images.
func (p *Plan) batch(n int) *data.Batch {
	i := &p.images
	values := n * conv.Blocks(i.Channels) * conv.HostBlock * i.Height * i.Width
	return &data.Batch{N: n, C: i.Channels, H: i.Height, W: i.Width, X: make([]float32, values), Labels: make([]int32, n)}
}
