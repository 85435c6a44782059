// SPDX-License-Identifier: Apache-2.0

package verilator_test

import (
	"os"
	"testing"

	"github.com/e2train/e2train/driver"
	_ "github.com/e2train/e2train/driver/simdev"
)

// open opens a device that the test closes.
func open(t *testing.T, address string) driver.Device {
	t.Helper()
	d, err := driver.Open(address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := d.Close(); err != nil {
			t.Errorf("close %s: %v", address, err)
		}
	})
	return d
}

// count returns how many random cases to run: all of them with E2TRAIN_FULL=1, else a tenth.
func count(full int) int {
	if os.Getenv("E2TRAIN_FULL") != "" {
		return full
	}
	return full / 10
}
