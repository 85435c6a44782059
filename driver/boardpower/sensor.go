// SPDX-License-Identifier: Apache-2.0

package boardpower

import (
	"errors"
	"fmt"
	"math"
	"time"

	"github.com/e2train/e2train/driver"
	"github.com/e2train/e2train/driver/internal/kernelwire"
	"github.com/e2train/e2train/driver/internal/kernfile"
	"github.com/e2train/e2train/driver/power"
)

// ErrMeter is the cause of errors about a meter that does not measure the device.
var ErrMeter = errors.New("not a power meter of this device")

// Sensor is a power meter, and the emulated board that it sits on if that is one.
type Sensor struct {
	power.Meter
	address string
	kernel  *kernelwire.Kernel // nil for a meter of the real world
	period  time.Duration      // from one update to the next
}

// defaultPeriod is for meters that do not say how often they update: longer than any of those known.
const defaultPeriod = 50 * time.Millisecond

// Open opens the meter at an address, see package power.
func Open(address string) (*Sensor, error) {
	m, err := power.Open(address)
	if err != nil {
		return nil, err
	}
	if m.Info().Streams {
		err := fmt.Errorf("meter %q sends at its own pace, so what is read may be old; launches need one that shows the newest when asked, such as hwmon: %w", address, ErrMeter)
		return nil, errors.Join(err, m.Close())
	}
	s := &Sensor{Meter: m, address: address, period: defaultPeriod}
	if declared := m.Info().Interval; declared > 0 {
		s.period = declared + time.Millisecond // the kernel leaves out parts of one
	}
	if m.Info().Kind != power.Emulated {
		return s, nil
	}
	if err := s.reach(); err != nil {
		return nil, errors.Join(err, m.Close())
	}
	return s, nil
}

// reach opens the files of the emulated board.
func (s *Sensor) reach() error {
	a, err := driver.ParseAddress(s.address)
	if err != nil {
		return err
	}
	socket := a.Options.Get("emulator")
	if socket == "" {
		return fmt.Errorf("meter %q is emulated and on no emulated board: %w", s.address, ErrMeter)
	}
	if s.kernel, err = kernelwire.Dial(socket); err != nil {
		return fmt.Errorf("meter %q: %w", s.address, err)
	}
	return nil
}

// Fits reports whether what the meter shows is of the same kind as the device; the error wraps ErrMeter if not.
func (s *Sensor) Fits(kind driver.Kind) error {
	want := driver.KindBoard
	if s.emulated() {
		want = driver.KindEmulated
	}
	if kind != want {
		return fmt.Errorf("meter %q is %s, the device of kind %s: %w", s.address, s.Info().Kind, kind, ErrMeter)
	}
	return nil
}

// watts returns what the meter shows. What a sensor computed itself comes from the current before that was rounded for its reader.
func (s *Sensor) watts() (float64, error) {
	r, err := s.Read()
	if err != nil {
		return 0, err
	}
	if !math.IsNaN(r.Shown) {
		return r.Shown, nil
	}
	return r.Watts, nil
}

// emulated reports whether repeats are replayed.
func (s *Sensor) emulated() bool { return s.kernel != nil }

const boardFiles = "/sys/class/e2train/board0/"

// tell writes a number to a file of the emulated board.
func (s *Sensor) tell(file string, n int64) error {
	if err := kernfile.WriteText(s.kernel, boardFiles+file, fmt.Sprint(n)); err != nil {
		return fmt.Errorf("meter %q: %w", s.address, err)
	}
	return nil
}

// Close gives up what Open has opened.
func (s *Sensor) Close() error {
	if s.kernel == nil {
		return s.Meter.Close()
	}
	return errors.Join(s.kernel.Close(), s.Meter.Close())
}
