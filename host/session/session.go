// SPDX-License-Identifier: Apache-2.0

package session

import (
	"errors"
	"fmt"

	"github.com/e2train/e2train/driver"
	"github.com/e2train/e2train/driver/conv"
	"github.com/e2train/e2train/host/data"
	"github.com/e2train/e2train/host/ledger"
	"github.com/e2train/e2train/host/recipe"
	"github.com/e2train/e2train/models"
	"github.com/e2train/e2train/models/nn"
	"github.com/e2train/e2train/models/skip"
)

// Session is a network on a device, and its data. It belongs to one goroutine.
type Session struct {
	Config recipe.Config
	Data   data.Dataset
	Info   driver.Info // of the device
	Net    nn.Network
	Meter  *ledger.Meter // takes note of all work

	engine   *nn.DeviceEngine // nil on the float32 reference
	signs    []LayerSigns     // of the training step in progress or just done
	policy   *skip.Policy     // nil if no blocks are skipped
	opener   func(address string) (driver.Device, error)
	sgd      nn.SGD
	labels   []int
	dlogits  nn.Tensor
	averages [][]float32 // of the parameters, if the configuration asks for them
	closers  []func() error
}

// Open opens everything that cfg names. Errors are those of cfg, of packages driver, data and models.
func Open(cfg recipe.Config) (*Session, error) { return OpenOn(cfg, driver.Open) }

// OpenOn is Open with the device that opener returns for its address.
func OpenOn(cfg recipe.Config, opener func(address string) (driver.Device, error)) (*Session, error) {
	s := &Session{
		Config: cfg,
		opener: opener,
		sgd:    nn.SGD{Momentum: float32(cfg.Momentum), WeightDecay: float32(cfg.WeightDecay)},
	}
	if err := s.open(); err != nil {
		s.Close()
		return nil, err
	}
	return s, nil
}

// open does what is quick first.
func (s *Session) open() error {
	if err := s.Config.Validate(); err != nil {
		return err
	}
	engine, err := s.openDevice()
	if err != nil {
		return err
	}
	if s.Data, err = data.Open(s.Config.Data); err != nil {
		return err
	}
	train := s.Data.Train
	s.Net, err = models.New(s.Config.Model, models.Config{
		InChannels: train.C, Height: train.H, Width: train.W, Classes: len(train.Classes), Engine: engine, Seed: s.Config.Seed,
		Skip: skipping(&s.Config),
	})
	if err != nil {
		return fmt.Errorf("build %s for %s: %w", s.Config.Model, s.Config.Data, err)
	}
	s.makeAverages()
	return s.findPolicy()
}

// openDevice opens the device and returns the engine that computes convolutions on it.
func (s *Session) openDevice() (nn.Engine, error) {
	device, err := s.opener(s.Config.Device)
	if err != nil {
		return nil, err
	}
	s.closers = append(s.closers, device.Close)
	s.Info = device.Info()
	if s.Meter, err = ledger.NewMeter(s.Info); err != nil {
		return nil, err
	}
	if err := s.checkSigns(); err != nil {
		return nil, err
	}
	switch s.Info.Kind {
	case driver.KindReference:
		return nn.NewFloatEngine(s.Meter.Observe), nil
	case driver.KindBaseline:
		return nn.NewTimedFloatEngine(s.Meter.Observe, conv.NewTimer(s.Info)), nil
	}
	runner, err := conv.New(device)
	if err != nil {
		return nil, err
	}
	s.closers = append(s.closers, runner.Close)
	s.engine = s.newEngine(runner)
	return s.engine, nil
}

// Close releases the device.
func (s *Session) Close() error {
	var errs []error
	for i := len(s.closers) - 1; i >= 0; i-- {
		errs = append(errs, s.closers[i]())
	}
	s.closers = nil
	return errors.Join(errs...)
}
