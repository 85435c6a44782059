// SPDX-License-Identifier: Apache-2.0

package htmlreport

import (
	"context"
	"fmt"
	"path/filepath"
)

// Schema is the version of the form of the JSON file.
const Schema = 1

// Report is what the files are made from; its JSON form is the JSON file.
type Report struct {
	Schema      int          `json:"schema"`
	Program     string       `json:"program"` // version that made it
	Runs        []*Run       `json:"runs"`
	Differences []Difference `json:"differences"`
	Figures     []*Figure    `json:"figures"`
	Omitted     []string     `json:"omitted"` // figures that are not there, and why
}

// Options says what to report on.
type Options struct {
	Dirs    []string // run directories
	Program string   // version of the program
}

// New reads run directories and returns their report. Errors name the directory, say why it cannot be used and wrap the cause, such as
// [rundir.ErrNoRun], [rundir.ErrNoLedger], [report.ErrSummary], [ErrLine] or [ErrTwice].
func New(ctx context.Context, o Options) (*Report, error) {
	if err := distinct(o.Dirs); err != nil {
		return nil, err
	}
	r := &Report{Schema: Schema, Program: o.Program}
	for _, dir := range o.Dirs {
		run, err := open(ctx, dir)
		if err != nil {
			return nil, err
		}
		r.Runs = append(r.Runs, run)
	}
	nameRuns(r.Runs)
	var err error
	if r.Differences, err = differences(r.Runs); err != nil {
		return nil, err
	}
	r.draw()
	return r, nil
}

// distinct reports a directory that is named twice.
func distinct(dirs []string) error {
	seen := map[string]string{}
	for _, dir := range dirs {
		path, err := filepath.Abs(dir)
		if err != nil {
			return fmt.Errorf("find %s: %w", dir, err)
		}
		if real, err := filepath.EvalSymlinks(path); err == nil {
			path = real
		}
		if before, twice := seen[path]; twice {
			return fmt.Errorf("report on %s and %s: %w; name it once", before, dir, ErrTwice)
		}
		seen[path] = dir
	}
	return nil
}

// nameRuns gives runs the shortest names that tell them apart: the last elements of their paths, or the paths.
func nameRuns(runs []*Run) {
	count := map[string]int{}
	for _, r := range runs {
		count[filepath.Base(filepath.Clean(r.Dir))]++
	}
	for i, r := range runs {
		r.Number = i + 1
		if r.Name = filepath.Base(filepath.Clean(r.Dir)); count[r.Name] > 1 {
			r.Name = r.Dir
		}
	}
}

// draw fills in the figures.
func (r *Report) draw() {
	add := func(f *Figure, missing string) {
		if f == nil {
			r.Omitted = append(r.Omitted, missing)
			return
		}
		r.Figures = append(r.Figures, f)
	}
	add(runsFigure(r.Runs), "")
	add(accuracyFigure(r.Runs), "Test accuracy against joules: no run was evaluated.")
	add(lossFigure(r.Runs), "Training loss against joules: every iteration was dropped.")
	add(techniquesFigure(r.Runs), "Energy by technique: no run used one.")
	for _, run := range r.Runs {
		add(layersFigure(run), "")
		add(rooflineFigure(run), fmt.Sprintf("Roofline of %s: no pass touched DRAM.", run.Name))
		observed := observedFigures(run)
		if len(observed) == 0 {
			r.Omitted = append(r.Omitted, fmt.Sprintf("Observed against modeled energy of %s: %s.", run.Name, run.unobserved()))
		}
		r.Figures = append(r.Figures, observed...)
	}
}
