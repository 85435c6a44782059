// SPDX-License-Identifier: Apache-2.0

package ledger

import (
	"errors"
	"fmt"

	"github.com/e2train/e2train/driver"
	"github.com/e2train/e2train/driver/conv"
	"github.com/e2train/e2train/models/nn"
	"github.com/e2train/e2train/sim/energy"
)

// Meter counts the work of one device and of the host beside it.
type Meter struct {
	info    driver.Info
	profile *energy.Profile // nil if there is none
	note    string
	work    Work
	follow  nn.Observer // told of every pass too; may be nil
}

// NewMeter returns a Meter for a device, with the embedded profile for its configuration.
func NewMeter(info driver.Info) (*Meter, error) {
	m := &Meter{info: info}
	if info.Kind == driver.KindReference {
		return m, nil
	}
	profile, err := energy.ForConfig(info.Config.Name)
	if errors.Is(err, energy.ErrNoProfile) {
		m.note = fmt.Sprintf("no energy profile for configuration %q", info.Config.Name)
		return m, nil
	}
	if err != nil {
		return nil, err
	}
	m.profile = profile
	m.note, err = profile.Note(info.Config.Name)
	return m, err
}

// Note returns what to keep in mind about the modeled energy, or nothing.
func (m *Meter) Note() string { return m.note }

// Follow has another observer told of every pass that is counted.
func (m *Meter) Follow(o nn.Observer) { m.follow = o }

// Observe counts a pass of a convolution. It is an [nn.Observer].
func (m *Meter) Observe(layer string, pass conv.Pass, r conv.Report) {
	if m.follow != nil {
		m.follow(layer, pass, r)
	}
	m.work.Counters.Add(&r.Counters)
	m.work.MACs += r.MACs
	if pass == conv.PSGPredict {
		m.work.PackedMACs += r.MACs
	}
	m.work.BytesToDevice += r.BytesToDevice
	m.work.BytesKept += r.BytesKept
	m.work.BytesFromDevice += r.BytesFromDevice
	m.work.Transfers += r.Transfers
	m.work.pass(len(m.work.Passes), &PassWork{
		Layer: layer, Pass: pass.String(), Counters: r.Counters, MACs: r.MACs,
		BytesToDevice: r.BytesToDevice, BytesKept: r.BytesKept, BytesFromDevice: r.BytesFromDevice, Transfers: r.Transfers,
	})
}

// Host counts n elements of a kind of host operation.
func (m *Meter) Host(kind string, n int64) { m.work.host(kind, n) }

// Ops counts the host operations of a network and clears them there.
func (m *Meter) Ops(ops *nn.Ops) {
	for _, kind := range nn.AllOpKinds() {
		m.work.host(kind.String(), ops[kind])
	}
	*ops = nn.Ops{}
}

// Take returns the work since the last call.
func (m *Meter) Take() Work {
	w := m.work
	m.work = Work{}
	return w
}
