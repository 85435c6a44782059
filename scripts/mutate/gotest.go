// SPDX-License-Identifier: Apache-2.0

package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"syscall"
	"time"
)

// bench is where tests run.
type bench struct {
	tree  *tree
	cache string // folder of simulations
	build string // folder of what Go compiles, the user's: it knows by content what is what
}

// newBench finds out what the environment of tests needs.
func newBench(ctx context.Context, t *tree, cache string) (*bench, error) {
	build, err := exec.CommandContext(ctx, "go", "env", "GOCACHE").Output()
	if err != nil {
		return nil, fmt.Errorf("go env: %w", err)
	}
	return &bench{t, cache, strings.TrimSpace(string(build))}, nil
}

// run runs a program in the tree and returns its output. If ctx ends, all that the program started ends with it.
func (b *bench) run(ctx context.Context, args ...string) ([]byte, error) {
	c := exec.CommandContext(ctx, args[0], args[1:]...)
	c.Dir = b.tree.root
	c.Env = append(os.Environ(), "E2TRAIN_TEST_SEED=1", "E2TRAIN_REQUIRE_TOOLS=1", "E2TRAIN_FULL=", "E2TRAIN_RTL_QUICK=1", "XDG_CACHE_HOME="+b.cache, "GOCACHE="+b.build)
	c.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	c.Cancel = func() error { return syscall.Kill(-c.Process.Pid, syscall.SIGKILL) }
	c.WaitDelay = 10 * time.Second
	out, err := c.CombinedOutput()
	if ctx.Err() != nil {
		return out, ctx.Err()
	}
	return out, err
}

// outcome is how a run of a test ended.
type outcome struct {
	verdict verdict // testPassed, testFailed, notBuilt or timedOut
	said    string  // a line about it
	output  string  // all that was said
}

// testLimit is much longer than any test takes.
const testLimit = "10m"

// test runs a test.
func (b *bench) test(ctx context.Context, t *test) (outcome, error) {
	args := []string{"go", "test", "-json", "-count=1", "-vet=off", "-timeout=" + testLimit, "-run=" + t.pattern()}
	out, err := b.run(ctx, append(args, "./"+t.folder)...)
	if ctx.Err() != nil {
		return outcome{}, ctx.Err()
	}
	return judge(t, out, err)
}

// event is a line of go test -json.
type event struct {
	Action, Test, Output string
}

// judge reads what go test says.
func judge(t *test, out []byte, err error) (outcome, error) {
	var o outcome
	passed, failed := false, false
	outputs := map[string]string{} // of tests and subtests
	decoder := json.NewDecoder(bytes.NewReader(out))
	for {
		var e event
		if decoder.Decode(&e) != nil {
			break
		}
		o.output += e.Output
		outputs[e.Test] += e.Output
		if e.Action == "fail" && e.Test != "" && o.said == "" {
			o.said = complaint(outputs[e.Test])
		}
		passed = passed || e.Action == "pass" && e.Test == t.name
		failed = failed || e.Action == "fail" && e.Test == t.name
		if e.Action == "build-fail" {
			o.verdict = notBuilt
		}
	}
	if o.said == "" {
		o.said = complaint(o.output)
	}
	switch {
	case o.verdict == notBuilt:
	case refused.MatchString(o.output):
		o.verdict, o.said = notBuilt, shortened(refused.FindString(o.output))
	case strings.Contains(o.output, "panic: test timed out"):
		o.verdict = timedOut
	case failed:
		o.verdict = testFailed
	case passed && err == nil:
		o.verdict = testPassed
	default:
		return o, fmt.Errorf("%v neither passed nor failed: %v\n%s%s", t, err, o.output, out)
	}
	return o, nil
}

// refused finds what Verilator says of RTL that it does not take, warnings included, and what no simulation says.
var refused = regexp.MustCompile(`%Warning-[A-Z]+: .*|%Error: Exiting due to.*`)

// said finds what explains a failure: messages of tests, of programs that end at once, of compilers.
var said = regexp.MustCompile(`(?m)^(?: +\w+\.go:\d+: |panic: |(?:\./)?[\w/.]+\.go:\d+:\d+: )(.*(?:\n {8,}.*)*)$`)

// complaint returns the last message that explains a failure, in one line: tests log their seeds before.
func complaint(output string) string {
	all := said.FindAllStringSubmatch(output, -1)
	if len(all) == 0 {
		return ""
	}
	return shortened(all[len(all)-1][1])
}

// shortened returns the first words of a text.
func shortened(text string) string {
	const most = 120
	text = strings.Join(strings.Fields(text), " ")
	if len(text) <= most {
		return text
	}
	return text[:most] + "..."
}
