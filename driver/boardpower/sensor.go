// SPDX-License-Identifier: Apache-2.0

package boardpower

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/e2train/e2train/driver"
	"github.com/e2train/e2train/driver/internal/kernelwire"
	"github.com/e2train/e2train/driver/internal/kernfile"
)

// ErrMeter is the cause of errors about the address of a meter.
var ErrMeter = errors.New("bad meter address")

// Sensor is a power sensor of the class hwmon.
type Sensor struct {
	address string
	kernel  kernfile.Kernel
	close   func() error
	input   string        // file of the power
	period  time.Duration // from one update to the next
}

const (
	class      = "/sys/class/hwmon/hwmon"
	maxSensors = 32
	maxInputs  = 8
	boardFiles = "/sys/class/e2train/board0/"
)

// Open finds the sensor of an address: hwmon:NAME[/LABEL][?emulator=SOCKET], without a label its first power. The error wraps ErrMeter,
// or is that of reaching an emulated board.
func Open(address string) (*Sensor, error) {
	a, err := driver.ParseAddress(address)
	if err != nil {
		return nil, fmt.Errorf("meter %q: %w: %w", address, err, ErrMeter)
	}
	if err := a.Only("emulator"); err != nil || a.Scheme != "hwmon" {
		return nil, fmt.Errorf("meter %q: want hwmon:NAME[/LABEL][?emulator=SOCKET]: %w", address, ErrMeter)
	}
	s := &Sensor{address: address, kernel: kernfile.OS(""), close: func() error { return nil }}
	if socket := a.Options.Get("emulator"); socket != "" {
		k, err := kernelwire.Dial(socket)
		if err != nil {
			return nil, fmt.Errorf("meter %q: %w", address, err)
		}
		s.kernel, s.close = k, k.Close
	}
	if err := s.find(a.Target); err != nil {
		return nil, errors.Join(err, s.close())
	}
	return s, nil
}

// find looks for NAME[/LABEL].
func (s *Sensor) find(target string) error {
	name, label, _ := strings.Cut(target, "/")
	for i := range maxSensors {
		folder := fmt.Sprintf("%s%d/", class, i)
		if got, err := kernfile.ReadText(s.kernel, folder+"name"); err != nil || got != name {
			continue
		}
		if s.input = s.labelled(folder, label); s.input != "" {
			s.period = s.findPeriod(folder)
			return nil
		}
	}
	return fmt.Errorf("meter %q: no sensor of that name and label: %w", s.address, ErrMeter)
}

// labelled returns the file of the power with a label, of the first one if there is none, or "".
func (s *Sensor) labelled(folder, label string) string {
	for i := range maxInputs {
		power := fmt.Sprintf("%spower%d_", folder, i+1)
		if _, err := kernfile.ReadNumber(s.kernel, power+"input"); err != nil {
			continue
		}
		if got, err := kernfile.ReadText(s.kernel, power+"label"); label == "" || err == nil && got == label {
			return power + "input"
		}
	}
	return ""
}

// defaultPeriod is for sensors that do not say how often they update: longer than any of those known.
const defaultPeriod = 50 * time.Millisecond

func (s *Sensor) findPeriod(folder string) time.Duration {
	ms, err := kernfile.ReadNumber(s.kernel, folder+"update_interval")
	if err != nil || ms == 0 || ms > 60_000 {
		return defaultPeriod
	}
	return time.Duration(ms+1) * time.Millisecond // the kernel leaves out parts of one
}

// Kind says what the figures may be called.
func (s *Sensor) Kind() driver.Kind { return s.kernel.Kind() }

// Watts returns what the sensor shows.
func (s *Sensor) Watts() (float64, error) {
	n, err := kernfile.ReadNumber(s.kernel, s.input)
	if err != nil {
		return 0, fmt.Errorf("meter %q: %w", s.address, err)
	}
	return float64(n) * 1e-6, nil
}

// now returns the time of the board.
func (s *Sensor) now() time.Time { return s.kernel.Now() }

// emulated reports whether repeats are replayed.
func (s *Sensor) emulated() bool { return s.Kind() == driver.KindEmulated }

// tell writes a number to a file of the emulated board.
func (s *Sensor) tell(file string, n int64) error {
	if err := kernfile.WriteText(s.kernel, boardFiles+file, fmt.Sprint(n)); err != nil {
		return fmt.Errorf("meter %q: %w", s.address, err)
	}
	return nil
}

// wait lets time pass on the board.
func (s *Sensor) wait(d time.Duration) error {
	if !s.emulated() {
		time.Sleep(d)
		return nil
	}
	return s.tell("wait", int64(d))
}

// Close gives up what Open has opened.
func (s *Sensor) Close() error { return s.close() }
