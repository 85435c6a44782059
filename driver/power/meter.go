// SPDX-License-Identifier: Apache-2.0

package power

import (
	"errors"
	"time"

	"github.com/e2train/e2train/driver"
)

// Causes of errors, for errors.Is.
var (
	ErrAddress   = errors.New("bad meter address")
	ErrNoReading = errors.New("the meter has no reading")
	ErrProtocol  = errors.New("not what this meter sends")
)

// Kind says what the figures of a meter may be called.
type Kind string

// The kinds of meters.
const (
	Measured Kind = "measured"
	Emulated Kind = "emulated"
)

// kindOf returns the kind of figures of a kernel whose files are below root.
func kindOf(k driver.Kind, root string) Kind {
	if k == driver.KindEmulated || root != "" {
		return Emulated
	}
	return Measured
}

// Info describes a meter. It does not change.
type Info struct {
	Address  string        `json:"address"`
	Name     string        `json:"name"` // of what is measured
	Kind     Kind          `json:"kind"`
	Interval time.Duration `json:"declared_interval_ns"` // between updates as the sensor's driver or data sheet says; 0 if neither does
	Channels []string      `json:"channels"`             // that readings have: volts, amperes, watts, joules
	Unit     string        `json:"unit"`                 // of the finest channel's step, such as "1 mA"; empty if not known
	Streams  bool          `json:"streams"`              // readings come at the meter's own pace, and Read waits for the next
}

// Reading is what a meter shows at a time.
type Reading struct {
	Time    time.Duration // of the meter's clock
	Watts   float64
	Volts   float64       // NaN if not known
	Amperes float64       // NaN if not known
	Span    time.Duration // before Time that the reading is the mean of, 0 for one update of the sensor
	Shown   float64       // watts that the sensor itself computed, NaN if it does not, they are Watts, or their unit is wrong
}

// Meter is a power meter. Its methods are called by one goroutine at a time, except Now, Kind and Close.
type Meter interface {
	Info() Info
	// Now returns the time of the meter's clock.
	Now() time.Duration
	// Wait lets time pass on the meter's clock.
	Wait(time.Duration) error
	// Read returns what the meter shows. An error that wraps ErrNoReading says that there is nothing to see now; after others too the
	// next call may succeed.
	Read() (Reading, error)
	Close() error
}
