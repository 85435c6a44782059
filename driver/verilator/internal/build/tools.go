// SPDX-License-Identifier: Apache-2.0

package build

import (
	"bytes"
	"context"
	"fmt"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"

	"golang.org/x/sys/unix"
)

// install is what mends missing tools.
const install = "install the tools with: sudo apt-get install -y --no-install-recommends verilator g++"

// tools are the programs that make a simulation.
type tools struct{ verilator, compiler string }

// Tools reports a tool that is missing. The error wraps exec.ErrNotFound.
func Tools() error {
	_, err := findTools()
	return err
}

func findTools() (t tools, err error) {
	for _, tool := range []struct {
		name string
		path *string
	}{{"verilator", &t.verilator}, {"g++", &t.compiler}} {
		if *tool.path, err = exec.LookPath(tool.name); err != nil {
			return t, fmt.Errorf("%w; %s", err, install)
		}
	}
	return t, nil
}

// environment is what tools are and where.
type environment struct {
	tools
	versions string
	include  string // folder of Verilator's headers
}

// environments remembers what tools said about themselves, which takes them a second.
var environments sync.Map // tools -> *environment

func findEnvironment(ctx context.Context) (*environment, error) {
	t, err := findTools()
	if err != nil {
		return nil, err
	}
	if known, ok := environments.Load(t); ok {
		return known.(*environment), nil
	}
	e := &environment{tools: t}
	root, err := run(ctx, "", t.verilator, "--getenv", "VERILATOR_ROOT")
	if err != nil {
		return nil, err
	}
	e.include = filepath.Join(root, "include")
	for _, tool := range []string{t.verilator, t.compiler} {
		version, err := run(ctx, "", tool, "--version")
		if err != nil {
			return nil, err
		}
		e.versions += version + "\n"
	}
	environments.Store(t, e)
	return e, nil
}

// run runs a program in a folder and returns what it prints, which the error has too.
func run(ctx context.Context, dir string, args ...string) (string, error) {
	c := exec.CommandContext(ctx, args[0], args[1:]...)
	c.Dir = dir
	// Verilator is a script that starts a program; both end together.
	c.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	c.Cancel = func() error { return unix.Kill(-c.Process.Pid, unix.SIGKILL) }
	out, err := c.CombinedOutput()
	text := string(bytes.TrimSpace(out))
	switch {
	case ctx.Err() != nil:
		return text, ctx.Err()
	case err != nil:
		return text, fmt.Errorf("%s: %w:\n%s", args[0], err, excerpt(text))
	}
	return text, nil
}

// excerptLines is how much of a tool's complaints an error quotes: the first ones matter.
const excerptLines = 30

func excerpt(text string) string {
	lines := strings.Split(text, "\n")
	if len(lines) > excerptLines {
		lines = append(lines[:excerptLines], fmt.Sprintf("... and %d more lines", len(lines)-excerptLines))
	}
	return strings.Join(lines, "\n")
}
