// SPDX-License-Identifier: Apache-2.0

package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/e2train/e2train/sim/kernel"
)

// Wrong usage is exit code 2, one line on standard error and nothing on standard output.
func TestWrongUsage(t *testing.T) {
	full := t.TempDir()
	if err := os.WriteFile(filepath.Join(full, "notes"), nil, 0o666); err != nil {
		t.Fatal(err)
	}
	fresh := filepath.Join(t.TempDir(), "run")
	train := func(args ...string) []string { return append([]string{"train", "--out", fresh}, args...) }
	cases := []struct {
		name string
		args []string
		text string
	}{
		{"unknown command", []string{"fit"}, `"fit"`},
		{"unknown flag", train("--frobnicate"), "--frobnicate"},
		{"reserved flag", train("--memory", "ideal"), "--memory"},
		{"argument", train("runs/a"), `"runs/a"`},
		{"not a number", train("--batch", "many"), "--batch"},
		{"missing value", train("--batch"), "--batch"},
		{"no boolean", train("--augment=perhaps"), "--augment"},
		{"no folder", []string{"train"}, "--out"},
		{"batch", train("--batch", "0"), "--batch 0"},
		{"epochs", train("--epochs", "-1"), "--epochs -1"},
		{"iterations", train("--iterations", "-1"), "--iterations"},
		{"two lengths", train("--epochs", "1", "--iterations", "2"), "leave one out"},
		{"rate", train("--lr", "0"), "--lr 0"},
		{"rate that is none", train("--lr", "NaN"), "--lr NaN"},
		{"schedule", train("--schedule", "warp"), "constant, step, cosine"},
		{"dropping", train("--smd", "1"), "--smd 1"},
		{"no schedule", train("--smd", "warp:0:1"), "linear:A:B"},
		{"schedule beyond", train("--smd", "linear:0:1"), "--smd linear:0:1: want a probability"},
		{"skip limits that are no whole numbers", train("--psg", "--skip-limit", "steps:1@0,2.5@0.5"), "--skip-limit steps:1@0,2.5@0.5"},
		{"momentum", train("--momentum", "1"), "--momentum"},
		{"weight decay", train("--weight-decay", "-1"), "--weight-decay"},
		{"seed", train("--seed", "-1"), " for --seed:"},
		{"averages", train("--swa", "--swa-start", "1"), "--swa-start 1"},
		{"rate without averages", train("--swa-lr", "0.1"), "--swa-lr needs --swa"},
		{"schedule without averages", train("--schedule", "swa"), "--schedule swa: want --swa"},
		{"budget of a device without energy", train("--energy-budget", "5", "--device", "cpu"), "--energy-budget 5 on cpu"},
		{"no budget", train("--energy-budget", "-1"), "--energy-budget -1"},
		{"small budget", train("--energy-budget", "0.01", "--device", "sim:tiny", "--batch", "8"), "want at least"},
		{"budget of changing dropping", train("--energy-budget", "5", "--smd", "linear:0:0.5"), "--smd linear:0:0.5"},
		{"layers", train("--init", "x", "--train-layers", "stem"), "all, fc"},
		{"the last layer of nothing", train("--train-layers", "fc"), "--init RUN"},
		{"warm-up", train("--warmup", "-1"), "--warmup -1"},
		{"update of nothing dropped", train("--smd-dropped-update"), "--smd or --energy-budget, without which nothing is dropped"},
		{"update", train("--update", "adam"), "sgd, sign"},
		{"signs twice", train("--update", "sign", "--psg"), "--update sign: want sgd together with --psg"},
		{"signs of floats", train("--psg", "--device", "cpu"), "--psg on cpu"},
		{"threshold", train("--psg", "--psg-threshold", "1.5"), "--psg-threshold 1.5"},
		{"skip limit", train("--psg", "--skip-limit", "257"), "--skip-limit 257"},
		{"skip limit of a smaller array", train("--psg", "--device", "sim:tiny", "--skip-limit", "17"), "0 to 16"},
		{"checks", train("--psg", "--psg-check-every", "-1"), "--psg-check-every"},
		{"threshold without signs", train("--psg-threshold", "0.05"), "--psg-threshold needs --psg"},
		{"skip limit without signs", train("--skip-limit", "3"), "--skip-limit needs --psg"},
		{"filling without signs", train("--fill-sign"), "--fill-sign needs --psg"},
		{"a share that skips", train("--slu", "--slu-target", "1.5"), "--slu-target 1.5"},
		{"a strength", train("--slu", "--slu-beta", "-1"), "--slu-beta -1"},
		{"a mode", train("--slu", "--slu-mode", "unreal"), `--slu-mode "unreal": want real, dense`},
		{"a target without gates", train("--slu-target", "0.4"), "--slu-target needs --slu"},
		{"an estimate without gates", train("--slu-skipped-gradient", "zero"), "--slu-skipped-gradient needs --slu"},
		{"two ways to skip", train("--slu", "--stochastic-depth", "0.4"), "no --slu beside it"},
		{"a probability of depth", train("--stochastic-depth", "1"), "--stochastic-depth 1"},
		{"a probability of linear depth", train("--stochastic-depth", "0.6", "--stochastic-depth-decay", "linear"), "0 to 0.5"},
		{"a decay without depth", train("--stochastic-depth-decay", "linear"), "--stochastic-depth-decay needs --stochastic-depth"},
		{"checks without signs", train("--psg-check-every", "3"), "--psg-check-every needs --psg"},
		{"threads", train("--threads", "-1"), "--threads"},
		{"checkpoints", train("--checkpoint-every", "0"), "--checkpoint-every"},
		{"audit", train("--audit", "1.5"), "--audit 1.5"},
		{"audit without a simulator", train("--audit", "0.5", "--device", "cpu"), "sim:CONFIG"},
		{"model", train("--model", "resnet9"), "resnet8"},
		{"data", train("--data", "mnist"), "fashion-sample"},
		{"data without a folder", train("--data", "cifar10"), "cifar10:DIR"},
		{"device", train("--device", "gpu"), "sim:"},
		{"configuration", train("--device", "sim:ultra97"), "ultra96"},
		{"option of a device", train("--device", "sim:tiny?speed=9"), "speed"},
		{"full folder", []string{"train", "--device", "cpu", "--out", full}, "--resume"},
		{"nothing to resume", train("--resume"), "no run in"},
		{"eval without a run", []string{"eval"}, "--run"},
		{"eval with a flag of train", []string{"eval", "--out", "x"}, "--out"},
		{"bench energy of nothing", []string{"bench", "energy"}, "--device and --meter are needed"},
		{"bench energy without images", []string{"bench", "energy", "--device", "xdma:x", "--meter", "hwmon:x", "--batch", "0"}, "--batch"},
		{"profile no images", []string{"profile", "--batch", "0"}, "--batch"},
		{"profile another memory", []string{"profile", "--memory", "fast"}, "--memory"},
		{"profile a threshold without signs", []string{"profile", "--psg-threshold", "0.1"}, "--psg-threshold needs --psg"},
		{"profile a threshold", []string{"profile", "--psg", "--psg-threshold", "2"}, "--psg-threshold 2"},
		{"profile a skip limit", []string{"profile", "--psg", "--device", "sim:tiny", "--skip-limit", "17"}, "0 to 16"},
		{"explain no layer", []string{"explain"}, "stem, g1.b0.conv1"},
		{"explain an unknown layer", []string{"explain", "--layer", "g7"}, "stem, g1.b0.conv1"},
		{"explain an unknown pass", []string{"explain", "--layer", "stem", "--pass", "up"}, "backward_weights"},
		{"explain no images", []string{"explain", "--layer", "stem", "--batch", "0"}, "--batch"},
		{"verify nothing", []string{"verify", "--count", "0"}, "count"},
		{"verify an unknown device", []string{"verify", "--device", "sim:none"}, "none"},
		{"verify the float reference", []string{"verify", "--device", "cpu"}, "cpu"},
		{"version with an argument", []string{"version", "please"}, "please"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			r := e2train(t, c.args...)
			r.want(t, exitUsage, c.text)
			if strings.Count(r.stderr, "\n") != 1 || !strings.HasPrefix(r.stderr, "e2train") || r.stdout != "" {
				t.Errorf("want one line on standard error, got %q and %q", r.stderr, r.stdout)
			}
			if _, err := os.Stat(fresh); err == nil {
				t.Error("wrong usage made a run directory")
			}
		})
	}
}

