// SPDX-License-Identifier: Apache-2.0

package power

import (
	"errors"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"
)

// tree makes files below a new folder.
func tree(t *testing.T, files map[string]string) string {
	t.Helper()
	root := t.TempDir()
	for path, text := range files {
		write(t, root, path, text)
	}
	return root
}

func write(t *testing.T, root, path, text string) {
	t.Helper()
	name := filepath.Join(root, path)
	if err := errors.Join(os.MkdirAll(filepath.Dir(name), 0o777), os.WriteFile(name, []byte(text), 0o666)); err != nil {
		t.Fatal(err)
	}
}

func open(t *testing.T, address string) Meter {
	t.Helper()
	m, err := Open(address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := m.Close(); err != nil {
			t.Errorf("close %s: %v", address, err)
		}
	})
	return m
}

// boards are trees as the named drivers make them.
var boards = map[string]string{
	// ina2xx: in0 is the shunt.
	"/sys/class/hwmon/hwmon0/name":            "ina226\n",
	"/sys/class/hwmon/hwmon0/in0_input":       "3\n",
	"/sys/class/hwmon/hwmon0/in1_input":       "5100\n",
	"/sys/class/hwmon/hwmon0/curr1_input":     "611\n",
	"/sys/class/hwmon/hwmon0/power1_input":    "3125000\n",
	"/sys/class/hwmon/hwmon0/update_interval": "35\n",
	// iio-hwmon: in1 is the shunt, and this kernel gives milliwatts.
	"/sys/class/hwmon/hwmon2/name":         "ina226_u79\n",
	"/sys/class/hwmon/hwmon2/in1_input":    "2\n",
	"/sys/class/hwmon/hwmon2/in2_input":    "850\n",
	"/sys/class/hwmon/hwmon2/curr1_input":  "1365\n",
	"/sys/class/hwmon/hwmon2/power1_input": "1160\n",
	// pmbus: three channels of a rail, with numbers of their own.
	"/sys/class/hwmon/hwmon7/name":         "irps5401\n",
	"/sys/class/hwmon/hwmon7/in1_label":    "vin\n",
	"/sys/class/hwmon/hwmon7/in1_input":    "12000\n",
	"/sys/class/hwmon/hwmon7/in5_label":    "vout4\n",
	"/sys/class/hwmon/hwmon7/in5_input":    "847\n",
	"/sys/class/hwmon/hwmon7/curr4_label":  "iout4\n",
	"/sys/class/hwmon/hwmon7/curr4_input":  "187\n",
	"/sys/class/hwmon/hwmon7/power5_label": "pout4\n",
	"/sys/class/hwmon/hwmon7/power5_input": "156250\n",
	// No power: volts and amperes under one label.
	"/sys/class/hwmon/hwmon9/name":        "adc\n",
	"/sys/class/hwmon/hwmon9/in3_label":   "5V\n",
	"/sys/class/hwmon/hwmon9/in3_input":   "5000\n",
	"/sys/class/hwmon/hwmon9/curr2_label": "5V\n",
	"/sys/class/hwmon/hwmon9/curr2_input": "-200\n",
	// No power at all.
	"/sys/class/hwmon/hwmon11/name":        "coretemp\n",
	"/sys/class/hwmon/hwmon11/temp1_input": "40000\n",
}

