// SPDX-License-Identifier: Apache-2.0

// Package build makes simulations of the RTL: programs that Verilator and a C++ compiler make of the embedded sources. Each
// is made once and kept in the user's cache folder under a name that depends on everything that went into it.
package build

import (
	"context"
	"fmt"
	"io"
	"path/filepath"

	"github.com/e2train/e2train/rtl/isa"
)

// Model says which simulation to make.
type Model struct {
	Config   isa.Config
	Waveform bool // it can write one, and is slower
}

// String returns the model's name in messages and in the cache.
func (m Model) String() string {
	if m.Waveform {
		return m.Config.Name + "-waveform"
	}
	return m.Config.Name
}

// programName is the file of a simulation within its folder.
const programName = "bench"

// Program returns the path of the simulation, and makes it first if there is none. What takes long is told to progress,
// one line a step. The error wraps exec.ErrNotFound if a tool is missing. Several processes may ask for the same model at
// once: one makes it, the others wait.
func Program(ctx context.Context, m Model, progress io.Writer) (string, error) {
	program, err := buildProgram(ctx, m, progress)
	if err != nil {
		return "", fmt.Errorf("simulation of %v: %w", m, err)
	}
	return program, nil
}

func buildProgram(ctx context.Context, m Model, progress io.Writer) (string, error) {
	r, err := newRecipe(ctx, m)
	if err != nil {
		return "", err
	}
	cache, err := cacheFolder()
	if err != nil {
		return "", err
	}
	library := entry{filepath.Join(cache, "library-"+r.libraryKey())}
	program := entry{filepath.Join(cache, fmt.Sprintf("%v-%s", m, r.key()))}
	makeProgram := func(scratch, done string) error {
		err := library.ensure(ctx, progress, func(_, done string) error { return r.makeLibrary(ctx, done, progress) })
		if err != nil {
			return err
		}
		return r.makeProgram(ctx, scratch, library.folder, filepath.Join(done, programName), progress)
	}
	if err := program.ensure(ctx, progress, makeProgram); err != nil {
		return "", err
	}
	return filepath.Join(program.folder, programName), nil
}
