// SPDX-License-Identifier: Apache-2.0

// Package cross holds the test that a training run gives the same bits on every CPU architecture.
package cross

import (
	"bytes"
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
)

// targets are the architectures that boards have, with what runs their programs here.
var targets = []struct{ name, goarch, goarm, emulator string }{
	{"arm64", "arm64", "", "qemu-aarch64"},
	{"armv7", "arm", "7", "qemu-arm"},
}

// TestFiveStepsAreTheSameOnEveryArchitecture trains natively and under emulation and compares metrics and weights.
func TestFiveStepsAreTheSameOnEveryArchitecture(t *testing.T) {
	images := t.TempDir()
	writeImages(t, images)
	wantMetrics, wantWeights := train(t, images, build(t, "", ""))
	if lines := bytes.Count(wantMetrics, []byte("\n")); lines != 5 {
		t.Fatalf("metrics.jsonl has %d lines, want 5:\n%s", lines, wantMetrics)
	}
	for _, target := range targets {
		t.Run(target.name, func(t *testing.T) {
			if _, err := exec.LookPath(target.emulator); err != nil {
				if os.Getenv("E2TRAIN_REQUIRE_TOOLS") != "" {
					t.Fatalf("%s is missing: apt-get install qemu-user", target.emulator)
				}
				t.Skipf("not tested: bits of a run on %s, because %s is missing", target.name, target.emulator)
			}
			metrics, weights := train(t, images, target.emulator, build(t, target.goarch, target.goarm))
			if !bytes.Equal(metrics, wantMetrics) {
				t.Errorf("metrics.jsonl differs:\n%s\nnatively:\n%s", metrics, wantMetrics)
			}
			if weights != wantWeights {
				t.Errorf("weights_sha256 is %s, natively %s", weights, wantWeights)
			}
		})
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

// train runs five steps and returns metrics.jsonl and the hash of the weights.
func train(t *testing.T, images string, program ...string) (metrics []byte, weights string) {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "run")
	arguments := strings.Fields("train --quiet --model resnet8 --device sim:ultra96 --batch 8 --iterations 5 --augment --smd 0.2 --seed 4 --data")
	arguments = append(append(program[1:], arguments...), "folder:"+images, "--out", dir)
	if out, err := exec.Command(program[0], arguments...).CombinedOutput(); err != nil {
		t.Fatalf("%s: %v\n%s", program, err, out)
	}
	metrics, err := os.ReadFile(filepath.Join(dir, "metrics.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(filepath.Join(dir, "summary.json"))
	if err != nil {
		t.Fatal(err)
	}
	var summary struct {
		Weights  string `json:"weights_sha256"`
		Executed int    `json:"iterations_executed"`
	}
	if err := json.Unmarshal(text, &summary); err != nil {
		t.Fatal(err)
	}
	if len(summary.Weights) != 64 || summary.Executed < 3 {
		t.Fatalf("summary.json: %d steps executed, weights %q", summary.Executed, summary.Weights)
	}
	return metrics, summary.Weights
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
