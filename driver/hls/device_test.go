// SPDX-License-Identifier: Apache-2.0

package hls_test

import (
	"errors"
	"testing"

	"github.com/e2train/e2train/driver"
	"github.com/e2train/e2train/driver/drivertest"
	_ "github.com/e2train/e2train/driver/hls"
)

// open opens a device, or skips a test that lacks the compiler.
func open(t *testing.T, address string) driver.Device {
	t.Helper()
	drivertest.Need(t, address, "the kernels for Vitis HLS")
	d, err := driver.Open(address)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// TestBadAddresses needs no compiler.
func TestBadAddresses(t *testing.T) {
	for _, address := range []string{"hls:", "hls:ultra97", "hls:tiny?memory=ideal", "hls:tiny?limit=0", "hls:tiny?seed=1"} {
		d, err := driver.Open(address)
		if !errors.Is(err, driver.ErrAddress) || d != nil {
			t.Errorf("%s: got %v and error %v, want one that wraps %v", address, d, err, driver.ErrAddress)
		}
	}
}

func TestConformance(t *testing.T) {
	for _, address := range []string{"hls:tiny?limit=8MB", "hls:ultra96", "hls:zedboard"} {
		t.Run(address, func(t *testing.T) {
			drivertest.TestDevice(t, func(t *testing.T) driver.Device { return open(t, address) })
		})
	}
}