func TestWrongKernels(t *testing.T) {
	t.Setenv(kernel.EnvName, "avx9000")
	flags, _ := smallRun(t, "sim:tiny")
	for _, args := range [][]string{{"version"}, {"verify"}, flags} {
		e2train(t, args...).want(t, exitUsage, kernel.EnvName, "avx9000", "portable")
	}
}

// A missing tool is exit code 4, and the message says what installs it.
func TestMissingTool(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	for _, args := range [][]string{
		{"verify", "--device", "verilator:tiny", "--against", "sim:tiny"},
		{"train", "--device", "sim:tiny", "--audit", "0.5", "--out", filepath.Join(t.TempDir(), "run")},
		{"bench", "speed"},
	} {
		e2train(t, args...).want(t, exitNoTool, "verilator", "apt-get install")
	}
}

// What the files are to blame for is exit code 1.
func TestBadFiles(t *testing.T) {
	empty := t.TempDir()
	file := filepath.Join(empty, "file")
	if err := os.WriteFile(file, []byte("x"), 0o666); err != nil {
		t.Fatal(err)
	}
	out := filepath.Join(t.TempDir(), "run")
	for name, c := range map[string]struct {
		args []string
		text string
	}{
		"missing data":        {[]string{"train", "--out", out, "--data", "cifar10:" + filepath.Join(empty, "none")}, "none"},
		"empty data":          {[]string{"train", "--out", out, "--data", "folder:" + empty}, "train"},
		"out below a file":    {[]string{"train", "--device", "cpu", "--out", filepath.Join(file, "run")}, "part of this path is a file"},
		"out is a file":       {[]string{"train", "--device", "cpu", "--out", file}, "part of this path is a file"},
		"eval of no run":      {[]string{"eval", "--run", filepath.Join(empty, "x")}, "config.json"},
		"resume in a foreign": {[]string{"train", "--resume", "--out", empty}, "config.json"},
	} {
		r := e2train(t, c.args...)
		r.want(t, exitFailed, c.text)
		if strings.Count(r.stderr, "\n") != 1 {
			t.Errorf("%s: want one line, got %q", name, r.stderr)
		}
	}
}

