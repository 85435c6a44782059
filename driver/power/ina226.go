// SPDX-License-Identifier: Apache-2.0

package power

import (
	"errors"
	"fmt"
	"math"
	"strconv"
	"time"
)

// Registers of an INA226 (data sheet SBOS547).
const (
	inaConfig   = 0x00
	inaShunt    = 0x01 // 2.5 uV, signed
	inaBus      = 0x02 // 1.25 mV
	inaMaker    = 0xfe
	inaDie      = 0xff
	inaMakerID  = 0x5449
	inaDieID    = 0x2260
	inaBoth     = 7 // mode: shunt and bus, again and again
	inaShuntLSB = 2.5e-6
	inaBusLSB   = 1.25e-3
)

// ina226 is the chip itself. Its settings stay as they are.
type ina226 struct {
	*host
	bus
	info    Info
	address address
	shunt   float64 // ohms
}

var _ Meter = (*ina226)(nil)

func openINA226(a address) (Meter, error) {
	if err := a.only("shunt", "root"); err != nil {
		return nil, err
	}
	shunt, err := strconv.ParseFloat(a.option("shunt"), 64)
	if err != nil || !(shunt > 0) || math.IsInf(shunt, 0) {
		return nil, a.bad(fmt.Errorf("shunt=%s: want the ohms of the resistor, such as 0.005", a.option("shunt")))
	}
	h, err := hostOf(a)
	if err != nil {
		return nil, err
	}
	b, err := openI2C(a, a.target)
	if err != nil {
		return nil, err
	}
	m, err := newINA226(a, h, b, shunt)
	if err != nil {
		return nil, errors.Join(a.fail("identify the chip", err), b.Close())
	}
	return m, nil
}

func newINA226(a address, h *host, b bus, shunt float64) (*ina226, error) {
	var words [3]uint16
	for i, register := range []byte{inaMaker, inaDie, inaConfig} {
		w, err := b.word(register)
		if err != nil {
			return nil, err
		}
		words[i] = bigEndian(w)
	}
	if words[0] != inaMakerID || words[1] != inaDieID {
		return nil, fmt.Errorf("identification %#04x, %#04x is not that of an INA226: %w", words[0], words[1], ErrProtocol)
	}
	interval, err := inaInterval(words[2])
	if err != nil {
		return nil, err
	}
	return &ina226{host: h, bus: b, address: a, shunt: shunt, info: Info{
		Address: a.text, Name: "ina226", Kind: h.kind, Interval: interval, Channels: []string{"volts", "amperes"},
		Unit: fmt.Sprintf("%.3g mA", 1e3*inaShuntLSB/shunt),
	}}, nil
}

// inaInterval returns the time between updates that a configuration makes.
func inaInterval(config uint16) (time.Duration, error) {
	if mode := config & 7; mode != inaBoth {
		return 0, fmt.Errorf("mode %d does not measure shunt and bus again and again: write 0x4527 to register 0, or load driver ina2xx: %w", mode, ErrProtocol)
	}
	averages := [8]int{1, 4, 16, 64, 128, 256, 512, 1024}[config>>9&7]
	times := [8]int{140, 204, 332, 588, 1100, 2116, 4156, 8244} // us
	return time.Duration(averages*(times[config>>6&7]+times[config>>3&7])) * time.Microsecond, nil
}

// Info implements Meter.
func (m *ina226) Info() Info { return m.info }

// Read implements Meter.
func (m *ina226) Read() (Reading, error) {
	r := Reading{Time: m.Now(), Shown: math.NaN()}
	shunt, err := m.word(inaShunt)
	if err != nil {
		return r, m.address.fail("read", err)
	}
	volts, err := m.word(inaBus)
	if err != nil {
		return r, m.address.fail("read", err)
	}
	r.Volts = float64(bigEndian(volts)) * inaBusLSB
	r.Amperes = float64(int16(bigEndian(shunt))) * inaShuntLSB / m.shunt
	r.Watts = r.Volts * r.Amperes
	return r, nil
}

// Close implements Meter.
func (m *ina226) Close() error { return m.bus.Close() }
