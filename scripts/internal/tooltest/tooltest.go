// SPDX-License-Identifier: Apache-2.0

// Package tooltest helps tests of scripts that run other programs.
package tooltest

import (
	"os"
	"os/exec"
	"testing"
)

// Find returns the path of a program. Without it the test is skipped, or fails if E2TRAIN_REQUIRE_TOOLS is 1.
func Find(t *testing.T, name, untested string) string {
	t.Helper()
	path, err := exec.LookPath(name)
	if err == nil {
		return path
	}
	if os.Getenv("E2TRAIN_REQUIRE_TOOLS") == "1" {
		t.Fatalf("%v: %s", err, untested)
	}
	t.Skipf("not tested without %s: %s", name, untested)
	return ""
}
