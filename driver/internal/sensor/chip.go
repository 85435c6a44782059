// SPDX-License-Identifier: Apache-2.0

package sensor

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"
	"time"
)

// Chip describes a sensor and the resistor that it measures at.
type Chip struct {
	Name string
	// A conversion looks at the current for Current, then at the voltage for Voltage; Averages of them make a reading.
	Current, Voltage time.Duration
	Averages         int

	Supply float64 // volts of the source without load
	Drop   float64 // volts that an ampere takes away from them

	CurrentStep float64 // amperes of one step of the converter
	VoltageStep float64 // volts
	PowerStep   float64 // watts that power is shown in

	Noise  float64 // amperes, standard deviation of one conversion
	Offset float64 // amperes, always

	Shunt  float64 // ohms, 0 if it does not say
	Period bool    // it says how long a reading takes
}

// Update returns the time from one reading to the next.
func (c *Chip) Update() time.Duration { return time.Duration(c.Averages) * (c.Current + c.Voltage) }

// chips are the chips by name. Both sit at 12 V.
//
// The INA226 is as its Linux driver sets it up (16 averages of 1.1 ms each for current and voltage), at 20 mOhm: steps of 2.5 uV and
// 1.25 mV, an offset of 2.5 uV, which is typical; its noise is assumed to be one step. Power has steps of 25 currents by its
// data sheet.
//
// The IRPS5401 reports LINEAR11 numbers, whose steps at such currents are 1/64 A by its exponent as remembered; its times, noise and
// offset are assumed, because its data sheet does not give them.
var chips = map[string]Chip{
	"ina226": {
		Name: "ina226", Current: 1100 * time.Microsecond, Voltage: 1100 * time.Microsecond, Averages: 16, Supply: 12, Drop: 0.05,
		CurrentStep: 125e-6, VoltageStep: 1.25e-3, PowerStep: 25 * 125e-6, Noise: 125e-6, Offset: 125e-6, Shunt: 20e-3, Period: true,
	},
	"irps5401": {
		Name: "irps5401", Current: 250 * time.Microsecond, Voltage: 250 * time.Microsecond, Averages: 8, Supply: 12, Drop: 0.05,
		CurrentStep: 1. / 64, VoltageStep: 1. / 256, PowerStep: 1. / 32, Noise: 8e-3, Offset: 4e-3,
	},
}

// ByName returns the chip of a name.
func ByName(name string) (*Chip, error) {
	c, known := chips[name]
	if !known {
		return nil, fmt.Errorf("power sensor %q: it can be %s", name, strings.Join(Names(), " or "))
	}
	return &c, nil
}

// Names returns the names of all chips.
func Names() []string { return slices.Sorted(maps.Keys(chips)) }

// steps rounds x to a multiple of a step, halves to even.
func steps(x, step float64) float64 { return float64(math.RoundToEven(x/step) * step) }
