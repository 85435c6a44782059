// SPDX-License-Identifier: Apache-2.0

package power

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"
)

// The protocol of PowerSensor3 (github.com/nlesc-recruit/PowerSensor3). Sensor 2p is the current of pair p, sensor 2p+1 its voltage.
const (
	sensor3Sensors   = 8
	sensor3Record    = 41 // bytes of what is known of a sensor
	sensor3Stop      = 'T'
	sensor3Configure = 'R'
	sensor3Start     = 'S'
	sensor3Full      = 3.3  // volts at the highest level
	sensor3Levels    = 1023 // highest level
	sensor3Wrap      = 1024 // of its clock, in microseconds
)

// sensor3Calibration is what a PowerSensor3 knows of one of its sensors.
type sensor3Calibration struct {
	name                   string
	reference, sensitivity float64
	used                   bool
}

// value returns what a level stands for, in volts or amperes.
func (c *sensor3Calibration) value(level int) float64 {
	return (sensor3Full*float64(level)/sensor3Levels - c.reference) / c.sensitivity
}

// decodeCalibration reads a record. The error wraps ErrProtocol.
func decodeCalibration(b []byte) (sensor3Calibration, error) {
	if len(b) != sensor3Record {
		return sensor3Calibration{}, fmt.Errorf("a record of %d bytes, not %d: %w", len(b), sensor3Record, ErrProtocol)
	}
	single := func(b []byte) float64 { return float64(math.Float32frombits(binary.LittleEndian.Uint32(b))) }
	name, _, _ := strings.Cut(string(b[16:32]), "\x00")
	c := sensor3Calibration{name: name, reference: single(b[32:]), sensitivity: single(b[36:]), used: b[40] != 0}
	if bad := math.IsNaN(c.reference+c.sensitivity) || math.IsInf(c.reference+c.sensitivity, 0); c.used && (bad || c.sensitivity == 0) {
		return c, fmt.Errorf("reference %g and sensitivity %g of %q: %w", c.reference, c.sensitivity, c.name, ErrProtocol)
	}
	return c, nil
}

// sensor3Decoder makes readings of the stream.
type sensor3Decoder struct {
	sensors [sensor3Sensors]sensor3Calibration
	levels  [sensor3Sensors]int
	have    uint // bit per sensor of the frame in progress
	clock   time.Duration
	stamp   int
	began   bool // there was a time stamp
	pending []byte
}

// push takes bytes and passes on the readings that they complete.
func (d *sensor3Decoder) push(b []byte, reading func(Reading)) {
	d.pending = append(d.pending, b...)
	rest := d.pending
	for len(rest) >= 2 {
		if rest[0]&0x80 == 0 || rest[1]&0x80 != 0 {
			rest = rest[1:] // between words
			continue
		}
		d.word(rest[0], rest[1], reading)
		rest = rest[2:]
	}
	d.pending = append(d.pending[:0], rest...)
}

// word takes the next word. A frame ends where the next time stamp is, or with its last sensor.
func (d *sensor3Decoder) word(high, low byte, reading func(Reading)) {
	sensor, level := int(high>>4&7), int(high&15)<<6|int(low&63)
	if sensor == sensor3Sensors-1 && low&0x40 != 0 {
		d.tick(level)
		d.have = 0
		return
	}
	d.levels[sensor] = level
	d.have |= 1 << sensor
	if want := d.used(); d.began && want != 0 && d.have&want == want && sensor == sensor3Sensors-1 {
		reading(d.reading())
		d.have = 0
	}
}

// tick advances the clock to a time stamp.
func (d *sensor3Decoder) tick(stamp int) {
	if d.began {
		d.clock += time.Duration((stamp-d.stamp)&(sensor3Wrap-1)) * time.Microsecond
	}
	d.stamp, d.began = stamp, true
}

func (d *sensor3Decoder) used() (mask uint) {
	for i := range d.sensors {
		if d.sensors[i].used {
			mask |= 1 << i
		}
	}
	return mask
}

// reading returns the sum over the pairs that are used; volts and amperes if there is one.
func (d *sensor3Decoder) reading() Reading {
	r := Reading{Time: d.clock, Volts: math.NaN(), Amperes: math.NaN(), Shown: math.NaN()}
	pairs := 0
	for p := 0; p < sensor3Sensors; p += 2 {
		if !d.sensors[p].used || !d.sensors[p+1].used {
			continue
		}
		pairs++
		r.Amperes, r.Volts = d.sensors[p].value(d.levels[p]), d.sensors[p+1].value(d.levels[p+1])
		r.Watts += float64(r.Amperes * r.Volts)
	}
	if pairs != 1 {
		r.Volts, r.Amperes = math.NaN(), math.NaN()
	}
	return r
}

