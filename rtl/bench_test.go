// SPDX-License-Identifier: Apache-2.0

package rtl_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/e2train/e2train/rtl"
	"github.com/e2train/e2train/rtl/isa"
	"github.com/e2train/e2train/rtl/tooltest"
)

// compile makes a program of a C++ file in testdata and the embedded bench. All sources are read by this process, so that go
// test knows what the result depends on.
func compile(t *testing.T, name, untested string) string {
	t.Helper()
	gxx := tooltest.Find(t, "g++", untested)
	sources, err := rtl.Bench()
	if err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(filepath.Join("testdata", name+".cpp"))
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	for _, f := range append(sources, rtl.File{Name: name + ".cpp", Text: text}) {
		path := filepath.Join(dir, filepath.FromSlash(f.Name))
		if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, f.Text, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	tooltest.Run(t, dir, gxx, "-std=c++17", "-O1", "-Wall", "-Wextra", "-Wconversion", "-Wshadow", "-pedantic", "-Werror", "-Itb",
		"-o", name, name+".cpp")
	return filepath.Join(dir, name)
}

// planned is one burst with the times that the rules give it.
type planned struct {
	write                   bool
	ready                   int64
	beats                   int
	address, last, response int64
}

// randomBursts returns bursts of both directions with their times. In each direction ready never falls, as in an engine.
func randomBursts(rng *rand.Rand, memory isa.BenchMemory) (plan []planned) {
	read, write := isa.ReadChannel{Memory: memory}, isa.WriteChannel{Memory: memory}
	var ready [2]int64
	hurry := 1 + rng.IntN(60)
	for range 200 {
		p := planned{write: rng.IntN(2) == 0, beats: 1 + rng.IntN(isa.MaxBurstBeats)}
		side := &ready[0]
		if p.write {
			side = &ready[1]
		}
		if rng.IntN(3) == 0 {
			*side += int64(rng.IntN(hurry))
		}
		if rng.IntN(20) == 0 {
			*side += 300
		}
		p.ready = *side
		if p.write {
			p.address, p.last, p.response = write.Burst(p.ready, p.beats)
		} else {
			p.address, p.last = read.Burst(p.ready, p.beats)
		}
		plan = append(plan, p)
	}
	return plan
}

// TestBenchMemoryKeepsTheRules compares the memory in C++ with that of package isa, burst by burst.
func TestBenchMemoryKeepsTheRules(t *testing.T) {
	program := compile(t, "memory_bench", "the bench memory answers when package isa says")
	rng := tooltest.Rand(t)
	memories := []isa.BenchMemory{isa.IdealMemory, {ReadLatency: 1, ReadIdle: 3, WriteLatency: 1, WriteIdle: 3}}
	for _, c := range isa.Configs() {
		memories = append(memories, c.Memory)
	}
	for _, m := range memories {
		for _, width := range []int{4, 8, 16} {
			plan := randomBursts(rng, m)
			var input, want strings.Builder
			for _, p := range plan {
				kind := "r"
				if p.write {
					kind = "w"
				}
				fmt.Fprintf(&input, "%s %d %d\n", kind, p.ready, p.beats)
				fmt.Fprintf(&want, "%d %d %d\n", p.address, p.last, p.response)
			}
			got := tooltest.RunWith(t, ".", input.String(), program, fmt.Sprint(width), fmt.Sprint(m.ReadLatency), fmt.Sprint(m.ReadIdle),
				fmt.Sprint(m.WriteLatency), fmt.Sprint(m.WriteIdle))
			if line, a, b := firstLine(got, want.String()); line > 0 {
				t.Fatalf("%+v, bus of %d bytes, burst %d (%+v): got %q, want %q", m, width, line, plan[line-1], a, b)
			}
		}
	}
}

// firstLine returns the number of the first line in which two texts differ, from 1, and the lines; 0 if there is none.
func firstLine(got, want string) (number int, a, b string) {
	x, y := strings.Split(got, "\n"), strings.Split(want, "\n")
	for i := range max(len(x), len(y)) {
		a, b = "", ""
		if i < len(x) {
			a = x[i]
		}
		if i < len(y) {
			b = y[i]
		}
		if a != b {
			return i + 1, a, b
		}
	}
	return 0, "", ""
}

// TestCheckerNoticesEveryRule breaks the rules one by one; what the checker says of each is in testdata.
func TestCheckerNoticesEveryRule(t *testing.T) {
	program := compile(t, "checker_bench", "the protocol checker notices what is wrong")
	got := tooltest.Run(t, ".", program)
	good, bad := 0, 0
	for line := range strings.Lines(got) {
		name, said, _ := strings.Cut(strings.TrimSpace(line), ": ")
		switch keeps := strings.HasPrefix(name, "good"); {
		case keeps != (said == "silent"):
			t.Errorf("%s: the checker says %q", name, said)
		case keeps:
			good++
		default:
			bad++
		}
	}
	if good < 8 || bad < 30 {
		t.Errorf("only %d cases that keep the rules and %d that break one ran", good, bad)
	}
	for _, said := range []string{
		"fall (AR): ARVALID fell before ARREADY", "crossing (AW): AW at 0x1f88: 16 beats cross a multiple of 16 beats",
		"nine in flight (AW): AWVALID is 1 while 8 bursts are in flight", "early WLAST: WLAST is 1 in beat 1 of 2",
		"gap within a burst: WVALID fell within a burst, after 1 beats", "burst after a reset (AW): AW at 0x1000 is offered after a reset",
		"attributes (AR): AR at 0x1000: AxCACHE 3, AxPROT 0, register AXI says 0, 0",
	} {
		if !strings.Contains(got, said+"\n") {
			t.Errorf("%q was not said", said)
		}
	}
}
