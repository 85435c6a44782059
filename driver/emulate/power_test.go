// SPDX-License-Identifier: Apache-2.0

package emulate

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/e2train/e2train/driver/internal/emulated"
	"github.com/e2train/e2train/driver/internal/emulatedtest"
	"github.com/e2train/e2train/driver/internal/kernfile"
	"github.com/e2train/e2train/driver/verilator"
	"github.com/e2train/e2train/rtl/isa"
)

const (
	hwmon = "/sys/class/hwmon/hwmon0/"
	board = "/sys/class/e2train/board0/"
)

func (e *Emulator) number(t *testing.T, path string) float64 {
	t.Helper()
	n, err := kernfile.ReadNumber(e.kernel, path)
	if err != nil {
		t.Fatal(err)
	}
	return float64(n)
}

func (e *Emulator) write(t *testing.T, path string, n int) {
	t.Helper()
	if err := kernfile.WriteText(e.kernel, path, fmt.Sprint(n)); err != nil {
		t.Fatal(err)
	}
}

// powered returns a board with a sensor and a device that reaches it. The sensor has its first reading.
func powered(t *testing.T, seed uint64) (e *Emulator, launch func()) {
	e = start(t, Options{Config: "tiny", Power: "ina226", Seed: seed, Memory: 32 << 20})
	d := open(t, e.Ready().Addresses["xdma"])
	t.Cleanup(func() { d.Close() })
	e.write(t, board+"wait", 1e9)
	data := make([]byte, 1<<12)
	rand.NewChaCha8([32]byte{}).Read(data)
	return e, func() { emulatedtest.LaunchOn(t, d, 1, data) }
}

// TestPower: the tree is that of the class hwmon and shows the power at rest, then that of launches; all of it is labelled.
func TestPower(t *testing.T) {
	e, launch := powered(t, 1)
	for name, want := range map[string]string{"name": "ina226", "power1_label": emulated.PowerLabel, "in1_label": emulated.PowerLabel, "update_interval": "35"} {
		if got, err := kernfile.ReadText(e.kernel, hwmon+name); got != want || err != nil {
			t.Errorf("%s is %q, %v; want %q", name, got, err, want)
		}
	}
	rest := e.number(t, hwmon+"power1_input")
	// An offset and half a step of 125 uA, noise of 125 uA over 4 of which five are allowed, at 12 V; and half a step of power.
	const bound = 12*125*(1+0.5+5./4) + 25*125/2
	if math.Abs(rest-idle*1e6) > bound || math.Abs(e.number(t, hwmon+"in1_input")-12000) > 50 {
		t.Errorf("%g uW at rest, want %g", rest, idle*1e6)
	}
	e.write(t, board+"record", 1)
	launch()
	e.write(t, board+"repeat", 10000)
	if busy := e.number(t, hwmon+"power1_input"); busy < rest+bound {
		t.Errorf("%g uW while it computes, %g at rest", busy, rest)
	}
	if r := e.Ready(); r.Meter == "" || r.Kind != "emulated" {
		t.Errorf("ready: %+v", r)
	}
}

// TestTogglesRepeat: launches with the same program and the same memory toggle the same, so that what was recorded may be repeated; the
// first one after others starts from other registers. And counting changes no counter of a launch.
func TestTogglesRepeat(t *testing.T) {
	e, launch := powered(t, 1)
	var before verilator.Toggles
	var each [4]verilator.Toggles
	for i := range each {
		before = e.board.(*verilator.Board).Toggles()
		launch()
		for k, n := range e.board.(*verilator.Board).Toggles() {
			each[i][k] = n - before[k]
		}
	}
	for k := range verilator.NumClasses {
		a, b := each[2][k], each[3][k]
		if k == verilator.Control { // the clock of cycles goes on: its carries are where they are
			if math.Abs(float64(a)-float64(b)) > 0.01*float64(a) {
				t.Errorf("%d and %d toggles of %v", a, b, k)
			}
			continue
		}
		if a != b {
			t.Errorf("%d and %d toggles of %v", a, b, k)
		}
	}
	plain := start(t, Options{Config: "tiny", Memory: 32 << 20})
	counters := func(e *Emulator) isa.Counters {
		d := open(t, e.Ready().Addresses["uio"])
		defer d.Close()
		return emulatedtest.Launch(t, d, 2)
	}
	with, without := counters(e), counters(plain)
	if c, differ := with.FirstDifference(&without); differ || with[isa.Cycles] == 0 {
		t.Errorf("counter %v is %d, without counting %d", c, with[c], without[c])
	}
}

// TestSameReadings: what the sensor shows depends on device time and seed alone, of which package sensor tests the latter.
func TestSameReadings(t *testing.T) {
	read := func() (all []float64) {
		e, launch := powered(t, 1)
		e.write(t, board+"record", 1)
		launch()
		for range 20 {
			e.write(t, board+"repeat", 1000)
			all = append(all, e.number(t, hwmon+"power1_input"))
		}
		return all
	}
	if first, again := read(), read(); fmt.Sprint(first) != fmt.Sprint(again) {
		t.Errorf("readings %v, again %v", first, again)
	}
}
