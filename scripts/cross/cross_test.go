// SPDX-License-Identifier: Apache-2.0

// Package cross holds the test that a training run gives the same bits on every CPU architecture.
package cross

import (
	"encoding/json"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/e2train/e2train/rtl/tooltest"
)

// targets are the architectures that boards have, with what runs their programs here.
var targets = []struct{ name, goarch, goarm, emulator string }{
	{"arm64", "arm64", "", "qemu-aarch64"},
	{"armv7", "arm", "7", "qemu-arm"},
}

// runs are the flags of the training runs that are compared, and what a complete one writes.
var runs = []struct {
	name, flags string
	lines       int // of metrics.jsonl
	executed    int // of them, at least
	logs        []string
}{
	{"plain", "--iterations 5 --augment --smd 0.2 --seed 4", 5, 3, []string{"metrics.jsonl"}},
	{"psg", "--batch 2 --iterations 2 --psg --skip-limit 40 --psg-check-every 1 --seed 4", 2, 2, []string{"metrics.jsonl", "psg.jsonl"}},
}

// TestStepsAreTheSameOnEveryArchitecture trains natively and under emulation and compares logs and weights.
func TestStepsAreTheSameOnEveryArchitecture(t *testing.T) {
	images := t.TempDir()
	writeImages(t, images)
	native := build(t, "", "")
	want := make([]outcome, len(runs))
	for i := range runs {
		want[i] = train(t, images, i, native)
		if lines := strings.Count(want[i].logs["metrics.jsonl"], "\n"); lines != runs[i].lines {
			t.Fatalf("metrics.jsonl has %d lines, want %d:\n%s", lines, runs[i].lines, want[i].logs["metrics.jsonl"])
		}
	}
	for _, target := range targets {
		t.Run(target.name, func(t *testing.T) {
			emulator := tooltest.Find(t, target.emulator, "bits of a run on "+target.name)
			program := build(t, target.goarch, target.goarm)
			for i := range runs {
				compare(t, runs[i].name, train(t, images, i, emulator, program), want[i])
			}
		})
	}
}

// outcome is what must not depend on the architecture.
type outcome struct {
	logs    map[string]string
	weights string // SHA-256
}

func compare(t *testing.T, name string, got, want outcome) {
	t.Helper()
	for file, text := range want.logs {
		if got.logs[file] != text {
			t.Errorf("%s: %s differs:\n%s\nnatively:\n%s", name, file, got.logs[file], text)
		}
	}
	if got.weights != want.weights {
		t.Errorf("%s: weights_sha256 is %s, natively %s", name, got.weights, want.weights)
	}
}

// build returns the path of the program for an architecture, the machine's own if goarch is empty.
func build(t *testing.T, goarch, goarm string) string {
	t.Helper()
	program := filepath.Join(t.TempDir(), "e2train")
	command := exec.Command("go", "build", "-o", program, "github.com/e2train/e2train/host/cmd/e2train")
	command.Env = append(os.Environ(), "CGO_ENABLED=0")
	if goarch != "" {
		command.Env = append(command.Env, "GOARCH="+goarch, "GOARM="+goarm)
	}
	if out, err := command.CombinedOutput(); err != nil {
		t.Fatalf("build for %s: %v\n%s", goarch, err, out)
	}
	return program
}

// train makes a run and returns its outcome.
func train(t *testing.T, images string, run int, program ...string) outcome {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "run")
	arguments := strings.Fields("train --quiet --model resnet8 --device sim:ultra96 --batch 8 " + runs[run].flags)
	arguments = append(append(program[1:], arguments...), "--data", "folder:"+images, "--out", dir)
	if out, err := exec.Command(program[0], arguments...).CombinedOutput(); err != nil {
		t.Fatalf("%s: %v\n%s", program, err, out)
	}
	o := outcome{logs: map[string]string{}}
	for _, file := range runs[run].logs {
		o.logs[file] = string(read(t, dir, file))
	}
	var summary struct {
		Weights  string `json:"weights_sha256"`
		Executed int    `json:"iterations_executed"`
	}
	if err := json.Unmarshal(read(t, dir, "summary.json"), &summary); err != nil {
		t.Fatal(err)
	}
	if len(summary.Weights) != 64 || summary.Executed < runs[run].executed {
		t.Fatalf("summary.json: %d steps executed, weights %q", summary.Executed, summary.Weights)
	}
	o.weights = summary.Weights
	return o
}

func read(t *testing.T, dir, file string) []byte {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(dir, file))
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// writeImages makes a small data set: colour images whose class shows in their pattern.
func writeImages(t *testing.T, root string) {
	t.Helper()
	for _, part := range []struct {
		name  string
		count int
	}{{"train", 10}, {"test", 2}} {
		for class := range 4 {
			dir := filepath.Join(root, part.name, fmt.Sprintf("class%d", class))
			if err := os.MkdirAll(dir, 0o755); err != nil {
				t.Fatal(err)
			}
			for i := range part.count {
				writeImage(t, filepath.Join(dir, fmt.Sprintf("%02d.png", i)), class, i)
			}
		}
	}
}

func writeImage(t *testing.T, path string, class, number int) {
	t.Helper()
	picture := image.NewRGBA(image.Rect(0, 0, 20, 20))
	for y := range 20 {
		for x := range 20 {
			v := uint8(x*(class+3)*7 + y*(number+1)*11)
			picture.Set(x, y, color.RGBA{v, v / 2, 255 - v, 255})
		}
	}
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if err := png.Encode(f, picture); err != nil {
		t.Fatal(err)
	}
}
