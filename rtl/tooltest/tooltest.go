// SPDX-License-Identifier: Apache-2.0

// Package tooltest helps tests that run other programs: compilers, Verilator, Yosys, tools for scripts. It is for tests of all floors.
package tooltest

import (
	"math/rand/v2"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"testing"
	"time"
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
	t.Skipf("not tested: %s, because %s is missing", untested, name)
	return ""
}

// Run runs a program in dir and returns its output; it fails the test if the program fails.
func Run(t *testing.T, dir string, args ...string) string {
	t.Helper()
	return RunWith(t, dir, "", args...)
}

// RunWith is Run of a program with something to read.
func RunWith(t *testing.T, dir, input string, args ...string) string {
	t.Helper()
	c := exec.Command(args[0], args[1:]...)
	c.Dir = dir
	c.Stdin = strings.NewReader(input)
	out, err := c.CombinedOutput()
	if err != nil {
		t.Fatalf("%s: %v\n%s", strings.Join(args, " "), err, out)
	}
	return string(out)
}

// Rand returns random numbers whose seed is printed, and taken from E2TRAIN_TEST_SEED if it is there.
func Rand(t *testing.T) *rand.Rand {
	t.Helper()
	seed := uint64(time.Now().UnixNano())
	if text := os.Getenv("E2TRAIN_TEST_SEED"); text != "" {
		var err error
		if seed, err = strconv.ParseUint(text, 0, 64); err != nil {
			t.Fatalf("E2TRAIN_TEST_SEED: %v", err)
		}
	}
	t.Logf("E2TRAIN_TEST_SEED=%d", seed)
	return rand.New(rand.NewPCG(seed, 1))
}
