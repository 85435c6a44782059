// SPDX-License-Identifier: Apache-2.0

package build

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"os"
	"path"
	"slices"
	"strings"

	"github.com/e2train/e2train/rtl"
)

// QuickVariable is an environment variable: with value 1 simulations are made in half the time, and run several times slower.
const QuickVariable = "E2TRAIN_RTL_QUICK"

// recipe is everything that goes into a simulation.
type recipe struct {
	*environment
	model   Model
	verilog []rtl.File
	blocks  []rtl.File // models of DSP blocks, if the array has some
	bench   []rtl.File
	level   string // of optimisation of what runs every cycle
}

func newRecipe(ctx context.Context, m Model) (*recipe, error) {
	e, err := findEnvironment(ctx)
	if err != nil {
		return nil, err
	}
	r := &recipe{environment: e, model: m, level: levelCycles}
	if os.Getenv(QuickVariable) == "1" {
		r.level = levelOnce
	}
	if r.verilog, err = rtl.Verilog(); err != nil {
		return nil, err
	}
	if m.Array == DSP48E1 || m.Array == DSP48E2 {
		if r.blocks, err = rtl.Blocks(); err != nil {
			return nil, err
		}
	}
	r.bench, err = rtl.Bench()
	if !m.Serial {
		r.verilog = slices.DeleteFunc(r.verilog, rtl.SerialOnly)
	}
	if err == nil && m.Toggles {
		err = r.countToggles()
	}
	return r, err
}

// countToggles has the bench watch signals.
func (r *recipe) countToggles() error {
	observer, public, err := rtl.Toggles()
	if err != nil {
		return err
	}
	r.verilog = slices.Insert(r.verilog, 0, public)
	r.bench[slices.IndexFunc(r.bench, func(f rtl.File) bool { return f.Name == observer.Name })] = observer
	return nil
}

// key identifies the program that the recipe makes.
func (r *recipe) key() string {
	h := sha256.New()
	fmt.Fprintf(h, "%s\n%q\n%q\n%q\n", r.versions, r.verilate("verilator"), r.compile("g++", r.level+levelOnce, "in", "out"), r.libraryKey())
	for _, f := range r.sources() {
		fmt.Fprintf(h, "%q %d\n", f.Name, len(f.Text))
		h.Write(f.Text)
	}
	return hex.EncodeToString(h.Sum(nil))[:16]
}

// libraryKey identifies the objects of Verilator's library, which depend on no source of ours.
func (r *recipe) libraryKey() string {
	h := sha256.New()
	fmt.Fprintf(h, "%s\n%q\n", r.versions, r.compile("g++", levelLibrary, "in", "out"))
	return hex.EncodeToString(h.Sum(nil))[:16]
}

func (r *recipe) sources() []rtl.File { return slices.Concat(r.verilog, r.blocks, r.bench) }

// The folders of a build.
const (
	sourceFolder = "src" // the folder rtl of the module
	objectFolder = "obj" // what Verilator writes, and objects
)

// verilate returns the command that makes C++ of the RTL. State that no reset sets starts at random; the bench chooses the
// seed. Every warning is an error, and assertions always run.
func (r *recipe) verilate(verilator string) []string {
	command := []string{
		verilator, "--cc", "--assert", "-Wall", "-O3", "--x-assign", "fast", "--x-initial", "unique",
		"--output-split", "5000", "--top-module", r.model.top(), "--prefix", "V" + rtl.Top, "--Mdir", objectFolder,
		"-y", sourceFolder, "-y", path.Join(sourceFolder, "tb"), "-I" + sourceFolder, "--no-timing",
	}
	if r.model.Waveform {
		command = append(command, "--trace")
	}
	command = append(command, r.parameters()...)
	for _, f := range r.verilog {
		if path.Ext(f.Name) == ".vlt" || strings.HasSuffix(f.Name, "_pkg.sv") {
			command = append(command, path.Join(sourceFolder, f.Name))
		}
	}
	return append(command, path.Join(sourceFolder, r.model.top()+".sv"))
}

// parameters returns those of the top module.
func (r *recipe) parameters() (flags []string) {
	c := &r.model.Config
	for _, p := range []struct {
		name  string
		value int
	}{
		{"Lanes", c.Lanes}, {"XDepth", c.XDepth}, {"GDepth", c.GDepth}, {"WDepth", c.WDepth}, {"MaskDepth", c.MaskDepth},
		{"AccBanks", c.AccBanks}, {"AccDepth", c.AccDepth}, {"InstrDepth", c.InstrDepth}, {"AxiBytes", c.AXIBytes},
		{"Chain", c.Chain}, {"DspColumns", c.DSPColumns}, {"PackShift", c.PackShift},
		{"DspKind", int(r.model.Array)},
	} {
		flags = append(flags, fmt.Sprintf("-G%s=%d", p.name, p.value))
	}
	return append(flags, fmt.Sprintf("-GConfigHash=32'h%08x", c.Hash()))
}

// Levels of optimisation: of what runs every cycle, of what runs once, and of Verilator's library. -O3 makes nothing faster
// than -O2 here, and takes half as long again.
const (
	levelCycles  = "-O2"
	levelOnce    = "-O0"
	levelLibrary = "-O1"
)

// compile returns the command that compiles one file.
func (r *recipe) compile(compiler, level, in, out string) []string {
	waveform := 0
	if r.model.Waveform {
		waveform = 1
	}
	return []string{
		compiler, "-std=c++17", level, "-fno-strict-aliasing", fmt.Sprintf("-DVM_TRACE=%d", waveform), "-DVM_SC=0", "-DVM_COVERAGE=0",
		"-I" + objectFolder, "-isystem", r.include, "-isystem", path.Join(r.include, "vltstd"), "-c", in, "-o", out,
	}
}
