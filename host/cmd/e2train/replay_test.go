// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/e2train/e2train/driver"
	"github.com/e2train/e2train/driver/replay"
	"github.com/e2train/e2train/rtl/isa"
	"github.com/e2train/e2train/sim/randprog"
)

// keptLaunch writes a random launch with its outcome, spoilt by spoil, into a file.
func keptLaunch(t *testing.T, spoil func(*replay.Record)) string {
	t.Helper()
	d, err := driver.Open("sim:tiny")
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	c := d.Info().Config
	rng := randprog.Rand(1, 0)
	p := randprog.New(&c, rng, randprog.Options{})
	r := &replay.Record{Launch: replay.Launch{Config: c, Code: p.Code, Params: p.Params}, Source: "sim:tiny", Note: "kept by a test"}
	for b, content := range p.Memory(rng) {
		r.Launch.Bases[b] = replay.Base{Memory: b}
		r.Launch.Memories = append(r.Launch.Memories, content)
	}
	want, err := r.Launch.Run(context.Background(), d)
	if err != nil {
		t.Fatal(err)
	}
	r.Want = *want
	spoil(r)
	text, err := r.Encode()
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "launch.e2replay")
	if err := os.WriteFile(file, text, 0o666); err != nil {
		t.Fatal(err)
	}
	return file
}

func TestReplay(t *testing.T) {
	file := keptLaunch(t, func(*replay.Record) {})
	recorded := filepath.Join(t.TempDir(), "launch.pcapng")
	for _, args := range [][]string{{"replay", file}, {"replay", "--device", "sim:tiny", file}, {"replay", file, "--device", "sim:tiny", "--record", recorded}} {
		r := e2train(t, args...)
		r.want(t, exitDone)
		if !strings.Contains(r.stdout, "the same bits, cycles and counters") || !strings.Contains(r.stdout, "kept by a test") {
			t.Errorf("%v prints\n%s", args, r.stdout)
		}
	}
	if r := e2train(t, "link", recorded); r.code != exitDone || !strings.Contains(r.stdout, "launches  1 in") {
		t.Errorf("the recording holds\n%s%s", r.stdout, r.stderr)
	}
	r := e2train(t, "replay", "--json", file)
	var report replayReport
	if err := json.Unmarshal([]byte(r.stdout), &report); err != nil || report.Cycles == 0 || report.Device != "sim:tiny" || report.Difference != "" {
		t.Errorf("%+v, %v", report, err)
	}
}

func TestReplayOfADifference(t *testing.T) {
	file := keptLaunch(t, func(r *replay.Record) { r.Want.Activity.Counters[isa.Cycles]++ })
	r := e2train(t, "replay", file)
	r.want(t, exitDifference, "cycles is ")
	if !strings.Contains(r.stdout, "outcomes differ") {
		t.Errorf("it prints\n%s", r.stdout)
	}
}

func TestReplayOfBadFiles(t *testing.T) {
	good := keptLaunch(t, func(*replay.Record) {})
	text, err := os.ReadFile(good)
	if err != nil {
		t.Fatal(err)
	}
	write := func(content []byte) string {
		file := filepath.Join(t.TempDir(), "bad")
		if err := os.WriteFile(file, content, 0o666); err != nil {
			t.Fatal(err)
		}
		return file
	}
	e2train(t, "replay", write(text[:len(text)-9])).want(t, exitFailed, "cut off", "bad")
	e2train(t, "replay", write([]byte("hello, this is some text"))).want(t, exitFailed, "no file of a launch")
	e2train(t, "replay", good+"x").want(t, exitFailed, "no such file")
	e2train(t, "replay", good, "--device", "sim:zed8").want(t, exitUsage, "configuration tiny")
	e2train(t, "replay", good, "--device", "sim:none").want(t, exitUsage, "none")
	e2train(t, "replay").want(t, exitUsage, "FILE")
	e2train(t, "replay", good, good).want(t, exitUsage, "unexpected argument")
}
