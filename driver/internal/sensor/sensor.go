// SPDX-License-Identifier: Apache-2.0

package sensor

import (
	"math"
	"time"
)

// Reading is what a sensor shows.
type Reading struct {
	Watts, Volts, Amperes float64
	Updates               uint64 // readings so far; the other fields mean nothing while there was none
}

// Sensor watches energy go by. The zero time is its power-up.
type Sensor struct {
	chip Chip
	seed uint64

	at     time.Duration // the energy is known until here
	joules float64       // that went through until then

	conversion uint64  // number of the one that runs
	begun      float64 // joules at its begin, for the current
	current    float64 // amperes converted; valid while the voltage is converted
	half       bool    // the current is converted, the voltage not yet
	amperes    float64 // sums of the conversions since the last reading
	volts      float64

	shown Reading
}

// New returns a sensor whose noise follows from a seed.
func New(c *Chip, seed uint64) *Sensor { return &Sensor{chip: *c, seed: seed} }

// Chip describes the sensor.
func (s *Sensor) Chip() Chip { return s.chip }

// Reading returns what the sensor shows.
func (s *Sensor) Reading() Reading { return s.shown }

// Advance says that at a time, no earlier than the one before, so many joules had gone through in total: evenly since then.
func (s *Sensor) Advance(at time.Duration, joules float64) {
	for end := s.end(); end <= at; end = s.end() {
		s.step(s.between(end, at, joules))
	}
	s.at, s.joules = at, joules
}

// end returns when what is converted now will be.
func (s *Sensor) end() time.Duration {
	begin := time.Duration(s.conversion) * (s.chip.Current + s.chip.Voltage)
	if s.half {
		return begin + s.chip.Current + s.chip.Voltage
	}
	return begin + s.chip.Current
}

// between returns the joules at a time between the last known one and the next.
func (s *Sensor) between(t, at time.Duration, joules float64) float64 {
	if at == s.at {
		return joules
	}
	share := float64(t-s.at) / float64(at-s.at)
	return s.joules + float64(share*(joules-s.joules))
}

// step ends a conversion of the current or of the voltage, at which so many joules have gone through.
func (s *Sensor) step(joules float64) {
	if !s.half {
		s.current, s.half = s.convert((joules-s.begun)/s.chip.Current.Seconds()), true
		return
	}
	s.amperes += s.current
	s.volts += steps(s.chip.Supply-float64(s.chip.Drop*s.current), s.chip.VoltageStep)
	s.half, s.begun = false, joules
	s.conversion++
	if s.conversion%uint64(s.chip.Averages) == 0 {
		s.show()
	}
}

// convert returns the current that the converter makes of a power.
func (s *Sensor) convert(watts float64) float64 {
	// V = supply - drop*I and P = V*I: the smaller root.
	v, d := s.chip.Supply, s.chip.Drop
	i := (v - math.Sqrt(float64(v*v)-float64(4*float64(d*watts)))) / (2 * d)
	return steps(i+s.chip.Offset+float64(s.chip.Noise*s.noise()), s.chip.CurrentStep)
}

// show makes a reading of the conversions since the last one.
func (s *Sensor) show() {
	n := float64(s.chip.Averages)
	s.shown.Amperes = steps(s.amperes/n, s.chip.CurrentStep)
	s.shown.Volts = steps(s.volts/n, s.chip.VoltageStep)
	s.shown.Watts = steps(float64(s.shown.Amperes*s.shown.Volts), s.chip.PowerStep)
	s.shown.Updates++
	s.amperes, s.volts = 0, 0
}

// noise returns the noise of this conversion, of standard deviation 1: twelve uniform numbers less their mean.
func (s *Sensor) noise() float64 {
	sum := -6.0
	state := mix(s.seed ^ mix(s.conversion+1)) // mixed twice, so that conversions share no numbers
	for range 12 {
		state += 0x9e3779b97f4a7c15
		sum += float64(float64(mix(state)>>11) * (1.0 / (1 << 53)))
	}
	return sum
}

// mix is the last step of SplitMix64 (Steele, Lea and Flood, OOPSLA 2014).
func mix(z uint64) uint64 {
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}
