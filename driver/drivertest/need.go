// SPDX-License-Identifier: Apache-2.0

package drivertest

import (
	"errors"
	"os"
	"os/exec"
	"testing"

	"github.com/e2train/e2train/driver"
)

// Need skips a test that lacks a tool to reach the device at address, or fails it if E2TRAIN_REQUIRE_TOOLS is 1; untested says
// what remains untested.
func Need(t *testing.T, address, untested string) {
	t.Helper()
	d, err := driver.Open(address)
	switch {
	case err == nil:
		if err := d.Close(); err != nil {
			t.Fatal(err)
		}
	case !errors.Is(err, exec.ErrNotFound):
		t.Fatal(err)
	case os.Getenv("E2TRAIN_REQUIRE_TOOLS") == "1":
		t.Fatalf("%v; it is needed to test %s", err, untested)
	default:
		t.Skipf("not tested: %s, because %v", untested, err)
	}
}
