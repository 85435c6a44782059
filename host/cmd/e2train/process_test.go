// SPDX-License-Identifier: Apache-2.0

package main

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/e2train/e2train/host/rundir"
)

// buildDir is where the program is built, once, if a test asks for it.
var buildDir string

var buildOnce = sync.OnceValues(func() (program string, err error) {
	if buildDir, err = os.MkdirTemp("", "e2train-test-"); err != nil {
		return "", err
	}
	program = filepath.Join(buildDir, "e2train")
	if out, err := exec.Command("go", "build", "-o", program, ".").CombinedOutput(); err != nil {
		return "", fmt.Errorf("go build: %w: %s", err, out)
	}
	return program, nil
})

func TestMain(m *testing.M) {
	code := m.Run()
	if buildDir != "" {
		os.RemoveAll(buildDir)
	}
	os.Exit(code)
}

// build returns the program as a file.
func build(t *testing.T) string {
	t.Helper()
	program, err := buildOnce()
	if err != nil {
		t.Fatal(err)
	}
	return program
}

// process is a command line in a process of its own.
type process struct {
	*exec.Cmd
	stdout, stderr bytes.Buffer
}

func start(t *testing.T, program string, args ...string) *process {
	t.Helper()
	p := &process{Cmd: exec.Command(program, args...)}
	p.Stdout, p.Stderr = &p.stdout, &p.stderr
	if err := p.Start(); err != nil {
		t.Fatal(err)
	}
	patience := time.AfterFunc(time.Minute, func() { p.Process.Kill() })
	t.Cleanup(func() {
		patience.Stop()
		p.Process.Kill()
	})
	return p
}

// end waits for the process and returns its exit code, -1 if a signal killed it.
func (p *process) end() int {
	p.Wait()
	return p.ProcessState.ExitCode()
}

// awaitLines waits until a log has so many lines.
func awaitLines(t *testing.T, name string, n int) {
	t.Helper()
	for deadline := time.Now().Add(20 * time.Second); ; time.Sleep(time.Millisecond) {
		if data, _ := os.ReadFile(name); bytes.Count(data, []byte("\n")) >= n {
			return
		}
		if time.Now().After(deadline) {
			t.Fatalf("%s has no %d lines after 20 s", name, n)
		}
	}
}

// random returns a generator whose seed is printed when the test fails; E2TRAIN_TEST_SEED gives it back.
func random(t *testing.T) *rand.Rand {
	t.Helper()
	seed := uint64(time.Now().UnixNano())
	if text := os.Getenv("E2TRAIN_TEST_SEED"); text != "" {
		given, err := strconv.ParseUint(text, 10, 64)
		if err != nil {
			t.Fatalf("E2TRAIN_TEST_SEED: %v", err)
		}
		seed = given
	}
	t.Cleanup(func() {
		if t.Failed() {
			t.Logf("run again with E2TRAIN_TEST_SEED=%d", seed)
		}
	})
	return rand.New(rand.NewPCG(seed, 0))
}

// Killed at random moments and resumed, a run ends with the files and weights of one that nobody touched. It has predictive
// sign gradients, because it then writes all files that there are.
func TestKilled(t *testing.T) {
	r := random(t)
	program := build(t)
	flags, whole := smallRun(t, "sim:tiny")
	flags = append(append(flags, signFlags...), "--iterations", "40", "--quiet")
	if code := start(t, program, flags...).end(); code != exitDone {
		t.Fatalf("exit code %d", code)
	}
	out := filepath.Join(t.TempDir(), "killed")
	again := append(slices.Clone(flags), "--out", out, "--resume")
	kills, most := 0, 8
	if os.Getenv("E2TRAIN_FULL") != "" {
		most = 80
	}
	for attempt := 0; ; attempt++ {
		if attempt > 200 {
			t.Fatal("the run never ends")
		}
		p := start(t, program, append(again, "--checkpoint-every", strconv.Itoa(1+3*r.IntN(2)))...)
		if kills < most {
			time.AfterFunc(time.Duration(r.IntN(300))*time.Millisecond, func() { p.Process.Kill() })
		}
		code := p.end()
		if code == exitDone {
			break
		}
		if code != -1 {
			t.Fatalf("exit code %d: %s", code, p.stderr.String())
		}
		kills++
	}
	t.Logf("killed %d times", kills)
	if kills == 0 {
		t.Error("the run was never killed")
	}
	sameOutcome(t, out, whole)
}

