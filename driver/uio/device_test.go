// SPDX-License-Identifier: Apache-2.0

package uio

import (
	"testing"
	"time"

	"github.com/e2train/e2train/driver"
	"github.com/e2train/e2train/driver/drivertest"
	"github.com/e2train/e2train/driver/internal/board"
	"github.com/e2train/e2train/driver/internal/emulated"
	"github.com/e2train/e2train/driver/internal/emulatedtest"
)

// memory is that of the emulated boards.
const memory = 16 << 20

// defaults are the options of an address that gives none.
func defaults(t testing.TB, text string) options {
	t.Helper()
	a, err := driver.ParseAddress("uio:/dev/uio0" + text)
	if err != nil {
		t.Fatal(err)
	}
	o, err := parse(a)
	if err != nil {
		t.Fatal(err)
	}
	return o
}

// openOn opens the board of an emulated kernel.
func openOn(t testing.TB, k *emulated.Kernel, text string) (driver.Device, error) {
	t.Helper()
	return openSoC(board.Link{Address: "uio:/dev/uio0" + text, Kernel: k, Close: func() error { return nil }}, defaults(t, text))
}

func mustOpen(t *testing.T, o emulated.Options) driver.Device {
	t.Helper()
	d, err := openOn(t, emulatedtest.Sim(t, "tiny", memory, o), "")
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// TestConformance runs the suite on boards that work, and on boards whose faults a driver gets over.
func TestConformance(t *testing.T) {
	for name, o := range map[string]emulated.Options{
		"plain":       {},
		"coherent":    {Coherent: true},
		"interrupted": {Fault: emulated.Fault{Kind: emulated.Interrupted, Seed: 1}},
		"stuck":       {Fault: emulated.Fault{Kind: emulated.StuckIRQ}},
	} {
		t.Run(name, func(t *testing.T) {
			drivertest.TestDevice(t, func(t *testing.T) driver.Device { return mustOpen(t, o) })
		})
	}
}

// TestInterruptsEndWaits: launches on a board that works are not found to have ended by looking now and then.
func TestInterruptsEndWaits(t *testing.T) {
	k := emulatedtest.Sim(t, "tiny", memory, emulated.Options{})
	d, err := openOn(t, k, "")
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	began := k.Now()
	emulatedtest.Launch(t, d, 20)
	if took := k.Now().Sub(began); took > 2*time.Millisecond {
		t.Errorf("20 launches of some cycles took %v of the board's time", took)
	}
}
