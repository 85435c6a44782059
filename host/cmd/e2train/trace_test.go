// SPDX-License-Identifier: Apache-2.0

package main

import (
	"encoding/json"
	"path/filepath"
	"strings"
	"testing"

	"github.com/e2train/e2train/host/profile"
)

func TestProfileTrace(t *testing.T) {
	folder := t.TempDir()
	args := []string{"profile", "--model", "resnet8", "--batch", "1", "--height", "8", "--width", "8", "--trace"}
	e2train(t, append(args, filepath.Join(folder, "trace.json"), "--device", "sim:tiny")...).want(t, exitDone)
	if text := readFile(t, folder, "trace.json"); !json.Valid([]byte(text)) {
		t.Errorf("got %.500s", text)
	}
	e2train(t, append(args, filepath.Join(folder, "none", "trace.json"), "--device", "sim:tiny")...).want(t, exitFailed, "none")
	e2train(t, append(args, filepath.Join(folder, "cpu.json"), "--device", "cpu")...).want(t, exitUsage, "cpu")
}

func TestProfileSigns(t *testing.T) {
	args := []string{"profile", "--model", "resnet8", "--batch", "1", "--height", "8", "--width", "8", "--device", "sim:tiny", "--memory", "ideal"}
	r := e2train(t, append(args, "--psg", "--psg-threshold", "0.25", "--skip-limit", "16", "--json")...)
	r.want(t, exitDone)
	var report profile.Report
	if err := json.Unmarshal([]byte(r.stdout), &report); err != nil {
		t.Fatal(err)
	}
	if s := report.Signs; report.Device != "sim:tiny?memory=ideal" || s.Threshold != 0.25 || s.SkipLimit != 16 || s.Total.SkippedTiles != s.Total.Tiles {
		t.Errorf("%s: got %+v", report.Device, s)
	}
	text := e2train(t, append(args, "--psg")...)
	text.want(t, exitDone)
	if !strings.Contains(text.stdout, "Exact PSG") {
		t.Errorf("got\n%s", text.stdout)
	}
}
