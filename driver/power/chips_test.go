// SPDX-License-Identifier: Apache-2.0

package power

import (
	"errors"
	"fmt"
	"io/fs"
	"math"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// chip is a bus with one chip, whose words are as SMBus has them.
type chip struct {
	words map[byte]uint16
	bytes map[byte]byte
	set_  []byte
	fault error
}

func (c *chip) word(r byte) (uint16, error) { return c.words[r], c.fault }
func (c *chip) byte(r byte) (byte, error)   { return c.bytes[r], c.fault }
func (c *chip) Close() error                { return nil }

func (c *chip) set(r, v byte) error {
	c.set_ = append(c.set_, r, v)
	return c.fault
}

func local(t *testing.T) *host {
	t.Helper()
	h, err := hostOf(address{})
	if err != nil {
		t.Fatal(err)
	}
	return h
}

// ina is an INA226 with the configuration that driver ina2xx writes, at 5 V and 0.3 A through 5 mOhm, as its registers were worked out
// from the data sheet: 4000 * 1.25 mV, 600 * 2.5 uV. Its bytes come high first.
func ina() *chip {
	return &chip{words: map[byte]uint16{0xfe: 0x4954, 0xff: 0x6022, 0: 0x2745, 1: 0x5802, 2: 0xa00f}}
}

func TestINA226Decodes(t *testing.T) {
	b := ina()
	m, err := newINA226(address{}, local(t), b, 0.005)
	if err != nil {
		t.Fatal(err)
	}
	if i := m.Info(); i.Interval != 16*2200*time.Microsecond || i.Unit != "0.5 mA" || i.Kind != Measured {
		t.Errorf("%+v", i)
	}
	if r, err := m.Read(); err != nil || r.Volts != 5 || r.Amperes != 0.3 || r.Watts != 1.5 {
		t.Errorf("%+v, %v", r, err)
	}
	b.words[1] = 0xa8fd // -600
	if r, err := m.Read(); err != nil || r.Amperes != -0.3 {
		t.Errorf("%+v, %v", r, err)
	}
	b.fault = unix.EREMOTEIO
	if _, err := m.Read(); !errors.Is(err, unix.EREMOTEIO) {
		t.Error(err)
	}
}

func TestINA226Refuses(t *testing.T) {
	for register, word := range map[byte]uint16{0xfe: 0, 0xff: 0x6023, 0: 0x2345} {
		b := ina()
		b.words[register] = word
		if _, err := newINA226(address{}, local(t), b, 0.005); !errors.Is(err, ErrProtocol) {
			t.Errorf("register %#x is %#x: %v", register, word, err)
		}
	}
}

func TestPMBusDecodes(t *testing.T) {
	// 0x13 is an exponent of -13: 6939 * 2^-13 V.
	b := &chip{bytes: map[byte]byte{0x20: 0x13}, words: map[byte]uint16{0x8b: 6939, 0x8c: 0xc030, 0x96: 0xd00a}}
	m, err := newPMBus(address{}, local(t), b, 3)
	if err != nil {
		t.Fatal(err)
	}
	// 0xc030: exponent 11000b = -8, mantissa 48. 0xd00a: exponent 11010b = -6, mantissa 10.
	if r, err := m.Read(); err != nil || r.Volts != 6939.0/8192 || r.Amperes != 48.0/256 || r.Watts != 10.0/64 {
		t.Errorf("%+v, %v", r, err)
	}
	if want := []byte{0, 3, 0, 3}; string(b.set_) != string(want) {
		t.Errorf("pages %v, want %v", b.set_, want)
	}
	b.bytes[0x20] = 0x40
	if _, err := newPMBus(address{}, local(t), b, 3); !errors.Is(err, ErrProtocol) {
		t.Errorf("direct format: %v", err)
	}
}

func TestLinear11(t *testing.T) {
	for w, want := range map[uint16]float64{0: 0, 0x0001: 1, 0x07ff: -1, 0x0400: -1024, 0x03ff: 1023, 0xf801: 0.5, 0x7801: 32768, 0x8001: 1.0 / 65536} {
		if got := linear11(w); got != want {
			t.Errorf("%#04x is %g, want %g", w, got, want)
		}
	}
}

func TestChipAddresses(t *testing.T) {
	for _, text := range []string{
		"ina226:/dev/i2c-1@0x40", "ina226:/dev/i2c-1@0x40?shunt=0", "ina226:/dev/i2c-1@0x40?shunt=-1", "ina226:/dev/i2c-1@0x40?shunt=NaN",
		"ina226:/dev/i2c-1@0x80?shunt=1", "ina226:i2c-1@0x40?shunt=1", "ina226:/dev/i2c-1?shunt=1", "pmbus:/dev/i2c-6@0x43", "pmbus:/dev/i2c-6@0x43/32",
		"rapl:../x", "rapl:0?x=1", "lines:/x?unit=h", "lines:/x?kind=measured", "powersensor3:/x?par=1", "rdtech:/x?x=1",
	} {
		if _, err := Open(text); !errors.Is(err, ErrAddress) {
			t.Errorf("%s: %v", text, err)
		}
	}
	root := tree(t, map[string]string{"/dev/i2c-1": ""})
	for _, text := range []string{"ina226:/dev/i2c-1@0x40?shunt=0.005&root=" + root, "pmbus:/dev/i2c-1@0x43/0?root=" + root} {
		if _, err := Open(text); !errors.Is(err, unix.ENOTTY) {
			t.Errorf("%s: %v", text, err)
		}
	}
	for _, text := range []string{"rapl:7?root=", "lines:/no?root=", "rdtech:/dev/no?root=", "powersensor3:/dev/no?root="} {
		if _, err := Open(text + root); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("%s: %v", text, err)
		}
	}
}

