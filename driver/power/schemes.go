// SPDX-License-Identifier: Apache-2.0

package power

// schemes are filled by init: what opens meters looks at the list too.
var schemes []Scheme

func init() {
	schemes = []Scheme{
		{"hwmon", "hwmon:NAME[/LABEL][?root=DIR][&emulator=SOCKET]", "a sensor that the kernel reads (INA2xx, PMBus and others)", openHwmon, listHwmon},
		{"ina226", "ina226:/dev/i2c-N@ADDRESS?shunt=OHMS", "an INA226 without a driver", openINA226, nil},
		{"pmbus", "pmbus:/dev/i2c-N@ADDRESS/PAGE", "an output of a PMBus regulator without a driver", openPMBus, nil},
		{"rapl", "rapl:ZONE[?root=DIR]", "the energy counter of a processor (0 or 0:1)", openRAPL, listRAPL},
		{"powersensor3", "powersensor3:TTY[?pair=N]", "a PowerSensor3 at its serial port", openSensor3, nil},
		{"rdtech", "rdtech:TTY", "a USB meter UM24C, UM25C or UM34C", openRDTech, nil},
		{"lines", "lines:PATH[?unit=us|ms|s][&baud=N][&kind=emulated]", "text lines t,V,I of a port, a pipe or a file", openLines, nil},
	}
}
