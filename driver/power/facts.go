// SPDX-License-Identifier: Apache-2.0

package power

import "time"

// What is from memory or from one source only and was not seen on hardware stands here, each with where to look if it is wrong.
const (
	// pmbusPage, pmbusVoutMode and the read commands: PMBus specification part II; drivers/hwmon/pmbus/pmbus.h.
	pmbusPage     = 0x00
	pmbusVoutMode = 0x20
	pmbusVout     = 0x8b
	pmbusIout     = 0x8c
	pmbusPout     = 0x96
	// raplPace is the time between readings: counters advance about every millisecond (powercap.rst), and ten of them make that
	// a tenth of what is read.
	raplPace = 10 * time.Millisecond
	// sensor3Interval is the pace of PowerSensor3's frames, six conversions each: github.com/nlesc-recruit/PowerSensor3, firmware 1.6.1.
	sensor3Interval = 50 * time.Microsecond
	// rdtechPace is how often a UM24C, UM25C or UM34C may be asked: libsigrok, hardware/rdtech-um. How often it measures is not known.
	rdtechPace = 100 * time.Millisecond
	// baud of meters that are asked over a serial port. PowerSensor3 is a USB device, which ignores it.
	baud = 115200
	// inaOldStep is the watts of a step of an INA2xx's power with old drivers; with newer ones a step of the current is
	// 1e9 / (400 * uOhm) uA: drivers/hwmon/ina2xx.c.
	inaOldStep       = 25e-3
	inaPowerSteps    = 25
	inaResistorSteps = 400
)
