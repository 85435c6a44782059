// SPDX-License-Identifier: Apache-2.0

package build

import (
	"bytes"
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/e2train/e2train/driver/internal/buildcache"
	"github.com/e2train/e2train/rtl/isa"
)

// The tools of these tests write down how they were called, and little else.
const (
	fakeVerilator = `#!/bin/sh
case "$1" in
--getenv) echo /usr/share/verilator; exit ;;
--version) cat "$FAKE/version"; exit ;;
esac
echo "verilator $*" >>"$FAKE/calls"
mkdir obj
echo >obj/Ve2train_top.cpp
echo >obj/Ve2train_top__Slow.cpp
`
	fakeCompiler = `#!/bin/sh
if [ "$1" = --version ]; then echo g++ of a test; exit; fi
echo "g++ $*" >>"$FAKE/calls"
if [ -e "$FAKE/broken" ]; then echo "main.cpp:1: this is broken" >&2; exit 1; fi
if [ -e "$FAKE/slow" ]; then sleep 60; fi
while [ $# -gt 0 ]; do
  if [ "$1" = -o ]; then echo >"$2"; exit; fi
  shift
done
`
)

// fakeTools puts tools on the path that do nothing, and an empty cache. It returns the folder of what they leave behind.
func fakeTools(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range map[string]string{"verilator": fakeVerilator, "g++": fakeCompiler, "version": "Verilator 1\n"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o777); err != nil {
			t.Fatal(err)
		}
	}
	t.Setenv("FAKE", dir)
	t.Setenv("PATH", dir+":"+os.Getenv("PATH"))
	t.Setenv("XDG_CACHE_HOME", t.TempDir())
	return dir
}

func tiny(t *testing.T) Model {
	t.Helper()
	c, err := isa.ConfigByName("tiny")
	if err != nil {
		t.Fatal(err)
	}
	return Model{Config: *c}
}

// calls returns how often a fake tool was called to make something.
func calls(t *testing.T, dir, tool string) int {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(dir, "calls"))
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		t.Fatal(err)
	}
	return strings.Count("\n"+string(text), "\n"+tool+" ")
}

func mustMake(t *testing.T, m Model, progress *bytes.Buffer) string {
	t.Helper()
	program, err := Program(context.Background(), m, progress)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(program); err != nil {
		t.Fatal(err)
	}
	return program
}

func TestProgramsAreMadeOnce(t *testing.T) {
	dir := fakeTools(t)
	var first, second bytes.Buffer
	program := mustMake(t, tiny(t), &first)
	if !strings.Contains(first.String(), "simulation of tiny") || !strings.HasSuffix(first.String(), "\n") {
		t.Errorf("progress is %q", first.String())
	}
	before := calls(t, dir, "g++")
	if again := mustMake(t, tiny(t), &second); again != program || second.Len() > 0 || calls(t, dir, "g++") != before {
		t.Errorf("it is made again: %s, %q", again, second.String())
	}
	if left, err := filepath.Glob(filepath.Join(filepath.Dir(filepath.Dir(program)), "*.building")); err != nil || len(left) > 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}

func TestOtherIngredientsMakeAnotherProgram(t *testing.T) {
	dir := fakeTools(t)
	var progress bytes.Buffer
	made := map[string]string{mustMake(t, tiny(t), &progress): "the first"}
	other := func(what string, m Model) {
		t.Helper()
		program := mustMake(t, m, &progress)
		if before, known := made[program]; known {
			t.Errorf("%s makes the same as %s", what, before)
		}
		made[program] = what
	}
	waveform, deeper := tiny(t), tiny(t)
	waveform.Waveform = true
	deeper.Config.XDepth *= 2
	other("a waveform", waveform)
	other("a deeper memory", deeper)
	if err := os.WriteFile(filepath.Join(dir, "version"), []byte("Verilator 2\n"), 0o666); err != nil {
		t.Fatal(err)
	}
	environments.Clear()
	other("another Verilator", tiny(t))
}

