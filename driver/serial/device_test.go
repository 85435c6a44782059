// SPDX-License-Identifier: Apache-2.0

package serial

import (
	"fmt"
	"testing"

	"github.com/e2train/e2train/driver"
	"github.com/e2train/e2train/driver/drivertest"
	"github.com/e2train/e2train/driver/internal/emulated"
	"github.com/e2train/e2train/driver/internal/emulatedtest"
	"github.com/e2train/e2train/driver/internal/pty"
)

// memory is that of the emulated boards.
const memory = 1 << 20

// hangUp ends the lines of emulated boards, by address.
var hangUp = map[string]func(){}

// address returns that of an emulated board behind a pseudo-terminal.
func address(t testing.TB) string {
	t.Helper()
	k := emulatedtest.Sim(t, "tiny", memory, emulated.Options{})
	line, node, err := pty.Open()
	if err != nil {
		t.Fatal(err)
	}
	served := make(chan error, 1)
	go func() { served <- k.ServeSerial(line) }()
	t.Cleanup(func() {
		line.Close()
		if err := <-served; err != nil {
			t.Error(err)
		}
	})
	text := fmt.Sprintf("serial:%s?base=%#x&limit=%d&port=hpc", node, emulatedtest.Origin, memory)
	hangUp[text] = func() { line.Close() }
	return text
}

func mustOpen(t *testing.T) driver.Device {
	t.Helper()
	d, err := driver.Open(address(t))
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// TestConformance runs the suite on a board behind a pseudo-terminal, through the port and the protocol that a real one has.
func TestConformance(t *testing.T) { drivertest.TestDevice(t, mustOpen) }

func TestEmulatedBoardsAreLabelled(t *testing.T) {
	d := mustOpen(t)
	defer d.Close()
	if k := d.Info().Kind; k != driver.KindEmulated {
		t.Errorf("a board behind a pseudo-terminal is %s", k)
	}
}
