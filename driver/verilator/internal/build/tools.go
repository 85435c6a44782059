// SPDX-License-Identifier: Apache-2.0

package build

import (
	"context"
	"fmt"
	"os/exec"
	"path/filepath"
	"sync"

	"github.com/e2train/e2train/driver/internal/buildcache"
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
	root, err := buildcache.Run(ctx, "", t.verilator, "--getenv", "VERILATOR_ROOT")
	if err != nil {
		return nil, err
	}
	e.include = filepath.Join(root, "include")
	for _, tool := range []string{t.verilator, t.compiler} {
		version, err := buildcache.Run(ctx, "", tool, "--version")
		if err != nil {
			return nil, err
		}
		e.versions += version + "\n"
	}
	environments.Store(t, e)
	return e, nil
}
