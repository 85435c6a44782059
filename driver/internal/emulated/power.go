// SPDX-License-Identifier: Apache-2.0

package emulated

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"

	"golang.org/x/sys/unix"

	"github.com/e2train/e2train/driver/internal/sensor"
)

// Powered is a board that tells how much energy its logic took.
type Powered interface {
	Board
	// Joules returns the energy since power-up, without what the board draws at rest.
	Joules() float64
}

// PowerLabel is the label of all that the sensor shows.
const PowerLabel = "emulated_input"

// Power says what an emulated board draws at rest, and what watches it.
type Power struct {
	Sensor *sensor.Sensor
	Idle   float64 // watts
}

// piece is how many cycles of a launch the sensor hears of at a time.
const piece = 1 << 13

// supply is the power that the board draws, over time.
type supply struct {
	kernel   *Kernel
	board    Powered
	sensor   *sensor.Sensor
	idle     float64       // watts
	repeated float64       // joules of what was repeated
	at       time.Duration // the sensor knows of all until here
	joules   float64       // of the logic, until then
	record   []stretch
	on       bool // it is recorded
}

// stretch is a time and the energy that the logic took in it.
type stretch struct {
	time   time.Duration
	joules float64
}

// see tells the sensor what went through it until now.
func (s *supply) see() {
	at, joules := time.Duration(s.kernel.now().UnixNano()), s.board.Joules()+s.repeated
	if s.on && at > s.at {
		s.record = append(s.record, stretch{at - s.at, joules - s.joules})
	}
	s.at, s.joules = at, joules
	s.sensor.Advance(at, joules+float64(s.idle*at.Seconds()))
}

// repeat lets what was recorded happen so many more times, as far as time and power go.
func (s *supply) repeat(times uint64) {
	s.on = false
	for range times {
		for _, r := range s.record {
			s.kernel.elapsed += r.time
			s.repeated += r.joules
			s.see()
		}
	}
}

// seePower tells the sensor, if there is one.
func (k *Kernel) seePower() {
	if k.supply != nil {
		k.supply.see()
	}
}

// run lets time pass until the interrupt line is high, at most some cycles.
func (k *Kernel) run(cycles uint64) (irq bool, err error) {
	if k.supply == nil {
		return k.board.Run(cycles)
	}
	for cycles > 0 && !irq && err == nil {
		n := min(cycles, piece)
		irq, err = k.board.Run(n)
		cycles -= n
		k.seePower()
	}
	return irq, err
}

// addPower makes a sensor of the board's power known.
func (k *Kernel) addPower(p *Power) error {
	if p == nil {
		return nil
	}
	board, ok := k.board.(Powered)
	if !ok {
		return fmt.Errorf("%T does not tell its power", k.board)
	}
	k.supply = &supply{kernel: k, board: board, sensor: p.Sensor, idle: p.Idle}
	k.addSensor("/sys/class/hwmon/hwmon0/")
	k.addTime("/sys/class/e2train/board0/")
	return nil
}

// addSensor makes the files of the class hwmon (Documentation/hwmon/sysfs-interface). Before the first reading there is none.
func (k *Kernel) addSensor(class string) {
	s := k.supply.sensor
	chip := s.Chip()
	text := func(text string) func() string { return func() string { return text } }
	shown := func(unit float64, value func(sensor.Reading) float64) func() string {
		return func() string {
			k.seePower()
			return strconv.FormatInt(int64(math.RoundToEven(value(s.Reading())/unit)), 10)
		}
	}
	k.addAttribute(class+"name", text(chip.Name), nil)
	k.addAttribute(class+"power1_input", shown(1e-6, func(r sensor.Reading) float64 { return r.Watts }), nil)
	k.addAttribute(class+"in1_input", shown(1e-3, func(r sensor.Reading) float64 { return r.Volts }), nil)
	k.addAttribute(class+"curr1_input", shown(1e-3, func(r sensor.Reading) float64 { return r.Amperes }), nil)
	for _, name := range []string{"power1", "in1", "curr1"} {
		k.addAttribute(class+name+"_label", text(PowerLabel), nil)
	}
	if chip.Period {
		k.addAttribute(class+"update_interval", text(fmt.Sprint(chip.Update().Milliseconds())), nil)
	}
	if chip.Shunt > 0 {
		k.addAttribute(class+"shunt_resistor", text(fmt.Sprint(int64(math.RoundToEven(chip.Shunt*1e6)))), nil)
	}
}

// addTime makes what no real board has: files to let time pass in which nothing happens, or in which what was recorded happens again.
func (k *Kernel) addTime(class string) {
	s := k.supply
	k.addAttribute(class+"updates", func() string { k.seePower(); return fmt.Sprint(s.sensor.Reading().Updates) }, nil)
	k.addAttribute(class+"wait", nil, counted(func(ns uint64) {
		k.elapsed += time.Duration(ns)
		s.see()
	}))
	k.addAttribute(class+"record", nil, counted(func(on uint64) {
		s.see()
		s.on, s.record = on != 0, s.record[:0]
	}))
	k.addAttribute(class+"repeat", nil, counted(func(times uint64) {
		s.see()
		s.repeat(times)
	}))
}

// counted reads the number that is written to a file.
func counted(do func(uint64)) func(string) error {
	return func(text string) error {
		n, err := strconv.ParseUint(strings.TrimSpace(text), 10, 40)
		if err != nil {
			return unix.EINVAL
		}
		do(n)
		return nil
	}
}
