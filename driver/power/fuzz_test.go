// SPDX-License-Identifier: Apache-2.0

package power

import (
	"encoding/binary"
	"errors"
	"math"
	"strings"
	"testing"
	"time"
)

// finite reports whether a reading has numbers that can be integrated.
func finite(r Reading) bool { return !math.IsNaN(r.Watts) && !math.IsInf(r.Watts, 0) }

func FuzzAttribute(f *testing.F) {
	for _, text := range []string{"12\n", "-5", "", "x", "99999999999999999999"} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		if v, err := parseAttribute(text); err == nil && (math.IsNaN(v) || math.IsInf(v, 0)) || err != nil && !errors.Is(err, ErrProtocol) && !errors.Is(err, ErrNoReading) {
			t.Errorf("%q: %g, %v", text, v, err)
		}
	})
}

func FuzzINA226(f *testing.F) {
	f.Add(uint16(0x2745), uint16(0x5802), uint16(0xa00f))
	f.Fuzz(func(t *testing.T, config, shunt, volts uint16) {
		b := ina()
		b.words[0], b.words[1], b.words[2] = config, shunt, volts
		m, err := newINA226(address{}, &host{}, b, 0.005)
		if err != nil {
			if !errors.Is(err, ErrProtocol) {
				t.Error(err)
			}
			return
		}
		if i := m.Info().Interval; i < 280*time.Microsecond || i > 1024*2*8244*time.Microsecond {
			t.Errorf("interval %v", i)
		}
		// 32768 counts of 1.25 mV, of 2.5 uV through 5 mOhm; each doubled, as the bus is taken without a sign.
		if r, err := m.Read(); err != nil || math.Abs(r.Watts) > 2*40.96*16.384+1e-9 {
			t.Errorf("%+v, %v", r, err)
		}
	})
}

func FuzzPMBus(f *testing.F) {
	f.Add(byte(0x13), uint16(6939), uint16(0xc030), uint16(0xd00a))
	f.Fuzz(func(t *testing.T, mode byte, volts, amperes, watts uint16) {
		b := &chip{bytes: map[byte]byte{0x20: mode}, words: map[byte]uint16{0x8b: volts, 0x8c: amperes, 0x96: watts}}
		m, err := newPMBus(address{}, &host{}, b, 0)
		if err != nil {
			if !errors.Is(err, ErrProtocol) || mode>>5 == 0 {
				t.Error(err)
			}
			return
		}
		r, err := m.Read()
		if err != nil || !finite(r) || r.Volts < 0 || math.Abs(r.Amperes) > 1024*32768 {
			t.Errorf("%+v, %v", r, err)
		}
	})
}

func FuzzRAPL(f *testing.F) {
	f.Add([]byte("1\n"), []byte("2"), uint64(1<<32), int64(10_000_000))
	f.Fuzz(func(t *testing.T, first, second []byte, limit uint64, passed int64) {
		limit %= 1 << 53 // what an attribute says is read exactly up to there
		m := &rapl{limit: limit}
		for i, text := range [][]byte{first, second} {
			v, err := parseAttribute(text)
			if err != nil || v < 0 || uint64(v) > limit {
				return
			}
			r, err := m.advance(Reading{Time: time.Duration(i) * time.Duration(passed)}, uint64(v))
			if err == nil && (!finite(r) || r.Watts < 0 || r.Span <= 0) {
				t.Errorf("%q, %q of %d in %d ns: %+v", first, second, limit, passed, r)
			}
		}
	})
}

func FuzzPowerSensor3(f *testing.F) {
	f.Add([]byte(strings.Repeat("x", sensor3Record)), append(sensor3Frame(1000, 800, 930), sensor3Frame(26, 1, 2)...), 7)
	f.Add(sensor3Records()[0], sensor3Frame(0, 0, 0)[1:], 1)
	f.Fuzz(func(t *testing.T, record, stream []byte, cut int) {
		if _, err := decodeCalibration(record); err != nil && !errors.Is(err, ErrProtocol) {
			t.Error(err)
		}
		whole, pieces := streamed(t, [][]byte{stream}), streamed(t, [][]byte{stream[:len(stream)*min(max(cut, 0), 8)/8], stream[len(stream)*min(max(cut, 0), 8)/8:]})
		if len(whole) != len(pieces) {
			t.Fatalf("%d readings at once, %d in two pieces", len(whole), len(pieces))
		}
		last := time.Duration(-1)
		for i, r := range whole {
			if r != pieces[i] || !finite(r) || r.Time < last || i > 0 && r.Time-last >= time.Duration(len(stream))*sensor3Wrap*time.Microsecond {
				t.Fatalf("reading %d: %+v and %+v", i, r, pieces[i])
			}
			last = r.Time
		}
	})
}

// streamed returns the readings of a stream, with the number that stands for no power that the sensor computed left out.
func streamed(t *testing.T, chunks [][]byte) (readings []Reading) {
	d := calibrated(t)
	for _, b := range chunks {
		d.push(b, func(r Reading) {
			r.Shown = 0
			readings = append(readings, r)
		})
	}
	if len(d.pending) > 1 {
		t.Errorf("%d bytes are kept", len(d.pending))
	}
	return readings
}

func FuzzRDTech(f *testing.F) {
	f.Add(um25c())
	f.Add([]byte{9, 0x63})
	f.Fuzz(func(t *testing.T, b []byte) {
		model, r, err := decodeRDTech(b)
		if err != nil {
			if !errors.Is(err, ErrProtocol) {
				t.Error(err)
			}
			return
		}
		if got := math.Round(r.Volts / model.volts); !finite(r) || got != float64(binary.BigEndian.Uint16(b[2:])) {
			t.Errorf("%+v of % x", r, b)
		}
	})
}

func FuzzLines(f *testing.F) {
	for _, line := range []string{"1000,5.0,0.25", "t,V,I", "#", "1;2", "0x1p9 1 1", "1,1e999,1", ".,.,."} {
		f.Add(line)
	}
	f.Fuzz(func(t *testing.T, line string) {
		r, said, err := parseLine(line, 1e-6)
		switch {
		case err != nil && (said || !errors.Is(err, ErrProtocol)):
			t.Errorf("%q: %v", line, err)
		case err == nil && said && !finite(r):
			t.Errorf("%q: %+v", line, r)
		}
	})
}
