// SPDX-License-Identifier: Apache-2.0

package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/e2train/e2train/host/energybench"
	"github.com/e2train/e2train/sim/energy"
)

// energyLog writes a log of two passes, whose energy is a fraction of what the embedded profile says.
func energyLog(t *testing.T, name string) string {
	t.Helper()
	r := &energybench.Report{Schema: energybench.Schema, Config: "ultra96", Kind: "emulated", Idle: 4.6}
	for i, issue := range []string{"issue_forward", "issue_backward_data"} {
		joules := float64(i+1) * 1e-6
		r.Rows = append(r.Rows, energybench.Row{
			Layer: "stem", Pass: issue, Observed: joules, StdErr: joules / 100, Counters: map[string]uint64{"cycles": 2000, issue: 1500},
		})
	}
	text, err := json.Marshal(r)
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, text, 0o666); err != nil {
		t.Fatal(err)
	}
	return path
}

// TestCalibrate fits two logs, compares with a third, and writes a profile that can be loaded, but not over another file.
func TestCalibrate(t *testing.T) {
	out := filepath.Join(t.TempDir(), "fitted.json")
	a, b, held := energyLog(t, "a.json"), energyLog(t, "b.json"), energyLog(t, "held.json")
	r := e2train(t, "calibrate", a, "--out", out, b, "--check", held)
	r.want(t, exitDone)
	for _, part := range []string{"4 rows of an emulated board (not measured)", "a.json", "b.json", "held out", "mac_forward"} {
		if !strings.Contains(r.stdout, part) {
			t.Errorf("%q is not in\n%s", part, r.stdout)
		}
	}
	p, err := energy.Load(out)
	if err != nil {
		t.Fatal(err)
	}
	if p.Device["mac_forward"].Kind != energy.Fitted {
		t.Errorf("mac_forward: %+v", p.Device["mac_forward"])
	}
	e2train(t, "calibrate", "--out", out, a).want(t, exitFailed, "exists")
	e2train(t, "calibrate", "--profile", out, a).want(t, exitDone)
	e2train(t, "calibrate").want(t, exitUsage, "LOG is missing")
	e2train(t, "calibrate", out).want(t, exitFailed, "not a log of bench energy")
	e2train(t, "calibrate", filepath.Join(t.TempDir(), "none")).want(t, exitFailed, "no such file")
}