// sensor3 is a PowerSensor3 at its port.
type sensor3 struct {
	*host
	tty     *tty
	info    Info
	address address
	decoder sensor3Decoder
	ready   []Reading
	anchor  time.Duration // of the decoder's clock on the host's
}

var _ Meter = (*sensor3)(nil)

func openSensor3(a address) (Meter, error) {
	if err := a.only("pair", "root"); err != nil {
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
	m := &sensor3{host: h, tty: t, address: a, info: Info{
		Address: a.text, Kind: h.kind, Interval: sensor3Interval, Channels: []string{"volts", "amperes"}, Streams: true,
	}}
	if err := m.start(); err != nil {
		return nil, errors.Join(err, t.port.Close())
	}
	return m, nil
}

// start reads what the sensors are, and starts the stream.
func (m *sensor3) start() error {
	if err := m.tty.send(sensor3Stop); err != nil {
		return m.address.fail("stop the stream", err)
	}
	m.tty.drain()
	if err := m.configure(); err != nil {
		return m.address.fail("read the configuration", err)
	}
	if err := m.choose(); err != nil {
		return err
	}
	m.anchor = m.Now()
	if err := m.tty.send(sensor3Start); err != nil {
		return m.address.fail("start the stream", err)
	}
	return nil
}

// configure asks for the records, each of which is acknowledged.
func (m *sensor3) configure() error {
	if err := m.tty.send(sensor3Configure); err != nil {
		return err
	}
	for i := range m.decoder.sensors {
		b, err := m.tty.take(sensor3Record)
		if err != nil {
			return fmt.Errorf("sensor %d: %w", i, err)
		}
		if m.decoder.sensors[i], err = decodeCalibration(b); err != nil {
			return fmt.Errorf("sensor %d: %w", i, err)
		}
		if err := m.tty.send(sensor3Start); err != nil { // any byte
			return err
		}
	}
	end, err := m.tty.take(1)
	if err == nil && end[0] != 'D' {
		err = fmt.Errorf("the records end with %q: %w", end, ErrProtocol)
	}
	return err
}

// choose keeps one pair if the address names one, else all that are used.
func (m *sensor3) choose() error {
	sensors := &m.decoder.sensors
	if text := m.address.option("pair"); text != "" {
		pair, err := strconv.ParseUint(text, 10, 2)
		if err != nil || !sensors[2*pair].used || !sensors[2*pair+1].used {
			return m.address.bad(fmt.Errorf("pair=%s is no pair of sensors from 0 to 3 that is used", text))
		}
		for i := range sensors {
			sensors[i].used = i/2 == int(pair)
		}
	}
	var names []string
	for p := 0; p < sensor3Sensors; p += 2 {
		if sensors[p].used && sensors[p+1].used {
			names = append(names, sensors[p].name)
		}
	}
	if len(names) == 0 {
		return m.address.fail("read the configuration", fmt.Errorf("no pair of sensors is used: %w", ErrProtocol))
	}
	m.info.Name = strings.Join(names, "+")
	return nil
}

// Info implements Meter.
func (m *sensor3) Info() Info { return m.info }

// Read implements Meter. Time comes from the stream, whose clock wraps: after a pause it starts anew at the host's.
func (m *sensor3) Read() (Reading, error) {
	for deadline := time.Now().Add(silence); len(m.ready) == 0; {
		if err := m.tty.more(deadline); err != nil {
			return Reading{}, m.address.fail("read", err)
		}
		m.decoder.push(m.tty.buffer, func(r Reading) { m.ready = append(m.ready, r) })
		m.tty.buffer = m.tty.buffer[:0]
		if n := len(m.ready); n > 0 {
			if late := m.Now() - m.anchor - m.ready[n-1].Time; late > silence/2 || late < -silence/2 {
				m.anchor += late
			}
		}
	}
	r := m.ready[0]
	m.ready = m.ready[1:]
	r.Time += m.anchor
	return r, nil
}

// Close implements Meter.
func (m *sensor3) Close() error { return errors.Join(m.tty.send(sensor3Stop), m.tty.port.Close()) }
