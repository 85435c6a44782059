// SPDX-License-Identifier: Apache-2.0

package paper

import (
	"context"
	"fmt"
	"path/filepath"

	"github.com/e2train/e2train/host/recipe"
	"github.com/e2train/e2train/host/train"
)

// Schema is the version of the form of the JSON report.
const Schema = 1

// Skips are the average shares of skipped blocks that the paper has figures for.
var Skips = []float64{0.2, 0.4, 0.6}

// Short says which short runs to make.
type Short struct {
	Model      string
	Data       string
	Batch      int
	Iterations int // of the loop, dropped ones included
	Seed       uint64
	Kernels    string // in use, for the summary
	Version    string // of the program
	Note       func(text string)
}

// shortBeta is the weight of the gates' regulariser in short runs: ten times that of long ones, so that gates come to their target within
// some twenty executed iterations instead of hundreds.
const shortBeta = 3

// Train makes a run with SMD, SLU and PSG for each of the paper's shares of skipped blocks, in folders of dir, and returns their paths.
func (s *Short) Train(ctx context.Context, dir string) ([]string, error) {
	var dirs []string
	for _, skip := range Skips {
		c := recipe.Default()
		c.Model, c.Data, c.Batch, c.Iterations, c.Seed, c.LR = s.Model, s.Data, s.Batch, s.Iterations, s.Seed, recipe.SignRate
		c.SMD, c.PSG, c.SLU = recipe.Constant(0.5), recipe.DefaultPSG(), recipe.DefaultSLU()
		c.SLU.Target, c.SLU.Beta = recipe.Constant(skip), shortBeta
		path := filepath.Join(dir, fmt.Sprintf("skip%.0f", 100*skip))
		s.Note(fmt.Sprintf("training %s for %d iterations at %.0f %% skip", c.Model, c.Iterations, 100*skip))
		if _, err := train.Run(ctx, train.Options{Config: c, Dir: path, Kernels: s.Kernels, Version: s.Version}); err != nil {
			return nil, err
		}
		dirs = append(dirs, path)
	}
	return dirs, nil
}

// Report is the published figures beside those of runs.
type Report struct {
	Schema    int         `json:"schema"`
	Published []Published `json:"published"`
	Formula   string      `json:"formula"`
	Runs      []*Run      `json:"runs"`
}

// New compares run directories with the paper.
func New(ctx context.Context, dirs []string) (*Report, error) {
	r := &Report{Schema: Schema, Published: table(), Formula: formulaText}
	for _, dir := range dirs {
		run, err := Read(ctx, dir)
		if err != nil {
			return nil, err
		}
		r.Runs = append(r.Runs, run)
	}
	return r, nil
}
