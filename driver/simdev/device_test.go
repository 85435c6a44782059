// SPDX-License-Identifier: Apache-2.0

package simdev_test

import (
	"testing"

	"github.com/e2train/e2train/driver"
	"github.com/e2train/e2train/driver/drivertest"
	_ "github.com/e2train/e2train/driver/simdev"
)

func TestConformance(t *testing.T) {
	for _, address := range []string{"sim:ultra96", "sim:zedboard", "sim:zed8?limit=64MB", "sim:tiny", "sim:tiny?memory=ideal&limit=8MB", "sim:ultra96-fp32?lanes=44"} {
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
