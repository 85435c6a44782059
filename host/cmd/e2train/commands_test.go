// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/e2train/e2train/host/recipe"
	"github.com/e2train/e2train/host/report"
	"github.com/e2train/e2train/host/rundir"
	"github.com/e2train/e2train/host/savings"
	"github.com/e2train/e2train/host/train"
	"github.com/e2train/e2train/host/verify"
	"github.com/e2train/e2train/sim/kernel"
)

func TestTrain(t *testing.T) {
	flags, out := smallRun(t, "sim:tiny")
	r := e2train(t, flags...)
	r.want(t, exitDone, "step 12/12", "test accuracy", "energy model: tiny")
	for _, part := range []string{"test accuracy", "utilization", "modeled, not measured", "total", "likely", "run directory  " + out} {
		if !strings.Contains(r.stdout, part) {
			t.Errorf("%q is not in\n%s", part, r.stdout)
		}
	}
	again := e2train(t, flags...)
	again.want(t, exitUsage, "not empty", "--resume")
}

func TestTrainJSON(t *testing.T) {
	flags, out := smallRun(t, "cpu")
	r := e2train(t, append(flags, "--json", "--quiet")...)
	r.want(t, exitDone)
	if r.stdout != readFile(t, out, rundir.SummaryName) {
		t.Errorf("got\n%s\nsummary.json is\n%s", r.stdout, readFile(t, out, rundir.SummaryName))
	}
	if r.stderr != "" {
		t.Errorf("quiet, and yet: %q", r.stderr)
	}
}

// With signs the default learning rate is another one, and the outcome says how they were found. A plain run that is resumed
// stays plain.
func TestTrainSigns(t *testing.T) {
	flags, out := smallRun(t, "sim:tiny")
	flags = append(flags, signFlags...)
	i := slices.Index(flags, "--lr")
	r := e2train(t, slices.Delete(slices.Clone(flags), i, i+2)...)
	r.want(t, exitDone)
	if !strings.Contains(r.stdout, "of weights decided by the predictor") || !strings.Contains(r.stdout, "wrong signs") {
		t.Errorf("got\n%s", r.stdout)
	}
	record, err := train.ReadRecord(out)
	if err != nil {
		t.Fatal(err)
	}
	if want := (recipe.PSG{On: true, Threshold: recipe.Constant(0.05), SkipLimit: recipe.Constant(3), FillSign: true, CheckEvery: 4}); record.PSG != want || record.LR != 0.03 {
		t.Errorf("%+v, learning rate %g", record.PSG, record.LR)
	}
	e2train(t, "train", "--resume", "--out", out, "--skip-limit", "3", "--quiet").want(t, exitDone)
	e2train(t, "train", "--resume", "--out", out, "--skip-limit", "4").want(t, exitUsage, "began with --skip-limit 3")
	e2train(t, "eval", "--run", out).want(t, exitDone)
	given := filepath.Join(t.TempDir(), "given")
	e2train(t, append(flags, "--out", given)...).want(t, exitDone)
	if record, err = train.ReadRecord(given); err != nil || record.LR != 0.05 {
		t.Errorf("learning rate %g, not the one that was given (%v)", record.LR, err)
	}
}

func TestEval(t *testing.T) {
	flags, out := smallRun(t, "sim:tiny")
	e2train(t, flags...).want(t, exitDone)
	s := readSummary(t, out)
	before, err := os.ReadDir(out)
	if err != nil {
		t.Fatal(err)
	}
	r := e2train(t, "eval", "--run", out, "--json")
	r.want(t, exitDone)
	var e report.Evaluated
	if err := json.Unmarshal([]byte(r.stdout), &e); err != nil {
		t.Fatal(err)
	}
	if e.Accuracy != *s.TestAccuracy || e.WeightsSHA256 != s.WeightsSHA256 || e.Step != 12 || *e.Energy.Total <= 0 {
		t.Errorf("got %+v, the run ended with %+v", e, s)
	}
	if after, _ := os.ReadDir(out); len(after) != len(before) {
		t.Errorf("eval left %v, before there was %v", after, before)
	}
	file := filepath.Join(t.TempDir(), "eval.pcapng")
	text := e2train(t, "eval", "--run", out, "--record", file)
	text.want(t, exitDone)
	e2train(t, "link", file, "--device", "sim:tiny").want(t, exitDone)
	e2train(t, "eval", "--run", out, "--record", file).want(t, exitUsage, "there is such a file")
	if !strings.Contains(text.stdout, "test accuracy") {
		t.Errorf("got %s", text.stdout)
	}
}

