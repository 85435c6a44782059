// SPDX-License-Identifier: Apache-2.0

package power

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"time"
)

// The answer of a UM24C, UM25C or UM34C to its one question (libsigrok, hardware/rdtech-um).
const (
	rdtechAsk     = 0xf0
	rdtechBytes   = 130
	rdtechTrailer = 0xfff1 // of UM24C and UM25C
)

// rdtechModel is one of them; both factors per count.
type rdtechModel struct {
	name           string
	volts, amperes float64
	trailer        bool
}

var rdtechModels = map[uint16]rdtechModel{
	0x0963: {"UM24C", 10e-3, 1e-3, true},
	0x09c9: {"UM25C", 1e-3, 0.1e-3, true},
	0x0d4c: {"UM34C", 10e-3, 1e-3, false},
}

// rdtech is a USB meter at a serial port or behind Bluetooth's.
type rdtech struct {
	*host
	tty     *tty
	info    Info
	address address
	asked   time.Duration
}

var _ Meter = (*rdtech)(nil)

func openRDTech(a address) (Meter, error) {
	if err := a.only("root"); err != nil {
		return nil, err
	}
	h, err := hostOf(a)
	if err != nil {
		return nil, err
	}
	t, err := openTTY(a, baud)
	if err != nil {
		return nil, err
	}
	m := &rdtech{host: h, tty: t, address: a, info: Info{Address: a.text, Kind: h.kind, Channels: []string{"volts", "amperes"}}}
	t.drain()
	answer, err := m.ask()
	if err == nil {
		var model rdtechModel
		model, _, err = decodeRDTech(answer)
		m.info.Name, m.info.Unit = model.name, fmt.Sprintf("%.3g mA", 1e3*model.amperes)
	}
	if err != nil {
		return nil, errors.Join(a.fail("ask the meter", err), t.port.Close())
	}
	return m, nil
}

// ask returns the meter's answer. It is not asked more often than it bears.
func (m *rdtech) ask() ([]byte, error) {
	if rest := m.asked + rdtechPace - m.Now(); m.asked > 0 && rest > 0 {
		time.Sleep(rest)
	}
	m.asked = m.Now()
	m.tty.buffer = nil // the rest of an answer that came late
	if err := m.tty.send(rdtechAsk); err != nil {
		return nil, err
	}
	return m.tty.take(rdtechBytes)
}

// decodeRDTech returns what an answer says. The error wraps ErrProtocol.
func decodeRDTech(b []byte) (rdtechModel, Reading, error) {
	r := Reading{Shown: math.NaN()}
	if len(b) != rdtechBytes {
		return rdtechModel{}, r, fmt.Errorf("an answer of %d bytes, not %d: %w", len(b), rdtechBytes, ErrProtocol)
	}
	id := binary.BigEndian.Uint16(b)
	model, known := rdtechModels[id]
	if !known {
		return model, r, fmt.Errorf("model %#04x is no UM24C, UM25C or UM34C: %w", id, ErrProtocol)
	}
	if end := binary.BigEndian.Uint16(b[rdtechBytes-2:]); model.trailer && end != rdtechTrailer {
		return model, r, fmt.Errorf("the answer of a %s ends with %#04x: %w", model.name, end, ErrProtocol)
	}
	r.Volts = float64(binary.BigEndian.Uint16(b[2:])) * model.volts
	r.Amperes = float64(binary.BigEndian.Uint16(b[4:])) * model.amperes
	r.Watts = r.Volts * r.Amperes
	return model, r, nil
}

// Info implements Meter.
func (m *rdtech) Info() Info { return m.info }

// Read implements Meter.
func (m *rdtech) Read() (Reading, error) {
	b, err := m.ask()
	if err != nil {
		return Reading{}, m.address.fail("read", err)
	}
	_, r, err := decodeRDTech(b)
	if err != nil {
		m.tty.drain()
		return r, m.address.fail("read", err)
	}
	r.Time = m.Now()
	return r, nil
}

// Close implements Meter.
func (m *rdtech) Close() error { return m.tty.port.Close() }