// The first signal saves, says how to go on, and what it says works.
func TestInterrupted(t *testing.T) {
	program := build(t)
	for _, sig := range []syscall.Signal{syscall.SIGINT, syscall.SIGTERM} {
		flags, out := smallRun(t, "sim:tiny")
		out += " it's" // a name that has to be quoted
		flags = append(flags, "--iterations", "20", "--out", out)
		p := start(t, program, flags...)
		awaitLines(t, filepath.Join(out, rundir.MetricsName), 5)
		p.Process.Signal(sig)
		if code := p.end(); code != exitInterrupted {
			t.Fatalf("%v: exit code %d: %s", sig, code, p.stderr.String())
		}
		_, command, found := strings.Cut(p.stderr.String(), "\ngo on with:\n  ")
		if !found || !strings.Contains(command, "--checkpoint-every=3") {
			t.Fatalf("%v: got %s", sig, p.stderr.String())
		}
		if text, err := exec.Command("sh", "-c", command).CombinedOutput(); err != nil {
			t.Fatalf("%s: %v\n%s", command, err, text)
		}
		undisturbed := append(slices.Clone(flags), "--out", out+"2")
		if code := start(t, program, undisturbed...).end(); code != exitDone {
			t.Fatalf("exit code %d", code)
		}
		sameOutcome(t, out, out+"2")
	}
}

// The second signal does not wait for anything.
func TestInterruptedTwice(t *testing.T) {
	program := build(t)
	out := filepath.Join(t.TempDir(), "run")
	p := start(t, program, "train", "--device", "sim:tiny", "--model", "resnet110", "--batch", "500", "--smd", "0.5", "--out", out)
	awaitLines(t, filepath.Join(out, rundir.TimingName), 2) // two dropped iterations; the third takes far longer than this test
	time.Sleep(100 * time.Millisecond)
	p.Process.Signal(syscall.SIGINT)
	time.Sleep(200 * time.Millisecond)
	p.Process.Signal(syscall.SIGINT)
	began := time.Now()
	if code := p.end(); code != -1 {
		t.Errorf("exit code %d: %s", code, p.stderr.String())
	}
	if took := time.Since(began); took > 5*time.Second {
		t.Errorf("it took %v to end", took)
	}
	if !strings.Contains(p.stderr.String(), "once more to stop at once") {
		t.Errorf("got %s", p.stderr.String())
	}
}

// A limit on the size of files, below that of a checkpoint, is an error like a full disk.
func TestFileSizeLimit(t *testing.T) {
	program := build(t)
	flags, out := smallRun(t, "cpu")
	line := "ulimit -f 300; exec \"$0\" \"$@\"" // blocks of 512 or 1024 bytes
	p := start(t, "sh", append([]string{"-c", line, program}, flags...)...)
	if code := p.end(); code != exitFailed || !strings.Contains(p.stderr.String(), "ulimit -f") {
		t.Fatalf("exit code %d: %s", code, p.stderr.String())
	}
	if code := start(t, program, "train", "--resume", "--out", out).end(); code != exitDone {
		t.Errorf("resuming without the limit: exit code %d", code)
	}
}

// Two processes that are given one folder at the same time: one trains, the other says why not.
func TestTwoProcesses(t *testing.T) {
	program := build(t)
	flags, out := smallRun(t, "sim:tiny")
	flags = append(flags, "--iterations", "60")
	p := start(t, program, flags...)
	awaitLines(t, filepath.Join(out, rundir.MetricsName), 1)
	second := start(t, program, "train", "--resume", "--out", out)
	if code := second.end(); code != exitFailed || !strings.Contains(second.stderr.String(), "another process") {
		t.Errorf("exit code %d: %s", code, second.stderr.String())
	}
	if code := p.end(); code != exitDone {
		t.Errorf("the first one: exit code %d: %s", code, p.stderr.String())
	}
}
