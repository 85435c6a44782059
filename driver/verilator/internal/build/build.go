// SPDX-License-Identifier: Apache-2.0

// Package build makes simulations of the RTL: programs that Verilator and a C++ compiler make of the embedded sources. Each
// is made once and kept in the user's cache folder under a name that depends on everything that went into it.
package build

import (
	"context"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"

	"github.com/e2train/e2train/driver/internal/buildcache"
	"github.com/e2train/e2train/rtl"
	"github.com/e2train/e2train/rtl/isa"
)

// Model says which simulation to make.
type Model struct {
	Config   isa.Config
	Array    Array
	Serial   bool // it has a UART in front, and is slower
	Waveform bool // it can write one, and is slower
	Toggles  bool // it counts how often signals change, in place of a waveform, and is slower
}

// Array says what the multipliers are: loops, as long as it is Loops, or what synthesis makes of them, which is slower.
type Array int

// The arrays, by the numbers that the parameter DspKind of the RTL has for them. Of DSP blocks are the columns that the
// configuration has so, the others are of LUTs.
const (
	Loops Array = iota
	DSP48E1
	DSP48E2
	LUTs
)

// arrayNames are the names of arrays in addresses.
var arrayNames = []string{"loops", "dsp48e1", "dsp48e2", "luts"}

func (a Array) String() string { return arrayNames[a] }

// ParseArray returns the array of a name.
func ParseArray(name string) (Array, error) {
	i := slices.Index(arrayNames, name)
	if i < 0 {
		return 0, fmt.Errorf("array=%s is none of %s", name, strings.Join(arrayNames, ", "))
	}
	return Array(i), nil
}

// String returns the model's name in messages and in the cache.
func (m Model) String() string {
	name := m.Config.Name
	if m.Array != Loops {
		name += "-" + m.Array.String()
	}
	if m.Serial {
		name += "-serial"
	}
	if m.Waveform {
		name += "-waveform"
	}
	if m.Toggles {
		name += "-toggles"
	}
	return name
}

// top returns the top module.
func (m Model) top() string {
	if m.Serial {
		return rtl.SerialTop
	}
	return rtl.Top
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
	cache, err := buildcache.Folder("verilator")
	if err != nil {
		return "", err
	}
	library := buildcache.Entry{Folder: filepath.Join(cache, "library-"+r.libraryKey())}
	program := buildcache.Entry{Folder: filepath.Join(cache, fmt.Sprintf("%v-%s", m, r.key()))}
	makeProgram := func(scratch, done string) error {
		err := library.Ensure(ctx, progress, func(_, done string) error { return r.makeLibrary(ctx, done, progress) })
		if err != nil {
			return err
		}
		return r.makeProgram(ctx, scratch, library.Folder, filepath.Join(done, programName), progress)
	}
	if err := program.Ensure(ctx, progress, makeProgram); err != nil {
		return "", err
	}
	return filepath.Join(program.Folder, programName), nil
}
