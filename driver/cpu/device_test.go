// SPDX-License-Identifier: Apache-2.0

package cpu_test

import (
	"errors"
	"testing"

	"github.com/e2train/e2train/driver"
	_ "github.com/e2train/e2train/driver/cpu"
	"github.com/e2train/e2train/driver/drivertest"
)

func TestConformance(t *testing.T) {
	drivertest.TestDevice(t, func(t *testing.T) driver.Device {
		t.Helper()
		d, err := driver.Open("cpu")
		if err != nil {
			t.Fatal(err)
		}
		return d
	})
}

func TestBadAddresses(t *testing.T) {
	for _, address := range []string{"cpu:fast", "cpu?memory=ideal"} {
		if _, err := driver.Open(address); !errors.Is(err, driver.ErrAddress) {
			t.Errorf("%s: got error %v, want one that wraps %v", address, err, driver.ErrAddress)
		}
	}
}