func zone(t *testing.T) (string, *rapl) {
	t.Helper()
	root := tree(t, map[string]string{
		powercap + "intel-rapl:0/name": "package-0\n", powercap + "intel-rapl:0/energy_uj": "999000\n", powercap + "intel-rapl:0/max_energy_range_uj": "1000000\n",
	})
	return root, open(t, "rapl:0?root="+root).(*rapl)
}

func TestRAPLDecodes(t *testing.T) {
	root, m := zone(t)
	if m.Info().Name != "package-0" {
		t.Errorf("%+v", m.Info())
	}
	if _, err := m.Read(); !errors.Is(err, ErrNoReading) {
		t.Errorf("the first reading: %v", err)
	}
	at := m.at
	write(t, root, powercap+"intel-rapl:0/energy_uj", "4000") // the counter began again: 5000 uJ
	r, err := m.Read()
	if want := 5000 * 1e-6 / r.Span.Seconds(); err != nil || r.Watts != want || r.Span != r.Time-at || r.Span < raplPace {
		t.Errorf("%+v, %v; want %g W", r, err, want)
	}
	if _, err := m.Read(); !errors.Is(err, ErrNoReading) {
		t.Errorf("a counter that stands still: %v", err)
	}
	for _, text := range []string{"", "-1", "1000001", "many"} {
		write(t, root, powercap+"intel-rapl:0/energy_uj", text)
		if _, err := m.Read(); err == nil {
			t.Errorf("%q is read", text)
		}
		write(t, root, powercap+"intel-rapl:0/energy_uj", "5000")
		if _, err := m.Read(); !errors.Is(err, ErrNoReading) {
			t.Errorf("after %q the counter is compared with what it was before: %v", text, err)
		}
	}
}

// TestRAPLJoules: spans of readings leave no gap, whatever their lengths.
func TestRAPLJoules(t *testing.T) {
	m := &rapl{limit: 1 << 40}
	s := &Sampler{info: Info{Streams: true, Interval: raplPace}, warn: func(error) {}}
	counter, at := uint64(1), time.Second
	for n := range 50 {
		step := time.Duration(n%7+1) * 10 * time.Millisecond
		at += step
		counter += uint64(3 * step.Microseconds()) // 3 W
		s.note(m.advance(Reading{Time: at, Volts: math.NaN(), Amperes: math.NaN()}, counter))
	}
	o := s.Window(time.Second+100*time.Millisecond, at)
	if joules, _, known := o.Energy(); !known || o.Covered != o.Duration || math.Abs(joules-3*o.Duration.Seconds()) > 1e-9 {
		t.Errorf("%s J of %+v", fmt.Sprint(joules), o)
	}
}