func TestEvalWithDamage(t *testing.T) {
	flags, out := smallRun(t, "cpu")
	e2train(t, flags...).want(t, exitDone)
	newest := filepath.Join(out, rundir.CheckpointName)
	if err := os.Truncate(newest, 500); err != nil {
		t.Fatal(err)
	}
	e2train(t, "eval", "--run", out).want(t, exitDone, "warning", newest, "truncated")
	if err := os.WriteFile(filepath.Join(out, rundir.PreviousName), []byte("PK"), 0o666); err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{{"eval", "--run", out}, {"train", "--resume", "--out", out}} {
		e2train(t, args...).want(t, exitFailed, newest, "truncated", "put a good copy back")
	}
}

func TestResumeFlags(t *testing.T) {
	flags, out := smallRun(t, "cpu")
	e2train(t, flags...).want(t, exitDone)
	whole := readFile(t, out, rundir.MetricsName)
	for name, value := range map[string]string{
		"model": "resnet14", "data": "fashion-sample", "batch": "5", "epochs": "9", "iterations": "13", "lr": "0.06",
		"schedule": "step", "momentum": "0.8", "weight-decay": "0", "seed": "2", "smd": "0.4", "augment": "false", "eval-every": "2",
		"psg": "true", "psg-threshold": "0.05", "skip-limit": "1", "fill-sign": "true", "psg-check-every": "100",
		"slu": "true", "slu-mode": "real", "slu-target": "0.4", "slu-regularizer": "keep", "slu-beta": "0.3", "slu-inference": "sampled",
		"slu-skipped-gradient": "zero", "stochastic-depth": "0.4", "stochastic-depth-decay": "linear",
	} {
		e2train(t, "train", "--resume", "--out", out, "--"+name+"="+value).want(t, exitUsage, "--"+name+" "+value, "the run began with")
	}
	e2train(t, "train", "--resume", "--out", out, "--device", "sim:tiny").want(t, exitFailed, "sim:tiny", "cpu", "arithmetic")
	for _, args := range [][]string{
		{"train", "--resume", "--out", out},
		append(slices.Clone(flags), "--resume"),
		{"train", "--resume", "--out", out, "--threads", "1", "--checkpoint-every", "7", "--quiet", "--lr", "0.050"},
	} {
		e2train(t, args...).want(t, exitDone)
	}
	if readFile(t, out, rundir.MetricsName) != whole {
		t.Error("resuming a finished run changed its metrics")
	}
}

// A command line with --resume can be repeated from the very beginning.
func TestResumeStartsRun(t *testing.T) {
	flags, out := smallRun(t, "cpu")
	e2train(t, append(flags, "--resume")...).want(t, exitDone, "nothing to resume")
	if s := readSummary(t, out); s.IterationsExecuted+s.IterationsDropped != 12 {
		t.Errorf("got %+v", s)
	}
}

func TestDevices(t *testing.T) {
	r := e2train(t, "devices", "--json")
	r.want(t, exitDone)
	var list deviceList
	if err := json.Unmarshal([]byte(r.stdout), &list); err != nil {
		t.Fatal(err)
	}
	var all []string
	for _, s := range list.Schemes {
		all = append(all, s.Addresses...)
	}
	for _, address := range []string{"cpu", "sim:ultra96", "sim:zedboard", "sim:zed8", "sim:tiny", "sim:ultra96-fp32"} {
		if !slices.Contains(all, address) {
			t.Errorf("%s is not among %v", address, all)
		}
		if text := e2train(t, "devices"); !strings.Contains(text.stdout, address) {
			t.Errorf("%s is not in\n%s", address, text.stdout)
		}
	}
}

func TestVersion(t *testing.T) {
	t.Setenv(kernel.EnvName, "portable")
	r := e2train(t, "version", "--json")
	r.want(t, exitDone)
	var v versionInfo
	if err := json.Unmarshal([]byte(r.stdout), &v); err != nil {
		t.Fatal(err)
	}
	if v.Kernels != "portable" || !slices.Equal(v.KernelsAvailable, kernel.Available()) || v.Version == "" || v.Go == "" {
		t.Errorf("got %+v", v)
	}
	if text := e2train(t, "version"); !strings.Contains(text.stdout, "e2train "+v.Version) {
		t.Errorf("got %s", text.stdout)
	}
}

func TestVerify(t *testing.T) {
	r := e2train(t, "verify", "--device", "sim:tiny", "--against", "reference", "--count", "5", "--seed", "1", "--json")
	r.want(t, exitFailed, "strata")
	var report verify.Report
	if err := json.Unmarshal([]byte(r.stdout), &report); err != nil {
		t.Fatal(err)
	}
	if report.Compared != 5 || report.Differences != 0 || report.FirstDifference != nil {
		t.Errorf("got %+v", report)
	}
}

