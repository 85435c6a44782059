// SPDX-License-Identifier: Apache-2.0

package verilator_test

import (
	"testing"

	"github.com/e2train/e2train/driver"
	"github.com/e2train/e2train/driver/drivertest"
)

func TestConformance(t *testing.T) {
	drivertest.Need(t, "verilator:tiny", "whether the RTL is a device")
	for _, address := range []string{"verilator:tiny", "verilator:tiny?memory=ideal&limit=8MB", "verilator:tiny?latency=random&seed=3"} {
		t.Run(address, func(t *testing.T) {
			drivertest.TestDevice(t, func(t *testing.T) driver.Device {
				t.Helper()
				d, err := driver.Open(address)
				if err != nil {
					t.Fatal(err)
				}
				return d
			})
		})
	}
}
