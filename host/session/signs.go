// SPDX-License-Identifier: Apache-2.0

package session

import (
	"slices"

	"github.com/e2train/e2train/driver/conv"
	"github.com/e2train/e2train/host/recipe"
	"github.com/e2train/e2train/models/nn"
)

// LayerSigns is what predictive sign gradients did to the weights of one layer in one training step.
type LayerSigns struct {
	Layer string
	conv.PSGReport
	Check *nn.SignCheck // nil unless it was asked for
}

// Signs returns what predictive sign gradients did in the last training step, layers in forward order: nothing without
// them. The next step overwrites it.
func (s *Session) Signs() []LayerSigns { return s.signs }

// CheckSigns has training steps compare predicted signs with full gradients until told otherwise, as
// [nn.DeviceEngine.CheckSigns] says. The meter does not see it.
func (s *Session) CheckSigns(check bool) {
	if s.engine != nil {
		s.engine.CheckSigns(check)
	}
}

// checkSigns reports whether the device can do what the configuration says of predictive sign gradients.
func (s *Session) checkSigns() error {
	psg := &s.Config.PSG
	switch {
	case !psg.On:
		return nil
	case s.Info.Kind.RunsPrograms() != nil:
		return &recipe.Error{
			Flag: "psg", Value: "on " + s.Info.Address, Want: "a device that computes in integers, whose top bits predict, such as sim:ultra96",
		}
	}
	return psg.Fits(s.Info.Config.Lanes)
}

// newEngine returns the engine that the configuration asks for.
func (s *Session) newEngine(runner *conv.Convolver) *nn.DeviceEngine {
	psg := &s.Config.PSG
	if !psg.On {
		return nn.NewDeviceEngine(runner, s.Meter.Observe)
	}
	return nn.NewSignEngine(runner, s.signOptions(0), s.Meter.Observe, s.observeSigns)
}

// signOptions returns how gradients become signs where the fraction f of the run lies behind.
func (s *Session) signOptions(f float64) nn.SignOptions {
	psg := &s.Config.PSG
	return nn.SignOptions{Beta: psg.Threshold.At(f), SkipLimit: uint16(psg.SkipLimit.WholeAt(f)), FillSign: psg.FillSign}
}

// observeSigns takes note of a layer. Layers come in the order of the backward pass.
func (s *Session) observeSigns(layer string, r conv.PSGReport, check *nn.SignCheck) {
	s.signs = slices.Insert(s.signs, 0, LayerSigns{layer, r, check})
}
