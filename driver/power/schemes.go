// SPDX-License-Identifier: Apache-2.0

package power

// schemes are filled by init: what opens meters looks at the list too.
var schemes []Scheme

func init() {
	schemes = []Scheme{
		{"hwmon", "hwmon:NAME[/LABEL][?root=DIR][&emulator=SOCKET]", "a sensor that the kernel reads (INA2xx, PMBus and others)", openHwmon, listHwmon},
	}
}
