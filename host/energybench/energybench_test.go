// SPDX-License-Identifier: Apache-2.0

package energybench

import (
	"bytes"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/e2train/e2train/driver/boardpower"
	"github.com/e2train/e2train/driver/emulate"
	"github.com/e2train/e2train/driver/power"
	_ "github.com/e2train/e2train/driver/xdma"
	"github.com/e2train/e2train/host/profile"
	"github.com/e2train/e2train/rtl/isa"
	"github.com/e2train/e2train/sim/energy"
)

// emulated returns options for a step on an emulated board, which ends with the test.
func emulated(t *testing.T) Options {
	t.Helper()
	e, err := emulate.Start(t.Context(), emulate.Options{Config: "tiny", Power: "ina226", Seed: 1, Log: os.Stderr})
	if errors.Is(err, exec.ErrNotFound) && os.Getenv("E2TRAIN_REQUIRE_TOOLS") != "1" {
		t.Skipf("not tested: energy of an emulated board, because %v", err)
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { e.Close() })
	return Options{
		Step:  profile.Options{Model: "resnet8", Device: e.Ready().Addresses["xdma"], Batch: 1, Channels: 1, Height: 4, Width: 4, Classes: 10},
		Meter: e.Ready().Meter, Plan: boardpower.DefaultPlan,
	}
}

// TestRun: every layer and pass has enough samples, and nothing emulated is called measured.
func TestRun(t *testing.T) {
	o := emulated(t)
	r, err := Run(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	if r.Kind != power.Emulated || !r.Replayed || len(r.Rows) != 26 {
		t.Errorf("kind %s, replayed %v, %d rows", r.Kind, r.Replayed, len(r.Rows))
	}
	for _, row := range r.Rows {
		if row.Samples < 50*row.Launches || row.Launches < 1 || row.StdErr <= 0 || row.Observed < -3*row.StdErr || row.Modeled <= 0 || row.Cycles == 0 {
			t.Errorf("%+v", row)
		}
	}
	if r.Total.Observed < 5*r.Total.StdErr {
		t.Errorf("in total %g J, standard error %g", r.Total.Observed, r.Total.StdErr)
	}
	var text bytes.Buffer
	if err := r.WriteText(&text); err != nil || !strings.Contains(text.String(), "emulated, not measured") || !strings.Contains(text.String(), "(modeled)") {
		t.Errorf("error %v, text\n%s", err, text.String())
	}
	again, err := Run(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	// Only carries of the clock of cycles, and noise at another time, differ.
	if bound := 5 * (r.Total.StdErr + again.Total.StdErr); again.Total.Observed < r.Total.Observed-bound || again.Total.Observed > r.Total.Observed+bound {
		t.Errorf("%g J, then %g J", r.Total.Observed, again.Total.Observed)
	}
}

// lonely returns a folder with the files of a sensor that sits on no emulated board.
func lonely(t *testing.T) string {
	t.Helper()
	root := t.TempDir()
	folder := filepath.Join(root, "sys/class/hwmon/hwmon0")
	if err := os.MkdirAll(folder, 0o777); err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{"name": "lonely\n", "power1_input": "1000000\n"} {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	return root
}

func TestBadMeters(t *testing.T) {
	o := emulated(t)
	socket := o.Meter[strings.Index(o.Meter, "emulator"):]
	for meter, cause := range map[string]error{
		"hwmon:nothing?" + socket: fs.ErrNotExist, "hwmon:ina226/other?" + socket: fs.ErrNotExist, "scale:x": power.ErrAddress,
		o.Meter + "&x=1": power.ErrAddress, "hwmon:lonely?root=" + lonely(t): boardpower.ErrMeter,
	} {
		o.Meter = meter
		if _, err := Run(t.Context(), o); !errors.Is(err, cause) {
			t.Errorf("%s: got error %v, want %v", meter, err, cause)
		}
	}
}

// TestReprice: a dearer coefficient shows where its events are, and nowhere else.
func TestReprice(t *testing.T) {
	var c isa.Counters
	c[isa.Cycles] = 1000
	p, err := energy.ForConfig("ultra96")
	if err != nil {
		t.Fatal(err)
	}
	r := &Report{Schema: Schema, Config: "ultra96"}
	for i, k := range []isa.Counter{isa.IssueForward, isa.IssueBackData} {
		c := c
		c[k] = 500
		g, err := r.Geometry()
		if err != nil {
			t.Fatal(err)
		}
		row, err := newRow(p, g, &c, &boardpower.Energy{Joules: 1e-6 * float64(i+1), Launches: 1}, 1e-9)
		if err != nil {
			t.Fatal(err)
		}
		r.Rows = append(r.Rows, row)
	}
	dear := p.Device["mac_forward"]
	dear.Value, dear.Uncertainty.High = 3*dear.Value, 9*dear.Value
	p.Device["mac_forward"] = dear
	other, err := r.Reprice(p)
	if err != nil {
		t.Fatal(err)
	}
	if other.Rows[0].Modeled <= r.Rows[0].Modeled || other.Rows[1].Modeled != r.Rows[1].Modeled || other.Total.Observed != 3e-6 {
		t.Errorf("modeled %g and %g, then %g and %g; observed %g", r.Rows[0].Modeled, r.Rows[1].Modeled, other.Rows[0].Modeled, other.Rows[1].Modeled, other.Total.Observed)
	}
}

func TestRead(t *testing.T) {
	write := func(v any) string {
		text, err := json.Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		path := filepath.Join(t.TempDir(), "log.json")
		if err := os.WriteFile(path, text, 0o666); err != nil {
			t.Fatal(err)
		}
		return path
	}
	good := Report{Schema: Schema, Rows: []Row{{Counters: map[string]uint64{"cycles": 5}}}}
	r, err := Read(write(good))
	if err != nil {
		t.Fatal(err)
	}
	if c, err := r.Rows[0].Activity(); err != nil || c[isa.Cycles] != 5 {
		t.Errorf("counters %v, error %v", c, err)
	}
	for _, bad := range []any{"x", Report{Schema: Schema}, Report{Schema: 9, Rows: good.Rows}} {
		if _, err := Read(write(bad)); !errors.Is(err, ErrLog) {
			t.Errorf("%v: got error %v", bad, err)
		}
	}
	if _, err := (&Row{Counters: map[string]uint64{"sheep": 1}}).Activity(); err == nil {
		t.Error("sheep are counted")
	}
}
