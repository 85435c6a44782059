// SPDX-License-Identifier: Apache-2.0

package emulate

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/e2train/e2train/driver"
	"github.com/e2train/e2train/driver/drivertest"
	_ "github.com/e2train/e2train/driver/serial"
	_ "github.com/e2train/e2train/driver/uio"
	_ "github.com/e2train/e2train/driver/xdma"
)

// start powers a board up for a test, which is skipped if the tools are missing.
func start(t *testing.T, o Options) *Emulator {
	t.Helper()
	o.Log = os.Stderr
	e, err := Start(t.Context(), o)
	if errors.Is(err, exec.ErrNotFound) && os.Getenv("E2TRAIN_REQUIRE_TOOLS") != "1" {
		t.Skipf("not tested: devices on emulated %s, because %v", o.Config, err)
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := e.Close(); err != nil {
			t.Errorf("close: %v", err)
		}
	})
	return e
}

func open(t *testing.T, address string) driver.Device {
	t.Helper()
	d, err := driver.Open(address)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// configs are the boards whose RTL is tested.
func configs() []string {
	if os.Getenv("E2TRAIN_FULL") != "" {
		return []string{"tiny", "ultra96"}
	}
	return []string{"tiny"}
}

// lessMemory gives devices behind a line a part of the memory: the suite allocates all there is, which is cleared.
func lessMemory(address string) string {
	if !strings.HasPrefix(address, "serial:") {
		return address
	}
	return strings.Replace(address, "limit=33554432", "limit=524288", 1)
}

// TestConformance runs the suite on all devices of boards that are the RTL, one client after the other.
func TestConformance(t *testing.T) {
	for _, config := range configs() {
		for _, coherent := range []bool{false, true} {
			e := start(t, Options{Config: config, Memory: 32 << 20, Coherent: coherent})
			for scheme, address := range e.Ready().Addresses {
				address = lessMemory(address)
				if scheme == "serial" && coherent {
					continue // the line knows nothing of caches
				}
				t.Run(config+" "+scheme, func(t *testing.T) {
					if scheme == "serial" && os.Getenv("E2TRAIN_FULL") == "" {
						t.Skip("not tested: the suite through the UART, bit by bit, because it takes hours of E2TRAIN_FULL=1; driver/serial runs it on a model")
					}
					drivertest.TestDevice(t, func(t *testing.T) driver.Device { return open(t, address) })
				})
			}
		}
	}
}

// TestLabels: nothing of an emulated board may be taken for measured.
func TestLabels(t *testing.T) {
	e := start(t, Options{Config: "tiny", Backend: Sim})
	if r := e.Ready(); r.Kind != driver.KindEmulated || len(r.Addresses) < 2 {
		t.Errorf("ready: %+v", r)
	}
	for scheme, address := range e.Ready().Addresses {
		d := open(t, address)
		if i := d.Info(); i.Kind != driver.KindEmulated || !strings.Contains(i.Version, "emulated") || i.Config.Name != "tiny" {
			t.Errorf("%s: %+v", scheme, i)
		}
		if err := d.Close(); err != nil {
			t.Error(err)
		}
	}
	if now := e.Time(); now.Kind != driver.KindEmulated || now.Cycles == 0 || now.Seconds != float64(now.Cycles)/100e6 {
		t.Errorf("time: %+v", now)
	}
}

// TestBoardGoesAway closes the emulator under an open device.
func TestBoardGoesAway(t *testing.T) {
	for _, scheme := range []string{"xdma", "uio", "serial"} {
		e, err := Start(t.Context(), Options{Config: "tiny", Backend: Sim})
		if err != nil {
			t.Fatal(err)
		}
		d := open(t, e.Ready().Addresses[scheme])
		if err := e.Close(); err != nil {
			t.Fatal(err)
		}
		m, err := d.Alloc(100)
		if err == nil {
			_, err = m.WriteAt([]byte{1}, 0)
		}
		var fault *driver.FaultError
		if !errors.Is(err, driver.ErrLost) || !errors.As(err, &fault) {
			t.Errorf("%s: got error %v", scheme, err)
		}
		d.Close()
		if _, err := driver.Open(e.Ready().Addresses[scheme]); !errors.As(err, &fault) {
			t.Errorf("%s: opened again, error %v", scheme, err)
		}
	}
}

// TestBreakdown ends the simulation of a board.
func TestBreakdown(t *testing.T) {
	e := start(t, Options{Config: "tiny"})
	d := open(t, e.Ready().Addresses["xdma"])
	defer d.Close()
	e.board.Close()
	if _, err := d.Launch(context.Background(), driver.Program{}); err == nil {
		t.Error("a launch on a board that is gone")
	}
	if _, err := driver.Open(e.Ready().Addresses["xdma"]); !errors.Is(err, driver.ErrLost) {
		t.Errorf("got error %v", err)
	}
	if err := e.Wait(t.Context()); !errors.Is(err, driver.ErrHardware) {
		t.Errorf("got error %v", err)
	}
}

func TestBadOptions(t *testing.T) {
	for _, o := range []Options{
		{Config: "huge"}, {Config: "tiny", Backend: "fpga"}, {Config: "tiny", Memory: 5}, {Config: "tiny", Memory: 1 << 40},
		{Config: "tiny", Power: "ina1"}, {Config: "tiny", Power: "ina226", Backend: Sim}, {Config: "tiny", Fault: "fire"}, {Config: "tiny", Fault: "hang:x"},
	} {
		if e, err := Start(t.Context(), o); !errors.Is(err, ErrOptions) {
			t.Errorf("%+v: got %v, error %v", o, e, err)
		}
	}
}