func TestHwmonDecodes(t *testing.T) {
	root := tree(t, boards)
	for _, c := range []struct {
		target                      string
		watts, volts, amperes, show float64
	}{
		{"ina226", 5.1 * 0.611, 5.1, 0.611, 3.125},
		{"ina226_u79", 0.85 * 1.365, 0.85, 1.365, math.NaN()},
		{"irps5401/pout4", 0.15625, 0.847, 0.187, math.NaN()},
		{"irps5401/vout4", 0.15625, 0.847, 0.187, math.NaN()},
		{"adc/5V", -1, 5, -0.2, math.NaN()},
	} {
		m := open(t, "hwmon:"+c.target+"?root="+root)
		r, err := m.Read()
		if err != nil {
			t.Errorf("%s: %v", c.target, err)
		}
		got, want := [4]float64{r.Watts, r.Volts, r.Amperes, r.Shown}, [4]float64{c.watts, c.volts, c.amperes, c.show}
		for i := range got {
			// Products of decimal scales: equal but for one rounding each.
			if math.Abs(got[i]-want[i]) > 1e-15*math.Abs(want[i])*4 || math.IsNaN(got[i]) != math.IsNaN(want[i]) {
				t.Errorf("%s: watts, volts, amperes, shown %v; want %v", c.target, got, want)
				break
			}
		}
		if m.Info().Kind != Emulated {
			t.Errorf("%s: files below a folder are called %s", c.target, m.Info().Kind)
		}
	}
	if i := open(t, "hwmon:ina226?root="+root).Info(); i.Interval != 35*time.Millisecond || !slices.Equal(i.Channels, []string{"volts", "amperes", "watts"}) {
		t.Errorf("%+v", i)
	}
}

func TestKernelsThatShowMilliwatts(t *testing.T) {
	r := Reading{Watts: 0.0012, Volts: 12, Amperes: 0.1, Shown: math.NaN()}
	want := r.Volts * r.Amperes
	if r.judge(0); r.Watts != want || !math.IsNaN(r.Shown) {
		t.Errorf("a thousandth is believed: %+v", r)
	}
	r = Reading{Watts: 1.1, Volts: 12, Amperes: 0.1}
	if r.judge(0); r.Watts != 1.1 {
		t.Errorf("%+v", r)
	}
}

// TestFinerOfBoth: 20 mOhm make steps of 3.125 mW, finer than 12 V in milliamperes; 5 V are finer than the 25 mW of an old driver.
func TestFinerOfBoth(t *testing.T) {
	const class = "/sys/class/hwmon/hwmon0/"
	root := tree(t, map[string]string{
		class + "name": "ina226", class + "in1_input": "12000", class + "curr1_input": "100", class + "power1_input": "1203125", class + "shunt_resistor": "20000",
	})
	m := open(t, "hwmon:ina226?root="+root)
	if r, err := m.Read(); err != nil || r.Watts != 1203125*1e-6 || !math.IsNaN(r.Shown) || m.Info().Unit != "3.12 mW" {
		t.Errorf("%+v, %v, %s", r, err, m.Info().Unit)
	}
	write(t, root, class+"in1_input", "3000")
	if r, err := m.Read(); err != nil || r.Volts != 3 || r.Watts != r.Volts*r.Amperes || r.Shown != 1203125*1e-6 {
		t.Errorf("%+v, %v", r, err)
	}
}

func TestHwmonBadAddresses(t *testing.T) {
	root := "?root=" + tree(t, boards)
	for _, target := range []string{"coretemp", "ina227", "ina226/board", "irps5401/vout5"} {
		if _, err := Open("hwmon:" + target + root); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("%s: %v", target, err)
		}
	}
	for _, text := range []string{"hwmon:", "hwmon:ina226?rot=1", "nothing:x", "", "hwmon:a?root=/x&emulator=/y", "hwmon:a?%zz"} {
		if _, err := Open(text); !errors.Is(err, ErrAddress) {
			t.Errorf("%q: %v", text, err)
		}
	}
}

func TestAttributesThatAreNone(t *testing.T) {
	root := tree(t, boards)
	m := open(t, "hwmon:irps5401/pout4?root="+root)
	for text, cause := range map[string]error{"": ErrNoReading, "\n": ErrNoReading, "twelve\n": ErrProtocol, "1.5": ErrProtocol, "99999999999999999999": ErrProtocol} {
		write(t, root, "/sys/class/hwmon/hwmon7/power5_input", text)
		if _, err := m.Read(); !errors.Is(err, cause) {
			t.Errorf("%q: %v", text, err)
		}
	}
}
