// SPDX-License-Identifier: Apache-2.0

package drivertest

import (
	"errors"
	"fmt"
	"testing"

	"github.com/e2train/e2train/driver"
	"github.com/e2train/e2train/sim/randprog"
)

// TestDevice tests a device. open opens it anew for each part of the suite, which closes it.
func TestDevice(t *testing.T, open func(t *testing.T) driver.Device) {
	t.Helper()
	seed := randprog.Seed(t)
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			d := newSubject(open(t), seed)
			err := c.check(d)
			if closed := d.device.Close(); closed != nil && !errors.Is(closed, driver.ErrClosed) {
				t.Errorf("close: %v", closed)
			}
			switch {
			case errors.Is(err, errSkip):
				t.Skip(err)
			case err != nil:
				t.Fatal(err)
			}
		})
	}
}

// testCase is one part of the suite.
type testCase struct {
	name  string
	check func(*subject) error
}

var cases = []testCase{
	{"Info", checkInfo},
	{"Memory", checkMemory},
	{"MemoryBounds", checkBounds},
	{"MemoryIsZeroed", checkZeroed},
	{"Free", checkFree},
	{"OutOfMemory", checkOutOfMemory},
	{"Mapped", checkMapped},
	{"Close", checkClose},
	{"Reference", checkReference},
	{"Gemm", checkGemm},
	{"GemmOnGradients", checkGemmOnGradients},
	{"GemmPadding", checkGemmPadding},
	{"GemmAccumulates", checkGemmAccumulates},
	{"GemmWithoutTaps", checkNoTaps},
	{"Outer", checkOuter},
	{"OuterPacked", checkPacked},
	{"OuterMasked", checkMasked},
	{"OuterSkipped", checkSkipped},
	{"StoreFormats", checkStoreFormats},
	{"StoreRounds", checkRounding},
	{"StoreSaturates", checkSaturation},
	{"StoreTracksMaximum", checkMaximum},
	{"StridedTransfers", checkStrides},
	{"Semaphores", checkSemaphores},
	{"ChainedSegments", checkChain},
	{"EmptySegment", checkEmpty},
	{"Relocation", checkRelocation},
	{"Params", checkParams},
	{"InvalidPrograms", checkInvalid},
	{"InvalidLaunches", checkInvalidLaunches},
	{"Deadlock", checkDeadlock},
	{"Context", checkContext},
	{"RandomPrograms", checkRandom},
	{"RandomDeadlocks", checkRandomDeadlocks},
	{"Concurrency", checkConcurrency},
}

// errSkip is returned by parts that do not apply to a device.
var errSkip = errors.New("does not apply")

func skip(reason string) error { return fmt.Errorf("%w: %s", errSkip, reason) }

// want returns an error that names what is wrong unless ok.
func want(ok bool, format string, args ...any) error {
	if ok {
		return nil
	}
	return fmt.Errorf(format, args...)
}

// wantError returns an error unless err wraps cause.
func wantError(err, cause error, doing string) error {
	if errors.Is(err, cause) {
		return nil
	}
	return fmt.Errorf("%s: got error %v, want one that wraps %q", doing, err, cause)
}

// first returns the first of several errors.
func first(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}
