// SPDX-License-Identifier: Apache-2.0

package build

import (
	"context"
	"fmt"
	"io"
	"os"
	"path"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"

	"github.com/e2train/e2train/driver/internal/buildcache"
	"github.com/e2train/e2train/rtl"
)

// unit is one file to compile.
type unit struct{ level, in, out string }

// makeLibrary compiles Verilator's library into the folder dir.
func (r *recipe) makeLibrary(ctx context.Context, dir string, progress io.Writer) error {
	var units []unit
	for _, object := range r.library() {
		units = append(units, unit{levelLibrary, path.Join(r.include, strings.TrimSuffix(object, ".o")+".cpp"), object})
	}
	fmt.Fprintln(progress, "making simulations, once: compiling Verilator's library")
	return r.compileAll(ctx, dir, units)
}

// library returns the objects of Verilator's library.
func (r *recipe) library() []string {
	objects := []string{"verilated.o", "verilated_threads.o"}
	if r.model.Waveform {
		objects = append(objects, "verilated_vcd_c.o")
	}
	return objects
}

// makeProgram makes the program in the folder dir.
func (r *recipe) makeProgram(ctx context.Context, dir, library, program string, progress io.Writer) error {
	if err := rtl.Write(filepath.Join(dir, sourceFolder), r.sources()); err != nil {
		return err
	}
	fmt.Fprintf(progress, "making the simulation of %v, once: Verilator\n", r.model)
	if _, err := buildcache.Run(ctx, dir, r.verilate(r.verilator)...); err != nil {
		return err
	}
	units, err := r.units(dir)
	if err != nil {
		return err
	}
	fmt.Fprintf(progress, "making the simulation of %v, once: compiling\n", r.model)
	if err := r.compileAll(ctx, dir, units); err != nil {
		return err
	}
	link := []string{r.compiler, "-o", program, "-pthread"}
	for _, u := range units {
		link = append(link, u.out)
	}
	for _, object := range r.library() {
		link = append(link, filepath.Join(library, object))
	}
	_, err = buildcache.Run(ctx, dir, link...)
	return err
}

// quickUnits is how many files what runs every cycle is compiled in: as many as most machines compile at a time.
const quickUnits = 2

// units returns the files to compile: what Verilator wrote, in few files because each takes a second to read headers, and the
// bench.
func (r *recipe) units(dir string) ([]unit, error) {
	all, err := os.ReadDir(filepath.Join(dir, objectFolder))
	if err != nil {
		return nil, err
	}
	quick, rare := sortUnits(all)
	files := []rtl.File{{Name: "rare.cc", Text: []byte(rare)}}
	units := []unit{{levelOnce, path.Join(objectFolder, "rare.cc"), "rare.o"}, {r.level, path.Join(sourceFolder, "tb", "main.cpp"), "main.o"}}
	for i, text := range quick {
		name := fmt.Sprintf("quick%d", i)
		files = append(files, rtl.File{Name: name + ".cc", Text: []byte(text)})
		units = append([]unit{{r.level, path.Join(objectFolder, name+".cc"), name + ".o"}}, units...)
	}
	return units, rtl.Write(filepath.Join(dir, objectFolder), files)
}

// sortUnits returns files that include those in a folder, by how often their code runs. Those that run often get about
// the same amount of code.
func sortUnits(all []os.DirEntry) (quick [quickUnits]string, rare string) {
	var sizes [quickUnits]int64
	for _, f := range all {
		include := fmt.Sprintf("#include %q\n", f.Name())
		switch info, err := f.Info(); {
		case path.Ext(f.Name()) != ".cpp":
		case err != nil || strings.HasSuffix(f.Name(), "__Slow.cpp") || strings.HasSuffix(f.Name(), "__Syms.cpp"):
			rare += include
		default:
			least := slices.Index(sizes[:], slices.Min(sizes[:]))
			quick[least] += include
			sizes[least] += info.Size()
		}
	}
	return quick, rare
}

// compileAll compiles files in the folder dir, as many at a time as there are processors.
func (r *recipe) compileAll(ctx context.Context, dir string, units []unit) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	slots := make(chan struct{}, runtime.GOMAXPROCS(0))
	var wg sync.WaitGroup
	for _, u := range units {
		slots <- struct{}{}
		wg.Go(func() {
			defer func() { <-slots }()
			if _, err := buildcache.Run(ctx, dir, r.compile(r.compiler, u.level, u.in, u.out)...); err != nil {
				cancel(err)
			}
		})
	}
	wg.Wait()
	return context.Cause(ctx)
}
