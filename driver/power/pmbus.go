// SPDX-License-Identifier: Apache-2.0

package power

import (
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"
)

// pmbus is an output of a PMBus chip without a driver. With one, page and reading would not be one step.
type pmbus struct {
	*host
	bus
	info     Info
	address  address
	page     byte
	exponent int // of voltages
}

var _ Meter = (*pmbus)(nil)

func openPMBus(a address) (Meter, error) {
	if err := a.only("root"); err != nil {
		return nil, err
	}
	slash := strings.LastIndexByte(a.target, '/')
	page, err := strconv.ParseUint(a.target[slash+1:], 10, 5)
	if slash < 0 || err != nil {
		return nil, a.bad(errors.New("want /dev/i2c-N@ADDRESS/PAGE with a page from 0 to 31"))
	}
	h, err := hostOf(a)
	if err != nil {
		return nil, err
	}
	b, err := openI2C(a, a.target[:slash])
	if err != nil {
		return nil, err
	}
	m, err := newPMBus(a, h, b, byte(page))
	if err != nil {
		return nil, errors.Join(a.fail("choose the page", err), b.Close())
	}
	return m, nil
}

func newPMBus(a address, h *host, b bus, page byte) (*pmbus, error) {
	m := &pmbus{host: h, bus: b, address: a, page: page, info: Info{
		Address: a.text, Name: fmt.Sprintf("page %d", page), Kind: h.kind, Channels: []string{"volts", "amperes", "watts"},
	}}
	if err := b.set(pmbusPage, page); err != nil {
		return nil, err
	}
	mode, err := b.byte(pmbusVoutMode)
	if err != nil {
		return nil, err
	}
	if mode>>5 != 0 {
		return nil, fmt.Errorf("voltages in format %d, not linear (VOUT_MODE %#02x): %w", mode>>5, mode, ErrProtocol)
	}
	m.exponent = int(int8(mode<<3) >> 3)
	return m, nil
}

// linear11 returns the value of a word with 5 bits of exponent and 11 of mantissa, both signed.
func linear11(w uint16) float64 { return math.Ldexp(float64(int16(w<<5)>>5), int(int16(w)>>11)) }

// Info implements Meter.
func (m *pmbus) Info() Info { return m.info }

// Read implements Meter.
func (m *pmbus) Read() (Reading, error) {
	r := Reading{Time: m.Now(), Shown: math.NaN()}
	if err := m.set(pmbusPage, m.page); err != nil {
		return r, m.address.fail("read", err)
	}
	var words [3]uint16
	for i, command := range []byte{pmbusVout, pmbusIout, pmbusPout} {
		w, err := m.word(command)
		if err != nil {
			return r, m.address.fail("read", err)
		}
		words[i] = w
	}
	r.Volts = math.Ldexp(float64(words[0]), m.exponent)
	r.Amperes, r.Watts = linear11(words[1]), linear11(words[2])
	return r, nil
}

// Close implements Meter.
func (m *pmbus) Close() error { return m.bus.Close() }
