// SPDX-License-Identifier: Apache-2.0

package main

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/e2train/e2train/host/internal/testset"
	"github.com/e2train/e2train/host/report"
	"github.com/e2train/e2train/host/rundir"
)

// result is what a command line did.
type result struct {
	code           int
	stdout, stderr string
}

// e2train runs a command line in this process.
func e2train(t *testing.T, args ...string) result {
	t.Helper()
	return e2trainUntil(t.Context(), args...)
}

func e2trainUntil(ctx context.Context, args ...string) result {
	var stdout, stderr bytes.Buffer
	code := run(ctx, append([]string{"e2train"}, args...), &stdout, &stderr, os.Getenv)
	return result{code, stdout.String(), stderr.String()}
}

// want checks an exit code and parts of the messages.
func (r result) want(t *testing.T, code int, parts ...string) {
	t.Helper()
	if r.code != code {
		t.Errorf("exit code %d, want %d; standard error:\n%s", r.code, code, r.stderr)
	}
	for _, part := range parts {
		if !strings.Contains(r.stderr, part) {
			t.Errorf("%q is not in standard error:\n%s", part, r.stderr)
		}
	}
}

// smallRun returns the flags of a short run that has a bit of everything, in a folder that does not exist yet.
func smallRun(t *testing.T, device string) (flags []string, out string) {
	t.Helper()
	out = filepath.Join(t.TempDir(), "runs", "a")
	return []string{
		"train", "--model", "resnet8", "--data", testset.Folder(t), "--device", device, "--batch", "4", "--iterations", "12",
		"--lr", "0.05", "--smd", "0.3", "--augment", "--eval-every", "1", "--checkpoint-every", "3", "--out", out,
	}, out
}

func readFile(t *testing.T, dir, name string) string {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(dir, name))
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

func readSummary(t *testing.T, dir string) *report.Summary {
	t.Helper()
	s := &report.Summary{}
	if err := json.Unmarshal([]byte(readFile(t, dir, rundir.SummaryName)), s); err != nil {
		t.Fatal(err)
	}
	return s
}

// signFlags add predictive sign gradients to a small run.
var signFlags = []string{"--psg", "--skip-limit", "3", "--fill-sign", "--psg-check-every", "4"}

// sameOutcome demands that two runs ended alike.
func sameOutcome(t *testing.T, got, want string) {
	t.Helper()
	names := []string{rundir.ConfigName, rundir.MetricsName, rundir.EvalName}
	if readSummary(t, want).PSG != nil {
		names = append(names, rundir.PSGName)
	}
	for _, name := range names {
		if a, b := readFile(t, got, name), readFile(t, want, name); a != b {
			t.Errorf("%s differs: got\n%s\nwant\n%s", name, a, b)
		}
	}
	checkTiming(t, got)
	a, b := readSummary(t, got), readSummary(t, want)
	if !reflect.DeepEqual(a.PSG, b.PSG) {
		t.Errorf("signs %+v and %+v", a.PSG, b.PSG)
	}
	if a.WeightsSHA256 != b.WeightsSHA256 || a.WeightsSHA256 == "" {
		t.Errorf("weights %q and %q", a.WeightsSHA256, b.WeightsSHA256)
	}
	if a.IterationsExecuted != b.IterationsExecuted || a.MACs != b.MACs || a.Evaluation.Images != b.Evaluation.Images {
		t.Errorf("summaries differ: %+v, %+v", a, b)
	}
}

// checkTiming demands that timing.jsonl has a line for every one of metrics.jsonl, and nothing else.
func checkTiming(t *testing.T, dir string) {
	t.Helper()
	steps := 0
	for line := range strings.Lines(readFile(t, dir, rundir.TimingName)) {
		steps++
		var entry struct{ Step int }
		if err := json.Unmarshal([]byte(line), &entry); err != nil || entry.Step != steps {
			t.Errorf("line %d of %s is %q (%v)", steps, rundir.TimingName, line, err)
		}
	}
	if want := strings.Count(readFile(t, dir, rundir.MetricsName), "\n"); steps != want {
		t.Errorf("%s has %d lines, want %d", rundir.TimingName, steps, want)
	}
}