func TestHelp(t *testing.T) {
	for _, args := range [][]string{{"help"}, {"-h"}, {"--help"}} {
		r := e2train(t, args...)
		r.want(t, exitDone)
		for _, cmd := range commands() {
			if !strings.Contains(r.stdout, "\n  "+cmd.name+" ") {
				t.Errorf("%v does not list %s:\n%s", args, cmd.name, r.stdout)
			}
		}
	}
	e2train(t).want(t, exitUsage, "usage")
	for _, cmd := range commands() {
		for _, h := range []string{"-h", "--help"} {
			r := e2train(t, append(strings.Fields(cmd.name), h)...)
			r.want(t, exitDone)
			for _, part := range []string{cmd.summary, "example: e2train " + cmd.name, "--json"} {
				if !strings.Contains(r.stdout, part) {
					t.Errorf("%s %s does not say %q:\n%s", cmd.name, h, part, r.stdout)
				}
			}
		}
	}
}

// The examples of the help are right.
func TestExamples(t *testing.T) {
	for _, cmd := range commands() {
		r := e2train(t, append(strings.Fields(cmd.name+" "+cmd.example), "-h")...)
		r.want(t, exitDone)
	}
}

func TestQuote(t *testing.T) {
	for word, want := range map[string]string{
		"runs/a-1": "runs/a-1", "my run": "'my run'", "": "''", "it's": `'it'\''s'`, "$HOME": "'$HOME'", "ü": "'ü'",
	} {
		if got := quote(word); got != want {
			t.Errorf("quote(%q) = %s, want %s", word, got, want)
		}
	}
}

func TestCallOf(t *testing.T) {
	if got := callOf("/tmp/go-build1/b001/exe/e2train"); strings.Join(got, " ") != "go run github.com/e2train/e2train/host/cmd/e2train" {
		t.Errorf("built by go run: got %v", got)
	}
	if got := callOf("./my bin/e2train"); len(got) != 1 || got[0] != "'./my bin/e2train'" {
		t.Errorf("got %v", got)
	}
}
