// SPDX-License-Identifier: Apache-2.0

package xdma

import (
	"testing"
	"time"

	"github.com/e2train/e2train/driver"
	"github.com/e2train/e2train/driver/drivertest"
	"github.com/e2train/e2train/driver/internal/board"
	"github.com/e2train/e2train/driver/internal/emulated"
	"github.com/e2train/e2train/driver/internal/emulatedtest"
)

// memory is that of the emulated cards.
const memory = 16 << 20

// openOn opens the card of an emulated kernel.
func openOn(k *emulated.Kernel) (driver.Device, error) {
	return openCard(link(k), options{node: "/dev/xdma0", base: emulatedtest.Origin, limit: memory})
}

func link(k *emulated.Kernel) board.Link {
	return board.Link{Address: "xdma:/dev/xdma0", Kernel: k, Close: func() error { return nil }}
}

func mustOpen(t *testing.T, o emulated.Options) driver.Device {
	t.Helper()
	d, err := openOn(emulatedtest.Sim(t, "tiny", memory, o))
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// TestConformance runs the suite on cards that work, and on cards whose faults a driver gets over.
func TestConformance(t *testing.T) {
	for name, o := range map[string]emulated.Options{
		"plain":       {},
		"aligned":     {Align: 64},
		"interrupted": {Fault: emulated.Fault{Kind: emulated.Interrupted, Seed: 1}},
		"short":       {Fault: emulated.Fault{Kind: emulated.Short, Seed: 1}},
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
	d, err := openOn(k)
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