func TestVerdict(t *testing.T) {
	for _, c := range []struct {
		report verify.Report
		code   int
	}{
		{verify.Report{}, exitDone},
		{verify.Report{Differences: 1}, exitDifference},
		{verify.Report{EmptyStrata: []string{"x"}}, exitFailed},
		{verify.Report{Differences: 1, EmptyStrata: []string{"x"}}, exitDifference},
	} {
		if got := exitCode(verdict(&c.report)); got != c.code {
			t.Errorf("%+v: exit code %d, want %d", c.report, got, c.code)
		}
	}
}

func TestExitCode(t *testing.T) {
	for err, want := range map[error]int{
		nil:             exitDone,
		errors.New("x"): exitFailed,
		usagef("x"):     exitUsage,
		errDifference:   exitDifference,
		&exec.Error{Name: "v", Err: exec.ErrNotFound}: exitNoTool,
		train.ErrInterrupted:                          exitInterrupted,
		context.Canceled:                              exitInterrupted,
		&train.DivergedError{Err: errors.New("")}:     exitFailed,
	} {
		if err != nil && want != exitUsage {
			err = fmt.Errorf("wrapped: %w", err)
		}
		if got := exitCode(err); got != want {
			t.Errorf("%v: exit code %d, want %d", err, got, want)
		}
	}
}

// A closed standard output is a failure, not a silent success.
func TestBrokenOutput(t *testing.T) {
	f, err := os.OpenFile("/dev/full", os.O_WRONLY, 0)
	if err != nil {
		t.Skipf("not tested here: output that cannot be written: %v", err)
	}
	defer f.Close()
	for _, args := range [][]string{{"version"}, {"version", "--json"}, {"devices"}} {
		var stderr strings.Builder
		if code := run(t.Context(), append([]string{"e2train"}, args...), f, &stderr, os.Getenv); code != exitFailed || !strings.Contains(stderr.String(), "no space") {
			t.Errorf("%v: exit code %d, %q", args, code, stderr.String())
		}
	}
}

func TestInterruptedBeforeStart(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	flags, out := smallRun(t, "cpu")
	e2trainUntil(ctx, flags...).want(t, exitInterrupted, "before anything was written")
	if _, err := os.Stat(out); err == nil {
		t.Error("a run directory was made")
	}
	e2trainUntil(ctx, "verify", "--device", "sim:tiny", "--count", "5").want(t, exitInterrupted)
}

func TestDiverged(t *testing.T) {
	flags, _ := smallRun(t, "sim:tiny")
	e2train(t, append(flags, "--lr", "1e30", "--smd", "0")...).want(t, exitFailed, "diverged in step", "e+29", "last loss", "smaller --lr")
}

func TestLedger(t *testing.T) {
	flags, out := smallRun(t, "sim:tiny")
	e2train(t, "ledger", out).want(t, exitFailed, "no run here")
	e2train(t, flags...).want(t, exitDone)
	text := e2train(t, "ledger", out)
	text.want(t, exitDone)
	r := e2train(t, "ledger", out, "--json", "--iterations", "5")
	r.want(t, exitDone)
	var result savings.Report
	if err := json.Unmarshal([]byte(r.stdout), &result); err != nil {
		t.Fatal(err)
	}
	if len(result.Comparisons) != 1 || result.Comparisons[0].Iterations != 5 || result.Total.Cycles == 0 || len(result.Passes) == 0 {
		t.Errorf("got %+v", result)
	}
	for _, want := range []string{"whole system", "accelerator", "plain 8/16 bit", "g1.b0.conv1"} {
		if !strings.Contains(text.stdout, want) {
			t.Errorf("%q is not in\n%s", want, text.stdout)
		}
	}
	e2train(t, "ledger").want(t, exitUsage, "DIR is missing")
	e2train(t, "ledger", out, "--iterations", "-1").want(t, exitUsage, "at least 0")
	page := filepath.Join(t.TempDir(), "page.html")
	reported := e2train(t, "report", out, "--out", page)
	reported.want(t, exitDone)
	for _, want := range []string{"runs: 1; written", "page.html", "page.json", "page.csv"} {
		if !strings.Contains(reported.stdout, want) {
			t.Errorf("%q is not in\n%s", want, reported.stdout)
		}
	}
	e2train(t, "report", out, out, "--out", page).want(t, exitFailed, "the same run directory")
	e2train(t, "report", out, page, "--out", page).want(t, exitFailed, page)
	e2train(t, "report", out, "--out", "page.pdf").want(t, exitUsage, "must end in .html")
	e2train(t, "report").want(t, exitUsage, "DIR is missing")
	e2train(t, "bench", "paper", out).want(t, exitFailed, "no 32-bit baseline stands beside its device")
	e2train(t, "bench", "paper", "--iterations", "0").want(t, exitUsage, "at least 1")
}
