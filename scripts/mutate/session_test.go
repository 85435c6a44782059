// SPDX-License-Identifier: Apache-2.0

package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// sample is a module with two functions and their tests.
var sample = map[string]string{
	"go.mod":     "module example.com/sample\n\ngo 1.26\n",
	".gitignore": "/build/\n",
	"rtl/sum.go": "package rtl\n\nfunc Sum(a, b int) int { return a + b }\n\nfunc Twice(a int) int { return 2 * a }\n",
	"rtl/sum_test.go": `package rtl

import "testing"

func TestSum(t *testing.T) {
	t.Log("a seed")
	if Sum(1, 2) != 3 {
		t.Error("the sum is wrong")
	}
}

func TestTwice(t *testing.T) {
	t.Run("3", func(t *testing.T) {
		if Twice(3) != 6 {
			panic("the double is wrong")
		}
	})
}
`,
}

// newSample writes the sample and returns its root.
func newSample(t *testing.T) string {
	t.Helper()
	root := t.TempDir()
	for name, text := range sample {
		file := filepath.Join(root, name)
		if err := os.MkdirAll(filepath.Dir(file), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	if out, err := exec.Command("git", "init", "-q", root).CombinedOutput(); err != nil {
		t.Fatalf("git init: %v\n%s", err, out)
	}
	return root
}

// start returns a session in a sample, and what it is going to say.
func start(t *testing.T, root string) (*session, *bytes.Buffer) {
	t.Helper()
	var out bytes.Buffer
	s, err := newSession(context.Background(), &out, root)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.close)
	return s, &out
}

var (
	sampleSum   = &test{folder: "rtl", name: "TestSum"}
	sampleTwice = &test{folder: "rtl", name: "TestTwice", part: "3"}
)

// sampleMutants end in all ways.
var sampleMutants = []struct {
	mutant
	want verdict
	said string
}{
	{mutant{id: "sum/minus", old: "a + b", new: "a - b", test: sampleSum}, caught, "the sum is wrong"},
	{mutant{id: "sum/panics", old: "2 * a", new: "3 * a", test: sampleTwice}, caught, "the double is wrong"},
	{mutant{id: "sum/unseen", old: "2 * a", new: "3 * a", test: sampleSum, breaks: "it is thrice"}, survived, "it is thrice"},
	{mutant{id: "sum/order", old: "a + b", new: "b + a", test: sampleSum, equivalent: "sums commute"}, equivalent, "sums commute"},
	{mutant{id: "sum/wrong", old: "a + b", new: "a - b", test: sampleSum, equivalent: "so it seems"}, notEquivalent, "the sum is wrong"},
	{mutant{id: "sum/syntax", old: "a + b", new: "a +", test: sampleSum}, notBuilt, "syntax error"},
	{mutant{id: "sum/twice", old: "return", new: "return 1 +", test: sampleSum}, notApplied, "2 times"},
}

func TestVerdicts(t *testing.T) {
	s, out := start(t, newSample(t))
	for _, c := range sampleMutants {
		c.file = "rtl/sum.go"
		r, err := s.settle(context.Background(), &c.mutant)
		if err != nil {
			t.Fatalf("%s: %v", c.id, err)
		}
		if r.Verdict != c.want || !strings.Contains(r.Said, c.said) {
			t.Errorf("%s: %s, %q; want %s, %q", c.id, r.Verdict, r.Said, c.want, c.said)
		}
		if text, err := s.tree.read(c.file); err != nil || string(text) != sample[c.file] {
			t.Errorf("%s: the mistake is still there, %v", c.id, err)
		}
	}
	if n := strings.Count(out.String(), "(no mistake)"); n != 2 {
		t.Errorf("two tests were run %d times without a mistake:\n%s", n, out)
	}
}

// TestRunsGoOn keeps what is known until sources change.
func TestRunsGoOn(t *testing.T) {
	root := newSample(t)
	list := []mutant{sampleMutants[0].mutant, sampleMutants[2].mutant}
	for i := range list {
		list[i].file = "rtl/sum.go"
	}
	session := func() string {
		s, out := start(t, root)
		if err := s.settleAll(context.Background(), list); err == nil || !strings.Contains(err.Error(), "1 mutants did not") {
			t.Errorf("got error %v", err)
		}
		s.close()
		return out.String()
	}
	known := func(said string) int { return strings.Count(said, "known") }
	if said := session(); known(said) != 0 {
		t.Errorf("the first run knows something:\n%s", said)
	}
	if said := session(); known(said) != 1 || strings.Contains(said, "no mistake") {
		t.Errorf("the second run does not go on: it should know the mutant that was caught, and try the other one:\n%s", said)
	}
	file := filepath.Join(root, "rtl", "sum.go")
	if err := os.WriteFile(file, []byte(sample["rtl/sum.go"]+"\n// a remark\n"), 0o666); err != nil {
		t.Fatal(err)
	}
	if said := session(); known(said) != 0 || !strings.Contains(said, "no mistake") {
		t.Errorf("after a change the third run knows something:\n%s", said)
	}
}

func TestTestsHaveToPass(t *testing.T) {
	root := newSample(t)
	if err := os.WriteFile(filepath.Join(root, "rtl", "sum.go"), []byte("package rtl\n\nfunc Sum(a, b int) int { return 0 }\n\nfunc Twice(a int) int { return a }\n"), 0o666); err != nil {
		t.Fatal(err)
	}
	s, _ := start(t, root)
	m := mutant{id: "sum/one", file: "rtl/sum.go", old: "0", new: "1", test: sampleSum}
	if r, err := s.settle(context.Background(), &m); err != nil || r.Verdict != failsAnyway {
		t.Errorf("%s, %v; want %s", r.Verdict, err, failsAnyway)
	}
}

func mustKey(t *testing.T, s *session, wanted *test) string {
	t.Helper()
	key, err := s.testKey(wanted)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

// TestRefusedByVerilator knows RTL that is refused from a simulation that fails.
func TestRefusedByVerilator(t *testing.T) {
	wanted := &test{folder: "rtl", name: "TestX"}
	for said, want := range map[string]verdict{
		"%Warning-UNUSEDSIGNAL: rtl/queue.sv:16:33: Bits of signal are not used":                         notBuilt,
		"%Error: rtl/queue.sv:30: syntax error\n%Error: Exiting due to 1 error(s)":                       notBuilt,
		"[123] %Error: queue.sv:50: Assertion failed in NoUnderflow\n%Error: queue.sv:50: Verilog $stop": testFailed,
		"x_test.go:1: outcomes differ": testFailed,
	} {
		var out bytes.Buffer
		for _, e := range []event{{Action: "run", Test: "TestX"}, {Action: "output", Test: "TestX", Output: said}, {Action: "fail", Test: "TestX"}} {
			if err := json.NewEncoder(&out).Encode(e); err != nil {
				t.Fatal(err)
			}
		}
		if o, err := judge(wanted, out.Bytes(), errors.New("exit status 1")); err != nil || o.verdict != want {
			t.Errorf("%q: %s, %v; want %s", said, o.verdict, err, want)
		}
	}
}

// TestStopping ends a test that runs, and takes the mistake back.
func TestStopping(t *testing.T) {
	s, _ := start(t, newSample(t))
	m := mutant{id: "sum/endless", file: "rtl/sum.go", old: "return a + b", new: "for {\n\t}", test: sampleSum}
	if r, err := s.passes(context.Background(), m.test, mustKey(t, s, m.test)); err != nil || r.Verdict != testPassed {
		t.Fatal(r.Verdict, err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	if _, err := s.settle(ctx, &m); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("got error %v, want %v", err, context.DeadlineExceeded)
	}
	if text, err := s.tree.read(m.file); err != nil || string(text) != sample[m.file] {
		t.Errorf("the mistake is still there, %v", err)
	}
	if _, known := s.state.records[m.id]; known {
		t.Error("a result was kept")
	}
}

func TestOneSessionAtATime(t *testing.T) {
	root := newSample(t)
	start(t, root)
	if _, err := newSession(context.Background(), &bytes.Buffer{}, root); err == nil {
		t.Error("two sessions in one tree")
	}
}

func TestChoose(t *testing.T) {
	all := []mutant{{id: "a/x"}, {id: "a/y"}, {id: "b/x"}}
	for pattern, want := range map[string]int{"": 3, "a/x": 1, "a/*": 2, "*/x": 2} {
		if got, err := choose(all, pattern); err != nil || len(got) != want {
			t.Errorf("%q: %v, %v; want %d", pattern, got, err, want)
		}
	}
	for _, pattern := range []string{"c/x", "a", "["} {
		if got, err := choose(all, pattern); err == nil {
			t.Errorf("%q: %v, want an error", pattern, got)
		}
	}
}
