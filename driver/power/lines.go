// SPDX-License-Identifier: Apache-2.0

package power

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"golang.org/x/sys/unix"
)

// lineLimit is the longest line that is kept.
const lineLimit = 1024

// lines reads text lines "t,V,I": from a port, a pipe, or a file that was recorded. Lines that come now get the time of this machine,
// because clocks of small boards drift; those of a file have their own.
type lines struct {
	*host
	info     Info
	address  address
	unit     float64 // seconds of t
	recorded bool
	source   io.ReadCloser
	tty      *tty // nil if it is none
	buffer   []byte
	last     time.Duration
}

var _ Meter = (*lines)(nil)

// lineUnits are the units that t may have.
var lineUnits = map[string]float64{"": 1e-6, "us": 1e-6, "ms": 1e-3, "s": 1}

func openLines(a address) (Meter, error) {
	if err := a.only("unit", "baud", "kind", "root"); err != nil {
		return nil, err
	}
	unit, known := lineUnits[a.option("unit")]
	if !known {
		return nil, a.bad(fmt.Errorf("unit=%s: t can be in us, ms or s", a.option("unit")))
	}
	h, err := hostOf(a)
	if err != nil {
		return nil, err
	}
	switch kind := Kind(a.option("kind")); kind {
	case "":
	case Emulated:
		h.kind = Emulated
	default:
		return nil, a.bad(fmt.Errorf("kind=%s: only emulated has to be said", kind))
	}
	m := &lines{host: h, address: a, unit: unit, info: Info{
		Address: a.text, Name: filepath.Base(a.target), Kind: h.kind, Channels: []string{"volts", "amperes"}, Streams: true,
	}}
	if err := m.open(); err != nil {
		return nil, err
	}
	return m, nil
}

func (m *lines) open() error {
	path := filepath.Join(m.root, m.address.target)
	s, err := os.Stat(path)
	if err != nil {
		return m.address.fail("open", err)
	}
	if s.Mode()&os.ModeCharDevice != 0 {
		return m.openPort()
	}
	m.recorded = s.Mode().IsRegular()
	flags := os.O_RDONLY
	if !m.recorded {
		flags |= unix.O_NONBLOCK // a pipe opens without a writer, and reads have deadlines
	}
	f, err := os.OpenFile(path, flags, 0)
	if err != nil {
		return m.address.fail("open", err)
	}
	m.source = f
	return nil
}

func (m *lines) openPort() (err error) {
	speed := baud
	if text := m.address.option("baud"); text != "" {
		if speed, err = strconv.Atoi(text); err != nil {
			return m.address.bad(fmt.Errorf("baud=%s is not a number", text))
		}
	}
	if m.tty, err = openTTY(m.address, speed); err != nil {
		return err
	}
	m.source = m.tty.port
	return nil
}

// Info implements Meter.
func (m *lines) Info() Info { return m.info }

// Now implements Meter: the time of the newest line of a file.
func (m *lines) Now() time.Duration {
	if m.recorded {
		return m.last
	}
	return m.host.Now()
}

// Following says what Follows reports: the clock of a file goes on as it is read.
func (m *lines) Following() bool { return m.recorded }

// Wait implements Meter.
func (m *lines) Wait(d time.Duration) error {
	if m.recorded {
		return nil
	}
	return m.host.Wait(d)
}

// Read implements Meter.
func (m *lines) Read() (Reading, error) {
	for {
		line, err := m.line()
		if err != nil {
			return Reading{}, m.address.fail("read", err)
		}
		r, said, err := parseLine(line, m.unit)
		if err != nil {
			return r, m.address.fail("read", err)
		}
		if !said {
			continue
		}
		if !m.recorded {
			r.Time = m.host.Now()
		}
		m.last = r.Time
		return r, nil
	}
}

// line returns the next line, without those that are too long.
func (m *lines) line() (string, error) {
	for deadline := time.Now().Add(silence); ; {
		if end := bytes.IndexByte(m.buffer, '\n'); end >= 0 {
			text := string(m.buffer[:end])
			m.buffer = m.buffer[end+1:]
			if len(text) <= lineLimit {
				return text, nil
			}
			return "", fmt.Errorf("a line of %d bytes: %w", len(text), ErrProtocol)
		}
		if len(m.buffer) > 2*lineLimit {
			m.buffer = nil
			return "", fmt.Errorf("more than %d bytes without an end of line: %w", 2*lineLimit, ErrProtocol)
		}
		if err := m.more(deadline); err != nil {
			return "", err
		}
	}
}

// more reads on.
func (m *lines) more(deadline time.Time) error {
	if m.tty != nil {
		err := m.tty.more(deadline)
		m.buffer = append(m.buffer, m.tty.buffer...)
		m.tty.buffer = m.tty.buffer[:0]
		return err
	}
	if f, ok := m.source.(*os.File); ok && !m.recorded {
		if err := f.SetReadDeadline(deadline); err != nil {
			return err
		}
	}
	chunk := make([]byte, lineLimit)
	n, err := m.source.Read(chunk)
	m.buffer = append(m.buffer, chunk[:n]...)
	switch {
	case n > 0:
		return nil
	case errors.Is(err, io.EOF) && !m.recorded && time.Now().Before(deadline):
		time.Sleep(10 * time.Millisecond) // nobody has the pipe open
		return nil
	case errors.Is(err, io.EOF), errors.Is(err, os.ErrDeadlineExceeded):
		return fmt.Errorf("%w: %w", err, ErrNoReading)
	}
	return err
}

// parseLine reads a line of time, volts and amperes with commas, semicolons or space between them; what follows is left. Empty lines,
// comments and headings say nothing. The error wraps ErrProtocol.
func parseLine(line string, unit float64) (r Reading, said bool, err error) {
	fields := strings.FieldsFunc(line, func(c rune) bool { return strings.ContainsRune(",; \t\r", c) })
	if len(fields) == 0 || !strings.ContainsAny(fields[0][:1], "+-.0123456789") {
		return r, false, nil
	}
	if len(fields) < 3 {
		return r, false, fmt.Errorf("%q has no time, volts and amperes: %w", line, ErrProtocol)
	}
	var v [3]float64
	for i := range v {
		if v[i], err = strconv.ParseFloat(fields[i], 64); err != nil || math.IsNaN(v[i]) || math.IsInf(v[i], 0) {
			return r, false, fmt.Errorf("%q in %q is not a number: %w", fields[i], line, ErrProtocol)
		}
	}
	watts := v[1] * v[2]
	if math.IsInf(watts, 0) {
		return r, false, fmt.Errorf("a power without bounds in %q: %w", line, ErrProtocol)
	}
	seconds := v[0] * unit
	if math.Abs(seconds) > math.MaxInt32 {
		return r, false, fmt.Errorf("a time of %g s in %q: %w", seconds, line, ErrProtocol)
	}
	at := time.Duration(math.Round(seconds * float64(time.Second)))
	return Reading{Time: at, Volts: v[1], Amperes: v[2], Watts: watts, Shown: math.NaN()}, true, nil
}

// Close implements Meter.
func (m *lines) Close() error { return m.source.Close() }