// TestQuickPrograms has the compiler optimise nothing but Verilator's library.
func TestQuickPrograms(t *testing.T) {
	dir := fakeTools(t)
	var progress bytes.Buffer
	usual := mustMake(t, tiny(t), &progress)
	slow := calls(t, dir, "g++ -std=c++17 -O2")
	t.Setenv(QuickVariable, "1")
	quick := mustMake(t, tiny(t), &progress)
	if more := calls(t, dir, "g++ -std=c++17 -O2") - slow; quick == usual || slow == 0 || more != 0 {
		t.Errorf("%s and %s: files were compiled with -O2 %d times, and %d times in a hurry", usual, quick, slow, more)
	}
}

func TestConcurrentCallersShareOneBuild(t *testing.T) {
	dir := fakeTools(t)
	var wg sync.WaitGroup
	programs := make([]string, 4)
	for i := range programs {
		wg.Go(func() {
			var err error
			var progress bytes.Buffer
			if programs[i], err = Program(context.Background(), tiny(t), &progress); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	for _, p := range programs {
		if p != programs[0] {
			t.Errorf("programs %v", programs)
		}
	}
	if n := calls(t, dir, "verilator"); n != 1 {
		t.Errorf("verilator ran %d times", n)
	}
}

func TestFailedBuildsLeaveNothing(t *testing.T) {
	dir := fakeTools(t)
	broken := filepath.Join(dir, "broken")
	if err := os.WriteFile(broken, nil, 0o666); err != nil {
		t.Fatal(err)
	}
	var progress bytes.Buffer
	_, err := Program(context.Background(), tiny(t), &progress)
	if err == nil || !strings.Contains(err.Error(), "main.cpp:1: this is broken") || !strings.Contains(err.Error(), "simulation of tiny") {
		t.Fatalf("got error %v", err)
	}
	if err := os.Remove(broken); err != nil {
		t.Fatal(err)
	}
	mustMake(t, tiny(t), &progress)
}

// A build that was killed leaves a folder that the next one replaces.
func TestBuildsThatWereKilledAreReplaced(t *testing.T) {
	fakeTools(t)
	var progress bytes.Buffer
	program := mustMake(t, tiny(t), &progress)
	folder := filepath.Dir(program)
	if err := os.Rename(folder, folder+".building"); err != nil {
		t.Fatal(err)
	}
	if again := mustMake(t, tiny(t), &progress); again != program {
		t.Errorf("got %s, want %s", again, program)
	}
}

func TestBuildEndsWithItsContext(t *testing.T) {
	dir := fakeTools(t)
	if err := os.WriteFile(filepath.Join(dir, "slow"), nil, 0o666); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	go func() {
		for calls(t, dir, "g++") == 0 {
			time.Sleep(time.Millisecond)
		}
		cancel()
	}()
	begun := time.Now()
	var progress bytes.Buffer
	if _, err := Program(ctx, tiny(t), &progress); !errors.Is(err, context.Canceled) {
		t.Errorf("got error %v, want %v", err, context.Canceled)
	}
	if took := time.Since(begun); took > 50*time.Second {
		t.Errorf("it took %v", took)
	}
}

func TestMissingTools(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("PATH", dir)
	for _, missing := range []string{"verilator", "g++"} {
		var progress bytes.Buffer
		_, err := Program(context.Background(), tiny(t), &progress)
		if !errors.Is(err, exec.ErrNotFound) || !strings.Contains(err.Error(), missing) || !strings.Contains(err.Error(), "apt-get install") {
			t.Errorf("without %s: got error %v", missing, err)
		}
		if err := os.WriteFile(filepath.Join(dir, missing), []byte("#!/bin/sh\n"), 0o777); err != nil {
			t.Fatal(err)
		}
	}
	if err := Tools(); err != nil {
		t.Errorf("with both: %v", err)
	}
}

func TestOldProgramsAreRemoved(t *testing.T) {
	fakeTools(t)
	var progress bytes.Buffer
	program := mustMake(t, tiny(t), &progress)
	old := time.Now().Add(-2 * buildcache.MaxAge)
	if err := os.Chtimes(filepath.Dir(program), old, old); err != nil {
		t.Fatal(err)
	}
	other := tiny(t)
	other.Config.XDepth *= 2
	kept := mustMake(t, other, &progress)
	if _, err := os.Stat(program); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("a program that nobody has used for long is still there: %v", err)
	}
	if _, err := os.Stat(kept); err != nil {
		t.Error(err)
	}
}
